package gatun.linear.dense;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The factorisation P A Pᵀ = L D Lᵀ of a symmetric matrix that need not be definite, with the
 * pivoting of Bunch and Kaufman: L unit lower triangular, D of blocks of one or two rows, P a
 * permutation. Its inertia is that of A (Sylvester).
 *
 * <p>Prepared once for a size. In blocks; 2 n³/3 flops, nearly all in matrix products: the trailing
 * matrix is kept in full, so that its rows are at hand. Not for use by several threads at once.
 *
 * <p>Bunch, Kaufman: Some stable methods for calculating inertia and solving symmetric linear
 * systems, Math. Comp. 31 (1977); Golub, Van Loan: Matrix Computations, 4th edition, §4.4.
 */
public final class Ldlt {
  /**
   * The signs of the eigenvalues.
   *
   * @param positive how many are positive
   * @param negative how many are negative
   * @param zero how many are zero
   */
  public record Inertia(long positive, long negative, long zero) {}

  private final long n;
  private final DType dtype;
  private final Dense dense;
  private final PivotedPanel panel;
  private boolean factored;
  private boolean complete; // factors are there, maybe of a singular matrix

  private Ldlt(long n, DType dtype, Workspace w) {
    this.n = n;
    this.dtype = dtype;
    this.dense = Dense.of(w, dtype);
    this.panel = new PivotedPanel(n, dense, w);
  }

  /**
   * Prepares factorisations of n×n matrices.
   *
   * @param w owns the memory: about 3 n² values
   * @throws IllegalArgumentException if n is negative or the type is not real
   */
  public static Ldlt of(long n, DType dtype, Workspace w) {
    Dense.check("Ldlt", n, dtype);
    return new Ldlt(n, dtype, w);
  }

  /**
   * Factorises a matrix. Its upper triangle is read and copied; a is not changed.
   *
   * @param a n×n, possibly a strided view
   * @return {@code DONE}, {@code SINGULAR} with the first row whose pivot is zero (the factors and
   *     the inertia are there), or {@code NON_FINITE}
   * @throws IllegalArgumentException if a does not fit
   */
  public Factored factor(Tensor a) {
    Storage.check("Ldlt a", a, dtype, n, n);
    factored = false;
    complete = false;
    Storage.copy((HostTensor) a, panel.a());
    Storage.mirrorUpper(panel.a());
    Factored result = panel.factor();
    factored = result.success();
    complete = result.kind() != Factored.Kind.NON_FINITE;
    return result;
  }

  /**
   * Solves A x = b after a successful {@link #factor}. 2 n² flops for each right-hand side.
   *
   * @param b a dense vector of length n, or an n×m matrix of right-hand sides; may be x itself,
   *     else shares no memory with it
   * @param x receives the solution, of the same shape
   * @throws IllegalStateException if the last factorisation failed or there was none
   */
  public void solve(Tensor b, Tensor x) {
    HostTensor columns = dense.rightHandSides("Ldlt", factored, n, b, x);
    panel.permute(columns, false);
    dense.solve(Dense.UNIT_UPPER_TRANSPOSED, panel.l(), columns);
    for (long j = 0; j < columns.shape().extent(1); j++) {
      panel.divide(columns, j);
    }
    dense.solve(Dense.UNIT_UPPER, panel.l(), columns);
    panel.permute(columns, true);
  }

  /**
   * Returns the signs of the eigenvalues of A, after a {@link #factor} that ended in {@code DONE}
   * or {@code SINGULAR}.
   *
   * @throws IllegalStateException if there was none
   */
  public Inertia inertia() {
    Dense.requireFactors("Ldlt", complete);
    return panel.inertia();
  }
}
