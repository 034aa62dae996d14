package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Variable;

/**
 * (x − mean) / √(variance + ε) · weight + bias, the statistics over the positions of one sample and
 * the channels of one group. Parameters: {@code weight}, ones at first, and {@code bias}, zeros.
 * Wu, He, ECCV 2018.
 *
 * @param groups divides the channels; as many as channels: instance normalisation
 * @param channels extent of the last axis
 * @param epsilon is added to the variance
 */
public record GroupNorm(int groups, int channels, double epsilon) implements Layer {
  /** Checks the numbers. */
  public GroupNorm {
    Check.that(
        groups >= 1 && channels >= 1 && channels % groups == 0 && epsilon > 0,
        () ->
            "GroupNorm: expected channels divisible by groups and an epsilon > 0, found "
                + channels
                + " and "
                + groups);
  }

  /** Returns a normalisation with ε = 10⁻⁵, as in PyTorch. */
  public static GroupNorm of(int groups, int channels) {
    return new GroupNorm(groups, channels, 1e-5);
  }

  @Override
  public void declare(Declaration d) {
    d.parameter("weight", Initializers.ones(), new Fan(1, 1), channels);
    d.parameter("bias", Initializers.zeros(), new Fan(1, 1), channels);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.require("GroupNorm", x, channels);
    return Normalize.groupNorm(
        x, scope.parameter("weight"), scope.parameter("bias"), groups, epsilon);
  }
}
