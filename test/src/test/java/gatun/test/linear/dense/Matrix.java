package gatun.test.linear.dense;

import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.random.RandomGenerator;

/** A small dense matrix on the heap, with plain loops: what the tests compare with. */
record Matrix(double[][] a, int columns) {
  static Matrix of(int rows, int columns) {
    return new Matrix(new double[rows][columns], columns);
  }

  static Matrix random(int rows, int columns, RandomGenerator random) {
    Matrix m = of(rows, columns);
    for (double[] row : m.a) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) (2 * random.nextDouble() - 1); // exact in both types
      }
    }
    return m;
  }

  static Matrix identity(int n) {
    Matrix m = of(n, n);
    for (int i = 0; i < n; i++) {
      m.a[i][i] = 1;
    }
    return m;
  }

  static Matrix copyOf(Tensor t) {
    HostTensor h = (HostTensor) t;
    Matrix m = of((int) t.shape().extent(0), (int) t.shape().extent(1));
    for (int i = 0; i < m.rows(); i++) {
      for (int j = 0; j < m.columns; j++) {
        m.a[i][j] = h.at(i, j);
      }
    }
    return m;
  }

  int rows() {
    return a.length;
  }

  Matrix transposed() {
    Matrix t = of(columns, rows());
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns; j++) {
        t.a[j][i] = a[i][j];
      }
    }
    return t;
  }

  Matrix times(Matrix b) {
    Matrix c = of(rows(), b.columns);
    for (int i = 0; i < rows(); i++) {
      for (int k = 0; k < columns; k++) {
        for (int j = 0; j < b.columns; j++) {
          c.a[i][j] = Math.fma(a[i][k], b.a[k][j], c.a[i][j]);
        }
      }
    }
    return c;
  }

  /** (this + thisᵀ)/2 + shift I. */
  Matrix symmetric(double shift) {
    Matrix m = of(rows(), rows());
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < rows(); j++) {
        m.a[i][j] = (float) ((a[i][j] + a[j][i]) / 2 + (i == j ? shift : 0));
      }
    }
    return m;
  }

  double largest() {
    double largest = 0;
    for (double[] row : a) {
      for (double x : row) {
        largest = Double.isNaN(x) ? x : Math.max(largest, Math.abs(x));
      }
    }
    return largest;
  }

  /** Returns the matrix as a strided view in a larger tensor. */
  HostTensor in(Workspace w, DType dtype) {
    HostTensor all = w.zeros(dtype, 2L * rows() + 1, 3L * columns + 1);
    HostTensor view = all.view(new Slice(0, 2L * rows(), 2), new Slice(1, 3L * columns + 1, 3));
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns; j++) {
        view.set(a[i][j], i, j);
      }
    }
    return view;
  }

  /** Fails unless max |this − other| ≤ bound (NaN fails). */
  void assertNear(Matrix other, double bound, String what) {
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns; j++) {
        double difference = Math.abs(a[i][j] - other.a[i][j]);
        assertTrue(
            difference <= bound,
            what + " at " + i + ", " + j + ": " + a[i][j] + " and " + other.a[i][j]);
      }
    }
  }
}
