package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Variable;

/**
 * x / √(mean x² + ε) · weight for each row of the last axis. Parameter: {@code weight}, ones at
 * first. Zhang, Sennrich, NeurIPS 2019.
 *
 * @param width extent of the last axis
 * @param epsilon is added to the mean square
 */
public record RmsNorm(int width, double epsilon) implements Layer {
  /** Checks the numbers. */
  public RmsNorm {
    Check.that(
        width >= 1 && epsilon > 0, () -> "RmsNorm: expected a width >= 1 and an epsilon > 0");
  }

  @Override
  public void declare(Declaration d) {
    d.parameter("weight", Initializers.ones(), new Fan(1, 1), width);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.require("RmsNorm", x, width);
    return Normalize.rmsNorm(x, scope.parameter("weight"), epsilon);
  }
}
