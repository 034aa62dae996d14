package gatun.engine.grad;

/**
 * Softmax and normalisations. Values have the channels last; scale and shift are vectors of the
 * channels. Costs are those of {@link gatun.engine.Normalizations}; batch and group normalisation
 * move 5 values an element forward and 8 backward.
 */
public final class Normalize {
  private Normalize() {}

  /** Returns e^(x_i) / Σ_j e^(x_j) along an axis. */
  public static Variable softmax(Variable x, int axis) {
    return softmax(x, axis, false);
  }

  /** Returns x_i − ln Σ_j e^(x_j) along an axis. */
  public static Variable logSoftmax(Variable x, int axis) {
    return softmax(x, axis, true);
  }

  private static Variable softmax(Variable x, int axis, boolean log) {
    Op op =
        x.tape().history().seenOf(x) instanceof Softmax f && f.axis() == axis && f.log() == log
            ? f
            : new Softmax(axis, log);
    return x.tape().apply(op, x);
  }

  /** Returns (x − mean) / √(variance + ε) · scale + shift for each row of the last axis. */
  public static Variable layerNorm(Variable x, Variable scale, Variable shift, double epsilon) {
    Variable seen = x.tape().history().seen(3);
    Op op =
        seen != null && seen.op() instanceof RowNorm f && f.centered() && f.epsilon() == epsilon
            ? f
            : new RowNorm(true, epsilon);
    return x.tape().apply(op, x, scale, shift);
  }

  /** Returns x / √(mean x² + ε) · scale for each row of the last axis. */
  public static Variable rmsNorm(Variable x, Variable scale, double epsilon) {
    Variable seen = x.tape().history().seen(2);
    Op op =
        seen != null && seen.op() instanceof RowNorm f && !f.centered() && f.epsilon() == epsilon
            ? f
            : new RowNorm(false, epsilon);
    return x.tape().apply(op, x, scale);
  }

  /**
   * How batch normalisation works.
   *
   * @param epsilon is added to the variance
   * @param momentum in training the running statistics r become (1 − momentum) r + momentum s, s of
   *     these values, the variance as n/(n − 1) times that of the elements
   * @param training whether to use the statistics of the values, or the running ones
   * @param relu whether to return max(·, 0), which saves a pass
   */
  public record Batch(double epsilon, double momentum, boolean training, boolean relu) {}

  /**
   * Returns (x − mean) / √(variance + ε) · scale + shift for each channel, the last axis, over all
   * others.
   *
   * @param mean a constant, the running mean, C elements; training changes the tensor
   * @param variance a constant, the running variance, likewise
   */
  public static Variable batchNorm(
      Variable x, Variable scale, Variable shift, Variable mean, Variable variance, Batch how) {
    Variable seen = x.tape().history().seen(5);
    Op op =
        seen != null
                && seen.op() instanceof ChannelNorm f
                && f.groups() == 0
                && f.epsilon() == how.epsilon
                && f.momentum() == how.momentum
                && f.training() == how.training
                && f.relu() == how.relu
            ? f
            : new ChannelNorm(0, how.epsilon, how.momentum, how.training, how.relu);
    return x.tape().apply(op, x, scale, shift, mean, variance);
  }

  /**
   * Returns (x − mean) / √(variance + ε) · scale + shift, the statistics over the positions of one
   * sample and the channels of one group.
   *
   * @param x [batch, …, channels]
   */
  public static Variable groupNorm(
      Variable x, Variable scale, Variable shift, long groups, double epsilon) {
    Variable seen = x.tape().history().seen(3);
    Op op =
        seen != null
                && seen.op() instanceof ChannelNorm f
                && f.groups() == groups
                && f.epsilon() == epsilon
            ? f
            : new ChannelNorm(groups, epsilon, 0, true, false);
    return x.tape().apply(op, x, scale, shift);
  }
}
