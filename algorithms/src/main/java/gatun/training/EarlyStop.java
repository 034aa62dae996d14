package gatun.training;

import gatun.engine.Check;

/**
 * Says when to stop: when a measure that is to fall has not fallen for a while. Not for several
 * threads at once.
 */
public final class EarlyStop {
  private final int patience;
  private final double least;
  private double best = Double.POSITIVE_INFINITY;
  private int since;

  /**
   * Begins.
   *
   * @param patience how many times in a row the measure may fail to fall
   * @param least by how much it must fall below its best so far to count
   */
  public EarlyStop(int patience, double least) {
    Check.that(patience > 0 && least >= 0, () -> "early stop: expected a patience from 1 on");
    this.patience = patience;
    this.least = least;
  }

  /** Takes the measure once more; returns whether to stop. NaN counts as not having fallen. */
  public boolean stops(double measure) {
    if (measure < best - least || best == Double.POSITIVE_INFINITY && measure < best) {
      best = measure;
      since = 0;
    } else {
      since++;
    }
    return since >= patience;
  }

  /** Returns the best so far, infinity before the first one. */
  public double best() {
    return best;
  }

  /** Returns how many measures came after the best. */
  public int since() {
    return since;
  }

  /** Takes up a state that {@link #best} and {@link #since} returned. */
  public void restore(double earlierBest, int earlierSince) {
    best = earlierBest;
    since = earlierSince;
  }
}
