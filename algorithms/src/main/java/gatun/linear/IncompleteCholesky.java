package gatun.linear;

import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;

/**
 * Incomplete Cholesky factorisation without fill, IC(0): M = L Lᵀ where L has the pattern of A's
 * lower triangle and (L Lᵀ)_ij = a_ij wherever a_ij is stored.
 *
 * <p>It exists for M-matrices such as Poisson problems. For other positive definite matrices a
 * pivot may turn out not positive; then A + σ diag(A) is factored instead, with σ doubled until it
 * succeeds, and {@link LinearOperator#description} says which σ it took.
 *
 * <p>Needs a symmetric {@link MatrixBacked} operator with a positive diagonal. Cost of set-up with
 * m entries in a row of L: about n m² / 2 multiplications; memory of L plus a copy during set-up.
 * Cost of an application: two triangular solves.
 *
 * <p>Source: Meijerink and van der Vorst, Math. Comp. 31 (1977); the shift: Manteuffel, Math. Comp.
 * 34 (1980).
 *
 * @param firstShift the first σ that is tried after a pivot that is not positive, greater than 0
 */
public record IncompleteCholesky(double firstShift) implements Preconditioner {
  private static final int ATTEMPTS = 40;

  /** Checks the shift. */
  public IncompleteCholesky {
    if (!(firstShift > 0 && firstShift <= 1)) {
      throw new IllegalArgumentException(
          "ic0 first shift: expected a number above 0 and at most 1, found " + firstShift);
    }
  }

  /** Uses a first shift of 10⁻³. */
  public IncompleteCholesky() {
    this(1e-3);
  }

  @Override
  public String name() {
    return "ic0";
  }

  @Override
  public boolean needsMatrix() {
    return true;
  }

  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    SparseMatrix matrix = LowerTriangle.symmetric(name(), a);
    SparseMatrix lower = LowerTriangle.copy(name(), matrix, workspace);
    double shift;
    try (IncompleteFactor factor = new IncompleteFactor(matrix, lower, workspace)) {
      shift = factor(factor);
      factor.store();
    }
    String title =
        "ic0: " + lower.nonzeros() + " entries" + (shift == 0 ? "" : ", diagonal shift " + shift);
    return new FactoredInverse(lower, title, workspace);
  }

  private double factor(IncompleteFactor factor) {
    double shift = 0;
    long failed = -1;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      factor.load(shift);
      failed = factor.factor(0, 0);
      if (failed < 0) {
        return shift;
      }
      shift = shift == 0 ? firstShift : 2 * shift;
    }
    throw new IllegalArgumentException(
        "preconditioner ic0: no positive pivot in row "
            + failed
            + " even with the diagonal multiplied by "
            + (1 + shift / 2)
            + "; the entries of the matrix differ too much in size: scale it, or use jacobi");
  }
}
