package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Pooling;
import gatun.engine.grad.Variable;

/**
 * A map on a grid that is larger by a whole factor along each axis.
 *
 * @param factor at least 1
 * @param linear whether values between are interpolated (bilinear, trilinear), else repeated
 */
public record Upsample(int factor, boolean linear) implements Layer {
  /** Checks the factor. */
  public Upsample {
    Check.that(factor >= 1, () -> "Upsample: expected a factor of at least 1, found " + factor);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    return linear ? Pooling.linear(x, factor, false) : Pooling.nearest(x, factor);
  }
}
