package gatun.test;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The steady state of code that the compiler reaches in its own time: late on a busy machine. */
public final class Steady {
  /** How long code may take until it is compiled: the compiler has a queue. */
  public static final Duration PATIENCE = Duration.ofSeconds(100);

  private Steady() {}

  /** Measures again until there is no more than enough, or patience ends; returns the least. */
  public static long least(long enough, LongSupplier measure) {
    long begin = System.nanoTime();
    long least = Long.MAX_VALUE;
    while (least > enough && System.nanoTime() - begin < PATIENCE.toNanos()) {
      least = Math.min(least, measure.getAsLong());
    }
    return least;
  }
}
