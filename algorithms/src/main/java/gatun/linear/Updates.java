package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.Level1;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Recurrence;

/**
 * The fused vector updates of a solver's loop. Shapes were checked when the solver began; here only
 * the memory is held. Nothing allocates.
 */
final class Updates {
  private final KrylovUpdates kernel;
  private final Level1 level1;

  private Updates(KrylovUpdates kernel, Level1 level1) {
    this.kernel = kernel;
    this.level1 = level1;
  }

  static Updates of(Workspace workspace, DType dtype) {
    return new Updates(
        workspace.backend().require(KernelKey.of(KrylovUpdates.class, dtype)),
        workspace.backend().require(KernelKey.of(Level1.class, dtype)));
  }

  /** Computes r ← r − α q and r·r with the numbers of a loop. */
  void residual(Recurrence numbers, Tensor q, Tensor r) {
    Lifetime.acquire(q, r);
    try {
      kernel.residual(numbers, q, r);
    } finally {
      Lifetime.release(q, r);
    }
  }

  /** Computes x ← x + α p with the old p, then p ← z + β p, with the numbers of a loop. */
  void direction(Recurrence numbers, Tensor x, Tensor z, Tensor p) {
    Lifetime.acquire(x, z, p);
    try {
      kernel.direction(numbers, x, z, p);
    } finally {
      Lifetime.release(x, z, p);
    }
  }

  /** Leaves a·b in a cell of the numbers of a loop. */
  void dot(Tensor a, Tensor b, Recurrence numbers, int cell) {
    Lifetime.acquire(a, b);
    try {
      level1.dot(a, b, numbers, cell);
    } finally {
      Lifetime.release(a, b);
    }
  }

  /** Turns to the next direction, see {@link Recurrence#turn}. */
  void turn(Recurrence numbers, int cell, boolean flexible) {
    kernel.turn(numbers, cell, flexible);
  }

  /** Finds the length of the step, see {@link Recurrence#length}. */
  void length(Recurrence numbers) {
    kernel.length(numbers);
  }

  /** Keeps the residual norm, see {@link Recurrence#hear}. */
  void hear(Recurrence numbers) {
    kernel.hear(numbers);
  }
}
