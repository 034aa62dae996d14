package gatun.engine.grad;

import gatun.engine.Binary;
import gatun.engine.Expression;
import gatun.engine.Tensor;

/** The second derivatives of one head's softmax. */
final class AttentionTangents {
  private final Site s;
  private final Tensor dp;
  private final Tensor gradient;
  private final Tensor change;
  private final Tensor product;
  private final Tensor first;
  private final Tensor second;

  AttentionTangents(Site s, long batch, long rows, long keys) {
    this.s = s;
    this.dp = s.scratch(batch, rows, keys);
    this.gradient = s.scratch(batch, rows, keys);
    this.change = s.scratch(batch, rows, keys);
    this.product = s.scratch(batch, rows, keys);
    this.first = s.scratch(batch, rows, 1);
    this.second = s.scratch(batch, rows, 1);
  }

  /** The tangent of the probabilities. */
  Tensor dp() {
    return dp;
  }

  /** The gradient of the probabilities, later of the scores. */
  Tensor gradient() {
    return gradient;
  }

  /** The tangent of that. */
  Tensor change() {
    return change;
  }

  private void sum(Tensor a, Tensor b, Tensor into) {
    s.then(Expression.of(a).multiply(b), product);
    s.then(() -> s.kernels().reductions().sum(product, into));
  }

  /**
   * From the gradient g of p and its tangent to those of the scores: p (g − Σ p g), and p (ġ − Σ p
   * ġ) + ṗ (g − Σ p g) − p Σ ṗ g.
   */
  void softmax(Tensor p, boolean moved, boolean changes) {
    if (changes) {
      s.then(() -> s.kernels().normalizations().softmaxGradient(2, p, change, change));
    }
    if (moved) {
      sum(p, gradient, first);
      sum(dp, gradient, second);
      Expression apart =
          Expression.of(gradient)
              .subtract(first)
              .multiply(dp)
              .apply(Binary.SUBTRACT, Expression.of(p).multiply(second));
      s.then(changes ? apart.add(change) : apart, change);
    }
    s.then(() -> s.kernels().normalizations().softmaxGradient(2, p, gradient, gradient));
  }
}
