package gatun.linear;

import gatun.engine.Tensor;
import gatun.engine.spi.Recurrence;

/**
 * The first half of a conjugate gradient iteration, by the best means that the operator offers: x ←
 * x + α p, p ← z + β p, q ← A p, and p·q.
 */
interface Sweep {
  /** Does the sweep with the numbers of a loop and leaves p·q there. */
  void direction(Recurrence numbers, Tensor x, Tensor z, Tensor p, Tensor q);

  /** Chooses the means: one pass, two passes, or three. */
  static Sweep of(LinearOperator a, Updates updates) {
    if (a instanceof SweepingOperator sweeping) {
      return sweeping::direction;
    }
    if (a instanceof FusedOperator fused) {
      return (numbers, x, z, p, q) -> {
        updates.direction(numbers, x, z, p);
        fused.applyDot(p, q, numbers);
      };
    }
    return (numbers, x, z, p, q) -> {
      updates.direction(numbers, x, z, p);
      a.apply(p, q);
      updates.dot(p, q, numbers, Recurrence.PQ);
    };
  }
}
