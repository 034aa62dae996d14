package gatun.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C (or a plain kill) end a computation in good order: between opening and closing, the
 * first signal only sets {@link #requested}, and the process ends when this is closed; the second
 * one ends it at once. The exit code is the system's: 130 after Ctrl-C, 143 after kill.
 */
final class Interruption implements AutoCloseable {
  private static final long POLL_MILLIS = 20;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "gatun-interruption");
  private volatile boolean requested;

  private Interruption() {}

  /** Begins to listen. */
  static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Returns whether the computation should stop. */
  boolean requested() {
    return requested;
  }

  private void stop() {
    requested = true;
    try {
      while (!finished.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (signals() > 1) {
          Runtime.getRuntime().halt(130);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Counts the signals that arrived. The virtual machine handles each on a thread of its own; all
   * but the first wait for this shutdown to end, so that nothing else can tell of them.
   */
  private static long signals() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("SIG"))
        .count();
  }

  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came this moment: the work is done, the process ends.
      }
    }
  }
}
