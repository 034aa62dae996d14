package gatun.engine.grad;

import gatun.engine.Activation;
import gatun.engine.Check;

/** Products of matrices. */
public final class Products {
  private static final Matmul[] MATMUL = {
    new Matmul(false, false),
    new Matmul(true, false),
    new Matmul(false, true),
    new Matmul(true, true)
  };

  private Products() {}

  /** Returns A B, see {@link #matmul(Variable, boolean, Variable, boolean)}. */
  public static Variable matmul(Variable a, Variable b) {
    return matmul(a, false, b, false);
  }

  /**
   * Returns op(A) op(B) over the last two axes, op(X) = X or Xᵀ. The axes before are a batch: equal
   * in both, or one of the operands is a single matrix. 2 m n k flops each, forward and for each
   * gradient.
   */
  public static Variable matmul(Variable a, boolean transposeA, Variable b, boolean transposeB) {
    return a.tape().apply(MATMUL[(transposeA ? 1 : 0) + (transposeB ? 2 : 0)], a, b);
  }

  /** Returns x W + b, see {@link #linear(Variable, Variable, Variable, Activation)}. */
  public static Variable linear(Variable x, Variable weights, Variable bias) {
    return linear(x, weights, bias, Activation.IDENTITY);
  }

  /**
   * Returns f(x W + b) over the last axis of x, in one pass.
   *
   * @param x at least one axis, the last one of n inputs
   * @param weights n inputs × m outputs
   * @param bias m outputs
   */
  public static Variable linear(
      Variable x, Variable weights, Variable bias, Activation activation) {
    if (!Linear.reversible(activation)) {
      Variable z = x.tape().apply(Linear.of(Activation.IDENTITY), x, weights, bias);
      return z.apply(java.util.Objects.requireNonNull(activation.function()));
    }
    return x.tape().apply(Linear.of(activation), x, weights, bias);
  }

  /** Returns x W over the last axis of x. */
  public static Variable linear(Variable x, Variable weights) {
    Check.that(weights.shape().rank() == 2, () -> "linear weights: expected a matrix");
    return x.tape().apply(Linear.of(Activation.IDENTITY), x, weights);
  }
}
