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

  /** Computes r ← r − α q and r·r with the α of a loop; nothing once the loop has ended. */
  default void residual(Recurrence numbers, Tensor q, Tensor r) {
    if (!numbers.stopped()) {
      numbers.set(Recurrence.RR, residual(numbers.at(Recurrence.ALPHA), q, r));
    }
  }

  /** Computes x ← x + α p, p ← z + β p with the pending α and the β of a loop, likewise. */
  default void direction(Recurrence numbers, Tensor x, Tensor z, Tensor p) {
    if (!numbers.stopped()) {
      direction(numbers.at(Recurrence.PENDING), x, numbers.at(Recurrence.BETA), z, p);
    }
  }

  /** Takes the step {@link Recurrence#turn}, where the numbers are. */
  default void turn(Recurrence numbers, int cell, boolean flexible) {
    numbers.turn(cell, flexible);
  }

  /** Takes the step {@link Recurrence#length}, where the numbers are. */
  default void length(Recurrence numbers) {
    numbers.length();
  }

  /** Takes the step {@link Recurrence#hear}, where the numbers are. */
  default void hear(Recurrence numbers) {
    numbers.hear();
  }
}
