package gatun.cli;

import gatun.engine.Outcome;
import gatun.engine.Progress;
import java.util.Arrays;

/** Notes when each iteration was heard of. */
final class Clock implements Progress {
  private final long begin;
  private double[] seconds = new double[1024];
  private int count = 1;

  /**
   * Starts the clock; the first element of a history has the time 0.
   *
   * @param begin {@code System.nanoTime()} at time 0
   */
  Clock(long begin) {
    this.begin = begin;
  }

  @Override
  public boolean report(long iteration, long limit, double measure, double goal) {
    if (count == seconds.length) {
      seconds = Arrays.copyOf(seconds, 2 * count);
    }
    seconds[count++] = (System.nanoTime() - begin) * 1e-9;
    return true;
  }

  /** Returns a time for each element of an outcome's history. */
  double[] seconds(Outcome outcome) {
    double[] result = Arrays.copyOf(seconds, outcome.history().length);
    for (int i = count; i < result.length; i++) {
      result[i] = result[i - 1];
    }
    return result;
  }
}
