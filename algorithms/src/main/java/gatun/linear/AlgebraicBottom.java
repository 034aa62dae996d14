package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.dense.Cholesky;

/** The inverse of the coarsest matrix of an algebraic hierarchy. */
final class AlgebraicBottom {
  /** What is added to the diagonal, as a share of it, where the matrix is singular. */
  private static final double SHIFT = 1e-3;

  /** A squared pivot below this share of its diagonal entry is taken for zero. */
  private static final double SINGULAR = 1e-12;

  private final HostTensor inverse;
  private final MatrixBlas blas;

  /** Inverts a matrix in about 2 n³ flops. */
  AlgebraicBottom(SparseMatrix matrix, DType dtype, Workspace workspace, Workspace setUp) {
    long n = matrix.rows();
    HostTensor a = setUp.zeros(DType.F64, n, n);
    for (long i = 0; i < n; i++) {
      for (long e = matrix.rowPointer(i); e < matrix.rowPointer(i + 1); e++) {
        a.set(matrix.value(e), i, matrix.column(e));
      }
      if (!(a.at(i, i) > 0)) {
        a.set(1, i, i); // a dependent column of the tentative prolongator
      }
    }
    HostTensor columns = inverse(a, SINGULAR, setUp);
    this.inverse = workspace.zeros(dtype, n, n);
    for (long i = 0; i < n; i++) {
      for (long j = 0; j < n; j++) {
        inverse.set(columns.at(i, j), i, j);
      }
    }
    this.blas = MatrixBlas.of(workspace.backend(), dtype);
  }

  /**
   * Returns A⁻¹, exactly symmetric; of A with a little more on the diagonal if A is singular.
   * Changes A then.
   *
   * @param smallest the share of its diagonal entry below which a squared pivot is taken for zero
   */
  static HostTensor inverse(HostTensor a, double smallest, Workspace setUp) {
    long n = a.shape().extent(0);
    Cholesky cholesky = Cholesky.of(n, DType.F64, setUp);
    if (!cholesky.factor(a).success() || singular(cholesky, a, smallest)) {
      for (long i = 0; i < n; i++) {
        a.set(a.at(i, i) * (1 + SHIFT), i, i);
      }
      cholesky.factor(a);
    }
    HostTensor columns = setUp.zeros(DType.F64, n, n);
    for (long i = 0; i < n; i++) {
      columns.set(1, i, i);
    }
    cholesky.solve(columns, columns);
    for (long i = 0; i < n; i++) {
      for (long j = 0; j < i; j++) {
        double mean = (columns.at(i, j) + columns.at(j, i)) / 2;
        columns.set(mean, i, j);
        columns.set(mean, j, i);
      }
    }
    return columns;
  }

  private static boolean singular(Cholesky cholesky, HostTensor a, double smallest) {
    HostTensor r = (HostTensor) cholesky.upper();
    for (long i = 0; i < a.shape().extent(0); i++) {
      if (r.at(i, i) * r.at(i, i) < smallest * a.at(i, i)) {
        return true;
      }
    }
    return false;
  }

  /** Computes x ← A⁻¹ b in 2 n² flops. */
  void solve(HostTensor b, HostTensor x) {
    blas.gemv(1, inverse, false, b, 0, x);
  }
}
