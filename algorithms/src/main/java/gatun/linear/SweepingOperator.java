package gatun.linear;

import gatun.engine.Tensor;
import gatun.engine.spi.Recurrence;

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

  /** Does the same with the numbers of a loop, and leaves p·q there; nothing once it has ended. */
  @SuppressWarnings("exports") // the interface is for Gatun's own modules
  default void direction(Recurrence numbers, Tensor x, Tensor z, Tensor p, Tensor q) {
    if (!numbers.stopped()) {
      double alpha = numbers.at(Recurrence.PENDING);
      double beta = numbers.at(Recurrence.BETA);
      numbers.set(Recurrence.PQ, direction(alpha, x, beta, z, p, q));
    }
  }
}
