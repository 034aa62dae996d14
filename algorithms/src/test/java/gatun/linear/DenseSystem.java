package gatun.linear;

import gatun.engine.DType;
import gatun.engine.RowBuilder;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A small square matrix as an array, with what tests compare sparse solvers to. */
record DenseSystem(double[][] rows) {
  /** Returns a matrix with entries in [−1, 1], about half of them 0, plus {@code shift} I. */
  static DenseSystem random(int n, double shift, boolean symmetric, RandomGenerator random) {
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean mirrored = symmetric && j < i;
        a[i][j] = mirrored ? a[j][i] : random.nextBoolean() ? 2 * random.nextDouble() - 1 : 0;
      }
    }
    for (int i = 0; i < n; i++) {
      a[i][i] += shift;
    }
    return new DenseSystem(a);
  }

  /** Returns the 5-point Laplacian on nx × ny cells, plus 0.1 on the diagonal of the first cell. */
  static DenseSystem laplacian(int nx, int ny) {
    double[][] a = new double[nx * ny][nx * ny];
    for (int c = 0; c < nx * ny; c++) {
      a[c][c] = 4;
      if (c % nx > 0) {
        a[c][c - 1] = a[c - 1][c] = -1;
      }
      if (c >= nx) {
        a[c][c - nx] = a[c - nx][c] = -1;
      }
    }
    a[0][0] += 0.1;
    return new DenseSystem(a);
  }

  int size() {
    return rows.length;
  }

  SparseMatrix sparse(DType dtype, boolean symmetric, Workspace workspace) {
    int n = size();
    RowBuilder builder = new RowBuilder(workspace, dtype, n, n, (long) n * n);
    for (double[] row : rows) {
      for (int j = 0; j < n; j++) {
        if (row[j] != 0) {
          builder.add(j, row[j]);
        }
      }
      builder.endRow();
    }
    return builder.build(symmetric);
  }

  MatrixOperator operator(Workspace workspace, Trait... traits) {
    boolean symmetric = Set.of(traits).contains(Trait.SYMMETRIC);
    SparseMatrix matrix = sparse(DType.F64, symmetric, workspace);
    return MatrixOperator.of(matrix, SparseFormat.CSR, Set.of(traits), workspace);
  }

  double[] times(double[] x) {
    double[] y = new double[size()];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y.length; j++) {
        y[i] += rows[i][j] * x[j];
      }
    }
    return y;
  }

  /** Returns ‖b − A x‖ / ‖b‖. */
  double residual(double[] b, double[] x) {
    double[] product = times(x);
    double residual = 0;
    double size = 0;
    for (int i = 0; i < b.length; i++) {
      residual += (b[i] - product[i]) * (b[i] - product[i]);
      size += b[i] * b[i];
    }
    return Math.sqrt(residual / size);
  }

  /** Solves by Gaussian elimination with row pivoting. */
  double[] solve(double[] b) {
    int n = size();
    double[][] a = new double[n][];
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      a[i] = rows[i].clone();
    }
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[k];
      a[k] = a[pivot];
      a[pivot] = row;
      double value = x[k];
      x[k] = x[pivot];
      x[pivot] = value;
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        x[i] -= factor * x[k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        x[i] -= a[i][j] * x[j];
      }
      x[i] /= a[i][i];
    }
    return x;
  }
}
