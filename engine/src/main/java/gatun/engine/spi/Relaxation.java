package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * The vector part of damped Jacobi relaxations, fused into single passes over memory. Operands are
 * contiguous vectors of one length n that share no memory.
 */
public interface Relaxation extends Kernel {
  /** Computes x ← ω w ∘ b: a relaxation from x = 0. Traffic 3n values, 2n flops. */
  void begin(double omega, Tensor w, Tensor b, Tensor x);

  /** Computes x ← x + ω w ∘ (b − y), where y = A x. Traffic 5n values, 4n flops. */
  void relax(double omega, Tensor w, Tensor b, Tensor y, Tensor x);

  /** Computes y ← b − y. Traffic 3n values, n flops. */
  void residual(Tensor b, Tensor y);
}
