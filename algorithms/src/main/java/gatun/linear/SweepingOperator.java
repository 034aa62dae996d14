package gatun.linear;

import gatun.engine.Tensor;

/**
 * An operator that fuses the direction update of conjugate gradients into its product, so that a
 * whole iteration takes two passes over memory.
 */
public interface SweepingOperator extends FusedOperator {
  /**
   * Computes x ← x + α p with the old p, then p ← z + β p, then q ← A p; returns p·q.
   *
   * @return p·q for the new p
   */
  double direction(double alpha, Tensor x, double beta, Tensor z, Tensor p, Tensor q);
}
