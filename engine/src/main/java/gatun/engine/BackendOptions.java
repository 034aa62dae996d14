package gatun.engine;

/**
 * How a {@link Backend} is opened.
 *
 * @param threads number of CPU threads, at least 1
 */
public record BackendOptions(int threads) {
  /** Checks the number of threads. */
  public BackendOptions {
    if (threads < 1 || threads > 4096) {
      throw new IllegalArgumentException("threads: expected 1 to 4096, found " + threads);
    }
  }

  /** Returns options that use every processor of the machine. */
  public static BackendOptions allProcessors() {
    return new BackendOptions(Runtime.getRuntime().availableProcessors());
  }

  /** Returns these options with another number of threads. */
  public BackendOptions withThreads(int count) {
    return new BackendOptions(count);
  }
}
