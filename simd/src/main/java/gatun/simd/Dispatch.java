package gatun.simd;

import gatun.engine.Check;

/**
 * Measures what it costs to share work: how long after the call a second thread begins. The first
 * one, the caller, does nothing but wait for it, so that no part of the region is done without it.
 */
public final class Dispatch implements AutoCloseable {
  private final Workers workers;
  private volatile boolean begun;

  /**
   * Makes a pool of its own.
   *
   * @param threads at least 2
   */
  public Dispatch(int threads) {
    Check.that(threads >= 2, () -> "threads: expected at least 2, found " + threads);
    workers = new Workers(threads);
  }

  /** Runs a region of two shares: returns when the second thread has begun its own. */
  public void run() {
    begun = false;
    try (Arguments a = Arguments.borrow()) {
      a.object = this;
      workers.run(Dispatch::share, a, 2, 1);
    }
  }

  private static void share(Arguments a, long from, long to) {
    if (!(a.object instanceof Dispatch dispatch)) {
      throw new IllegalStateException("no dispatch in " + a);
    }
    if (from > 0) {
      dispatch.begun = true;
      return;
    }
    while (to < 2 && !dispatch.begun) {
      Thread.onSpinWait();
    }
  }

  /** Runs a region of two empty shares: what the caller pays if it finds nobody awake. */
  public void empty() {
    try (Arguments a = Arguments.borrow()) {
      workers.run(Dispatch::nothing, a, 2, 1);
    }
  }

  private static void nothing(Arguments a, long from, long to) {}

  /** Ends the threads. */
  @Override
  public void close() {
    workers.close();
  }
}
