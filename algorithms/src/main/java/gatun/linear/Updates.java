package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.Lifetime;

/**
 * The fused vector updates of a solver's loop. Shapes were checked when the solver began; here only
 * the memory is held. Nothing allocates.
 */
final class Updates {
  private final KrylovUpdates kernel;

  private Updates(KrylovUpdates kernel) {
    this.kernel = kernel;
  }

  static Updates of(Workspace workspace, DType dtype) {
    return new Updates(workspace.backend().require(KernelKey.of(KrylovUpdates.class, dtype)));
  }

  /** Computes r ← r − α q and returns r·r. Moves 3n values. */
  double residual(double alpha, Tensor q, Tensor r) {
    Lifetime.acquire(q, r);
    try {
      return kernel.residual(alpha, q, r);
    } finally {
      Lifetime.release(q, r);
    }
  }

  /** Computes x ← x + α p and r ← r − α q and returns r·r. Moves 6n values. */
  double step(double alpha, Tensor p, Tensor q, Tensor x, Tensor r) {
    Lifetime.acquire(p, q, x, r);
    try {
      return kernel.step(alpha, p, q, x, r);
    } finally {
      Lifetime.release(p, q, x, r);
    }
  }

  /** Computes x ← x + α p with the old p, then p ← z + β p. Moves 5n values. */
  void direction(double alpha, Tensor x, double beta, Tensor z, Tensor p) {
    Lifetime.acquire(x, z, p);
    try {
      kernel.direction(alpha, x, beta, z, p);
    } finally {
      Lifetime.release(x, z, p);
    }
  }
}
