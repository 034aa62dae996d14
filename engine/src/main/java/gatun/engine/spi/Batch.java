package gatun.engine.spi;

/**
 * Runs iterations of a loop between two looks of the host at its numbers. The host itself looks
 * after each one; a backend with a device hands several over at once and waits for the last.
 *
 * <p>One thread at a time; closed at the end of a solve.
 */
public interface Batch extends AutoCloseable {
  /** Looks after each iteration; for backends that compute while they are called. */
  Batch EACH =
      new Batch() {
        @Override
        public int interval() {
          return 1;
        }

        @Override
        public void run(int times, Runnable body, Recurrence numbers) {
          for (int i = 0; i < times; i++) {
            body.run();
          }
        }

        @Override
        public void close() {}
      };

  /**
   * Returns how many iterations are worth handing over at once; at most {@link Recurrence#BATCH}.
   */
  int interval();

  /**
   * Runs the body so many times and returns when the last one is done and the numbers can be read.
   *
   * @param times at least 1
   * @param body calls kernels of the backend alone, the same ones on the same operands each time
   * @param numbers what the kernels leave for the host
   */
  void run(int times, Runnable body, Recurrence numbers);

  /** Frees what the batches needed. */
  @Override
  void close();
}
