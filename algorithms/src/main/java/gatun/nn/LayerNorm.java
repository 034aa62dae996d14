package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Normalize;
import gatun.engine.grad.Variable;

/**
 * (x − mean) / √(variance + ε) · weight + bias for each row of the last axis. Parameters: {@code
 * weight}, ones at first, and {@code bias}, zeros. Ba, Kiros, Hinton, arXiv:1607.06450.
 *
 * @param width extent of the last axis
 * @param epsilon is added to the variance
 */
public record LayerNorm(int width, double epsilon) implements Layer {
  /** Checks the numbers. */
  public LayerNorm {
    Check.that(
        width >= 1 && epsilon > 0, () -> "LayerNorm: expected a width >= 1 and an epsilon > 0");
  }

  /** Returns a normalisation with ε = 10⁻⁵, as in PyTorch. */
  public static LayerNorm of(int width) {
    return new LayerNorm(width, 1e-5);
  }

  @Override
  public void declare(Declaration d) {
    d.parameter("weight", Initializers.ones(), new Fan(1, 1), width);
    d.parameter("bias", Initializers.zeros(), new Fan(1, 1), width);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.require("LayerNorm", x, width);
    return Normalize.layerNorm(x, scope.parameter("weight"), scope.parameter("bias"), epsilon);
  }
}
