package gatun.engine.grad;

/** Sums and other reductions over axes. */
public final class Aggregates {
  private Aggregates() {}

  /** Returns Σ x over all axes, a scalar. */
  public static Variable sum(Variable x) {
    return reduce(Reduce.Kind.SUM, x, -1L, false);
  }

  /** Returns the mean over all axes, a scalar. */
  public static Variable mean(Variable x) {
    return reduce(Reduce.Kind.MEAN, x, -1L, false);
  }

  /**
   * Returns Σ x over some axes.
   *
   * @param keep whether the axes stay, with extent 1
   */
  public static Variable sum(Variable x, boolean keep, int... axes) {
    return reduce(Reduce.Kind.SUM, x, mask(x, axes), keep);
  }

  /** Returns the mean over some axes; see {@link #sum(Variable, boolean, int...)}. */
  public static Variable mean(Variable x, boolean keep, int... axes) {
    return reduce(Reduce.Kind.MEAN, x, mask(x, axes), keep);
  }

  /** Returns the largest element over some axes; equal ones share the gradient. */
  public static Variable max(Variable x, boolean keep, int... axes) {
    return reduce(Reduce.Kind.MAX, x, mask(x, axes), keep);
  }

  /** Returns ln Σ e^x over some axes. */
  public static Variable logSumExp(Variable x, boolean keep, int... axes) {
    return reduce(Reduce.Kind.LOG_SUM_EXP, x, mask(x, axes), keep);
  }

  /**
   * Returns Σ (x − mean)² / (n − correction) over some axes: correction 0 for the variance of the
   * elements, 1 for the estimate from a sample.
   */
  public static Variable variance(Variable x, int correction, boolean keep, int... axes) {
    Reduce.Kind kind = correction == 0 ? Reduce.Kind.VARIANCE : Reduce.Kind.SAMPLE_VARIANCE;
    gatun.engine.Check.that(
        correction == 0 || correction == 1,
        () -> "variance: expected a correction of 0 or 1, found " + correction);
    return reduce(kind, x, mask(x, axes), keep);
  }

  private static long mask(Variable x, int[] axes) {
    long mask = 0;
    for (int axis : axes) {
      if (axis < 0 || axis >= x.shape().rank()) {
        throw new IllegalArgumentException(
            "reduction: axis " + axis + " is not one of shape " + x.shape());
      }
      mask |= 1L << axis;
    }
    return mask;
  }

  private static Variable reduce(Reduce.Kind kind, Variable x, long axes, boolean keep) {
    Op op =
        x.tape().history().seenOf(x) instanceof Reduce r
                && r.kind() == kind
                && r.axes() == axes
                && r.keep() == keep
            ? r
            : new Reduce(kind, axes, keep);
    return x.tape().apply(op, x);
  }
}
