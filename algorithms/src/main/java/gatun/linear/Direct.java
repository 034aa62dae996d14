package gatun.linear;

import gatun.engine.Workspace;

/**
 * The direct solve of a matrix or a box.
 *
 * <p>A symmetric matrix is factorised by {@link gatun.linear.sparse.SparseCholesky}; one that is
 * not positive definite ends the solve with {@code NOT_DEFINITE}.
 *
 * <p>On a box transforms along the axes turn the operator into a diagonal one (R. E. Lynch, J. R.
 * Rice, D. H. Thomas, Direct solution of partial difference equations by tensor product methods,
 * Numer. Math. 6, 1964). One iteration solves to rounding; a second refines where the tolerance
 * asks for more.
 *
 * <p>Takes a {@link StencilOperator} of 3, 5 or 7 points with constant coefficients, of any size of
 * each axis's coupling and any centre, and a {@link MacOperator} whose cells are all fluid, with
 * any of its six sides walls and the others air. Between six walls the solution is determined but
 * for a constant, and a sum of b other than 0 has none: the answer has mean 0 and solves for b
 * without its mean.
 *
 * <p>Transforms are products with the matrices of eigenvectors: 4 (nx + ny + nz) flops a cell, at
 * the speed of {@code gemm}; any extent is as good as its neighbours. Memory: five vectors and
 * three small matrices. See {@code docs/decisions/0022-direct-boxes.md}.
 *
 * @param stopping when to end
 */
public record Direct(Stopping stopping) implements Solver {
  @Override
  public String name() {
    return "direct";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the operator is no box, or a preconditioner is given
   */
  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    if (!m.name().equals("none")) {
      throw new IllegalArgumentException(
          "direct: expected no preconditioner, found " + m.name() + "; use pcg");
    }
    if (a instanceof MatrixBacked matrix) {
      return MatrixDirect.prepare(name(), matrix, stopping, workspace);
    }
    LinearOperator inverse = Boxes.inverse(a, workspace);
    if (inverse == null) {
      throw new IllegalArgumentException(
          "direct: expected a matrix, a box of fluid cells or a stencil along the axes with constant"
              + " coefficients, found "
              + a.description()
              + "; use pcg with mg on a grid");
    }
    Iteration iteration = Iteration.of(name(), a, stopping, workspace);
    return new Correction(a, inverse, iteration, workspace);
  }
}
