package gatun.linear;

import gatun.engine.Tensor;

/** An operator without a matrix that knows its diagonal; enough for {@code jacobi}. */
public interface DiagonalBacked extends LinearOperator {
  /**
   * Writes a_ii into every element of a vector. An element that takes no part (a cell outside the
   * fluid) gets 0; the preconditioner then leaves 0 there.
   */
  void diagonal(Tensor target);
}
