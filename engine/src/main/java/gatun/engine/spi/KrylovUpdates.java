package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * The updates of Krylov iterations fused into single passes over memory. Operands are contiguous
 * vectors of one length n that share no memory.
 */
public interface KrylovUpdates extends Kernel {
  /** Computes r ← r − α q and returns r·r. Traffic 3n values. */
  double residual(double alpha, Tensor q, Tensor r);

  /** Computes x ← x + α p and r ← r − α q and returns r·r. Traffic 6n values. */
  double step(double alpha, Tensor p, Tensor q, Tensor x, Tensor r);

  /**
   * Computes x ← x + α p with the old p, then p ← z + β p. Traffic 5n values: one less than apart.
   * It lets x lag one step behind, so that p is read once.
   */
  void direction(double alpha, Tensor x, double beta, Tensor z, Tensor p);
}
