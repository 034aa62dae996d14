package gatun.engine.spi;

import gatun.engine.Grid;
import gatun.engine.Tensor;

/**
 * The pressure Laplacian of a masked MAC grid, without a matrix. Cell c = i + nx (j + ny k).
 *
 * <pre>
 *   y_c = cells_c · x_c − Σ x over the six neighbours of c inside the grid,   if cells_c ≠ 0
 *   y_c = 0                                                                    if cells_c = 0
 * </pre>
 *
 * <p>{@code cells} is an I8 tensor of nx·ny·nz elements: 0 outside the fluid, else the number of
 * neighbours that are not solid. Vectors have one element for each cell of the grid and <b>must be
 * 0 outside the fluid</b>, which the operator preserves; that is what makes neighbours need no
 * mask.
 */
public interface MacStencil extends Kernel {
  /** Computes y ← A x. Traffic 2 values and 1 byte a cell. */
  void apply(Grid grid, Tensor cells, Tensor x, Tensor y);

  /** Computes y ← A x and returns x·y. */
  double applyDot(Grid grid, Tensor cells, Tensor x, Tensor y);

  /**
   * One sweep of a CG iteration: x ← x + α p with the old p, then p ← z + β p, then q ← A p;
   * returns p·q. Traffic 6 values and 1 byte a cell, against 9 in three passes.
   */
  double direction(
      Grid grid, Tensor cells, double alpha, Tensor x, double beta, Tensor z, Tensor p, Tensor q);

  /**
   * Does the same with the pending α and the β of a loop, and leaves p·q there; nothing once it has
   * ended.
   */
  default void direction(
      Grid grid, Tensor cells, Recurrence numbers, Tensor x, Tensor z, Tensor p, Tensor q) {
    if (!numbers.stopped()) {
      double alpha = numbers.at(Recurrence.PENDING);
      double beta = numbers.at(Recurrence.BETA);
      numbers.set(Recurrence.PQ, direction(grid, cells, alpha, x, beta, z, p, q));
    }
  }
}
