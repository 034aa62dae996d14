package gatun.test.linear.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.linear.dense.Factored;
import gatun.linear.dense.Qr;
import gatun.linear.dense.Svd;
import gatun.linear.dense.SymmetricEigen;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QR, eigenvalues and singular values: orthogonality, reconstruction, known spectra. */
final class DecompositionTest {
  private static final int[] SIZES = {0, 1, 2, 3, 31, 33, 65, 130};

  private final SplittableRandom random = new SplittableRandom(4);

  private static Backend backend(String name) {
    return Backends.named(name, new BackendOptions(name.equals("simd") ? 2 : 1));
  }

  private static void assertOrthonormal(Matrix q, double bound, String what) {
    q.transposed().times(q).assertNear(Matrix.identity(q.columns()), bound, what + " QᵀQ");
  }

  private static Matrix diagonal(HostTensor values) {
    Matrix d = Matrix.of((int) values.size(), (int) values.size());
    for (int i = 0; i < d.rows(); i++) {
      d.a()[i][i] = values.at(i);
    }
    return d;
  }

  @ParameterizedTest
  @CsvSource({"F64, simd", "F32, simd", "F64, reference"})
  void qrReconstructsAndSolvesLeastSquares(DType dtype, String name) {
    try (Backend backend = backend(name);
        Workspace w = Workspace.on(backend)) {
      for (int n : SIZES) {
        for (int m : new int[] {n, n + 1, 2 * n + 7}) {
          Matrix a = Matrix.random(m, n, random);
          Qr qr = Qr.of(m, n, dtype, w);
          assertTrue(qr.factor(a.in(w, dtype)).success(), m + " x " + n);
          double bound = 20 * dtype.epsilon() * Math.max(1, m);
          HostTensor r = w.zeros(dtype, n, n);
          qr.upper(r);
          HostTensor q = w.zeros(dtype, m, m);
          for (int i = 0; i < m; i++) {
            q.set(1, i, i);
          }
          qr.multiply(q, false);
          assertOrthonormal(Matrix.copyOf(q), bound, "qr");
          Matrix padded = Matrix.of(m, n);
          Matrix upper = Matrix.copyOf(r);
          System.arraycopy(upper.a(), 0, padded.a(), 0, n);
          Matrix.copyOf(q).times(padded).assertNear(a, bound, "QR of " + m + " x " + n);
          leastSquares(qr, a, dtype, w);
        }
      }
    }
  }

  /** The residual of the solution is orthogonal to the columns. */
  private void leastSquares(Qr qr, Matrix a, DType dtype, Workspace w) {
    Matrix b = Matrix.random(a.rows(), 1, random);
    HostTensor right = w.zeros(dtype, a.rows());
    for (int i = 0; i < a.rows(); i++) {
      right.set(b.a()[i][0], i);
    }
    HostTensor x = w.zeros(dtype, a.columns());
    qr.solve(right, x);
    Matrix solution = Matrix.of(a.columns(), 1);
    for (int j = 0; j < a.columns(); j++) {
      solution.a()[j][0] = x.at(j);
    }
    Matrix residual = a.times(solution);
    for (int i = 0; i < a.rows(); i++) {
      residual.a()[i][0] -= b.a()[i][0];
    }
    double scale = Math.max(1, solution.largest()) * Math.max(1, a.rows()) * Math.max(1, a.rows());
    a.transposed()
        .times(residual)
        .assertNear(Matrix.of(a.columns(), 1), 20 * dtype.epsilon() * scale, "normal equations");
  }

  @ParameterizedTest
  @CsvSource({"F64, simd", "F32, simd", "F64, reference"})
  void eigenvectorsDiagonalise(DType dtype, String name) {
    try (Backend backend = backend(name);
        Workspace w = Workspace.on(backend)) {
      for (int n : SIZES) {
        Matrix a = Matrix.random(n, n, random).symmetric(0);
        SymmetricEigen eigen = SymmetricEigen.of(n, dtype, w);
        assertTrue(eigen.factor(a.in(w, dtype)).success());
        double bound = 40 * dtype.epsilon() * Math.max(1, n);
        Matrix v = Matrix.copyOf(eigen.vectors());
        assertOrthonormal(v, bound, "eigenvectors n=" + n);
        Matrix d = diagonal((HostTensor) eigen.values());
        v.times(d).times(v.transposed()).assertNear(a, bound, "V Λ Vᵀ n=" + n);
        for (int k = 1; k < n; k++) {
          assertTrue(d.a()[k - 1][k - 1] <= d.a()[k][k], "ascending");
        }
      }
    }
  }

  @Test
  void eigenvaluesOfTheLaplacianAreThoseOfTheFormula() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      int n = 200;
      Matrix a = Matrix.of(n, n);
      for (int i = 0; i < n; i++) {
        a.a()[i][i] = 2;
        if (i > 0) {
          a.a()[i][i - 1] = -1;
          a.a()[i - 1][i] = -1;
        }
      }
      SymmetricEigen eigen = SymmetricEigen.of(n, DType.F64, w);
      assertTrue(eigen.factor(a.in(w, DType.F64)).success());
      for (int k = 0; k < n; k++) {
        double expected = 2 - 2 * Math.cos((k + 1) * Math.PI / (n + 1));
        assertEquals(expected, ((HostTensor) eigen.values()).at(k), 1e-13);
      }
      assertTrue(eigen.factor(Matrix.identity(n).in(w, DType.F64)).success()); // all equal
      assertOrthonormal(Matrix.copyOf(eigen.vectors()), 1e-13, "identity");
      Matrix zero = Matrix.of(n, n);
      assertTrue(eigen.factor(zero.in(w, DType.F64)).success());
      zero.a()[4][5] = Double.NaN;
      Factored broken = eigen.factor(zero.in(w, DType.F64));
      assertEquals(Factored.Kind.NON_FINITE, broken.kind());
      assertThrows(IllegalStateException.class, eigen::values);
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, simd", "F32, simd", "F64, reference"})
  void singularVectorsReconstruct(DType dtype, String name) {
    try (Backend backend = backend(name);
        Workspace w = Workspace.on(backend)) {
      for (int n : new int[] {0, 1, 2, 9, 33, 60}) {
        for (int m : new int[] {n, n + 1, 2 * n + 7, n / 2}) {
          Matrix a = Matrix.random(m, n, random);
          reconstruct(a, Math.min(m, n), dtype, w);
          if (n > 2 && m > 2) { // of rank min(m, n) / 2
            int rank = Math.max(1, Math.min(m, n) / 2);
            Matrix thin = Matrix.random(m, rank, random).times(Matrix.random(rank, n, random));
            reconstruct(thin, rank, dtype, w);
          }
        }
      }
    }
  }

  private static void reconstruct(Matrix a, int rank, DType dtype, Workspace w) {
    Svd svd = Svd.of(a.rows(), a.columns(), dtype, w);
    String what = "svd of " + a.rows() + " x " + a.columns();
    assertTrue(svd.factor(a.in(w, dtype)).success(), what);
    double scale = Math.max(1, a.largest()) * Math.max(a.rows(), Math.max(1, a.columns()));
    double bound = 40 * dtype.epsilon() * scale;
    Matrix u = Matrix.copyOf(svd.left());
    Matrix v = Matrix.copyOf(svd.right());
    Matrix s = diagonal((HostTensor) svd.values());
    u.times(s).times(v.transposed()).assertNear(a, bound, what);
    assertOrthonormal(v, bound, what + " V");
    assertEquals(rank, svd.rank(), what);
  }

  @Test
  void exactlyDependentColumnsHaveOrthonormalVectorsAndAShortestSolution() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      Matrix a = Matrix.of(5, 3);
      for (int i = 0; i < 5; i++) {
        a.a()[i][0] = i + 1;
        a.a()[i][2] = 2 * (i + 1);
      }
      Svd svd = Svd.of(5, 3, DType.F64, w);
      assertTrue(svd.factor(a.in(w, DType.F64)).success());
      assertEquals(1, svd.rank());
      assertOrthonormal(Matrix.copyOf(svd.left()), 1e-14, "U");
      HostTensor x = w.zeros(DType.F64, 3);
      svd.solve(w.vector(1, 2, 3, 4, 5), x);
      assertEquals(0.2, x.at(0), 1e-14); // the shortest with x_0 + 2 x_2 = 1
      assertEquals(0, x.at(1), 1e-14);
      assertEquals(0.4, x.at(2), 1e-14);
      Matrix huge = Matrix.of(2, 2);
      huge.a()[0][0] = 3e300;
      huge.a()[1][1] = -1e-300;
      Svd two = Svd.of(2, 2, DType.F64, w);
      assertTrue(two.factor(huge.in(w, DType.F64)).success());
      assertEquals(3e300, ((HostTensor) two.values()).at(0), 1e286);
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, simd, 300", "F32, simd, 25", "F64, reference, 300"})
  void singularValuesOfColumnsOfAllSizesAreFound(DType dtype, String name, int span) {
    try (Backend backend = backend(name);
        Workspace w = Workspace.on(backend)) {
      for (int n : new int[] {3, 20}) {
        Matrix a = Matrix.random(n + 2, n, random);
        for (int j = 0; j < n; j++) {
          double scale = Math.pow(10, span * (2 * random.nextDouble() - 1));
          for (int i = 0; i < n + 2; i++) {
            a.a()[i][j] *= scale;
          }
        }
        Svd svd = Svd.of(n + 2, n, dtype, w);
        assertTrue(svd.factor(a.in(w, dtype)).success());
        double bound = 40 * n * dtype.epsilon();
        assertOrthonormal(Matrix.copyOf(svd.left()), bound, "U");
        assertOrthonormal(Matrix.copyOf(svd.right()), bound, "V");
        HostTensor values = (HostTensor) svd.values();
        for (int j = 1; j < n; j++) {
          assertTrue(values.at(j) <= values.at(j - 1), "descending");
        }
      }
    }
  }
}
