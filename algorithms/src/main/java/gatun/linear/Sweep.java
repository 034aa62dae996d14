package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The first half of a conjugate gradient iteration, by the best means that the operator offers: x ←
 * x + α p, p ← z + β p, q ← A p, and p·q.
 */
interface Sweep {
  /** Does the sweep and returns p·q. */
  double direction(double alpha, Tensor x, double beta, Tensor z, Tensor p, Tensor q);

  /** Chooses the means: one pass, two passes, or three. */
  static Sweep of(LinearOperator a, Updates updates, Workspace workspace) {
    if (a instanceof SweepingOperator sweeping) {
      return sweeping::direction;
    }
    if (a instanceof FusedOperator fused) {
      return (alpha, x, beta, z, p, q) -> {
        updates.direction(alpha, x, beta, z, p);
        return fused.applyDot(p, q);
      };
    }
    Blas blas = Blas.of(workspace.backend(), a.dtype());
    return (alpha, x, beta, z, p, q) -> {
      updates.direction(alpha, x, beta, z, p);
      a.apply(p, q);
      return blas.dot(p, q);
    };
  }
}
