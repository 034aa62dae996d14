package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * One step of an optimizer on elements [from, to) in one pass over memory. Operands are contiguous
 * vectors of one length and type that share no memory: the gradient g, which is only read, the
 * parameters x, and what the optimizer keeps. {@link UpdateTerms} says what γ and the factors are.
 *
 * <p>Elements do not depend on each other; elements that are zero in all operands stay zero, unless
 * an update divides by ε = 0. The terms are not kept.
 */
public interface OptimizerUpdates extends Kernel {
  /** {@code from} and {@code to} are multiples of it: no vector is longer. */
  long STEP = 16;

  /** d = γ. Moves 3 values an element. */
  void descent(UpdateTerms t, Tensor g, Tensor x);

  /** b ← first·b + firstFresh·γ, d = b. Moves 5 values an element. */
  void momentum(UpdateTerms t, Tensor g, Tensor x, Tensor b);

  /** b ← first·b + firstFresh·γ, d = γ + first·b. Moves 5 values an element. */
  void nesterov(UpdateTerms t, Tensor g, Tensor x, Tensor b);

  /**
   * m ← first·m + firstFresh·γ, v ← second·v + secondFresh·γ², d = m / (root·√v + ε). Moves 7
   * values an element.
   */
  void adam(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v);

  /** As {@link #adam}, then w ← max(w, v), d = m / (root·√w + ε). Moves 9 values an element. */
  void amsGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor w);

  /**
   * v ← second·v + secondFresh·γ², d = γ / (root·√v + ε): RMSprop, and with both factors 1 Adagrad.
   * Moves 5 values an element.
   */
  void rmsProp(UpdateTerms t, Tensor g, Tensor x, Tensor v);

  /**
   * v ← second·v + secondFresh·γ², d = √((a + ε) / (v + ε)) γ, a ← second·a + secondFresh·d². Moves
   * 7 values an element.
   */
  void adaDelta(UpdateTerms t, Tensor g, Tensor x, Tensor v, Tensor a);

  /**
   * m and v as {@link #adam}, d = m ξ / (root·√v + ε) with the friction ξ = 1 / (1 + e^(−|p − γ|)),
   * then p ← γ. Moves 9 values an element.
   */
  void diffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p);

  /** As {@link #diffGrad}, with ξ = 1 / (1 + e^(−(p − γ))). */
  void signedDiffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p);
}
