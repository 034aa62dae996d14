package gatun.test.contract;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Side;
import gatun.engine.Triangle;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triangular products and systems, and products with vectors, against the formula. */
final class Level3ContractTest {
  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 2", "F32, 1, 2", "F32, 3, 1"})
  void syrkAgreesWithTheReference(DType dtype, int threads, int step) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(11);
      for (int[] s : new int[][] {{0, 3}, {1, 1}, {5, 0}, {7, 20}, {48, 9}, {131, 40}, {200, 17}}) {
        for (Triangle part : Triangle.values()) {
          for (boolean turned : new boolean[] {false, true}) {
            for (double beta : new double[] {0, 0.5}) {
              Sheet a =
                  turned
                      ? Sheet.random(w, dtype, s[1], s[0], step, random)
                      : Sheet.random(w, dtype, s[0], s[1], step, random);
              Sheet c = Sheet.random(w, dtype, s[0], s[0], step, random);
              if (beta == 0 && s[0] > 0) {
                c.view().set(Double.NaN, s[0] / 2, s[0] / 2);
              }
              Sheet expected = c.copy();
              oracle.syrk(part, -0.5, a.view(), turned, beta, expected.view());
              subject.syrk(part, -0.5, a.view(), turned, beta, c.view());
              c.assertClose(expected, 8 + 2 * s[1], dtype + " " + part + " " + turned + s[0]);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 2", "F32, 1, 2", "F32, 3, 1"})
  void trsmAgreesWithTheReference(DType dtype, int threads, int step) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(12);
      for (int[] s : new int[][] {{0, 3}, {1, 1}, {5, 0}, {7, 20}, {24, 40}, {25, 33}, {110, 70}}) {
        for (int bits = 0; bits < 16; bits++) {
          Side side = (bits & 1) == 0 ? Side.LEFT : Side.RIGHT;
          Triangle part = (bits & 2) == 0 ? Triangle.LOWER : Triangle.UPPER;
          Sheet a = Sheet.random(w, dtype, s[0], s[0], step, random);
          tame(a.view());
          boolean left = side == Side.LEFT;
          Sheet b = Sheet.random(w, dtype, left ? s[0] : s[1], left ? s[1] : s[0], step, random);
          Sheet expected = b.copy();
          double alpha = bits == 5 ? 0 : 0.5 + bits % 3;
          boolean turned = (bits & 4) != 0;
          boolean unit = (bits & 8) != 0;
          oracle.trsm(side, part, turned, unit, alpha, a.view(), expected.view());
          subject.trsm(side, part, turned, unit, alpha, a.view(), b.view());
          b.assertClose(expected, 16 + 4 * s[0], dtype + " case " + bits + " n " + s[0]);
        }
      }
    }
  }

  /** Makes the diagonal heavy, so that rounding errors do not grow. */
  private static void tame(HostTensor a) {
    long n = a.shape().extent(0);
    for (long i = 0; i < n; i++) {
      for (long j = 0; j < n; j++) {
        a.set(i == j ? 1 + a.at(i, i) * a.at(i, i) : a.at(i, j) / n, i, j);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1, 1", "F64, 2, 1", "F64, 2, 2", "F32, 1, 2", "F32, 3, 1"})
  void productsWithVectorsAgreeWithTheReference(DType dtype, int threads, int step) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(13);
      for (int[] s : new int[][] {{0, 3}, {3, 0}, {1, 1}, {7, 20}, {65, 300}, {700, 129}}) {
        for (double beta : new double[] {0, 0.5}) {
          Sheet a = Sheet.random(w, dtype, s[0], s[1], step, random);
          HostTensor x = Contract.random(w, dtype, s[0], step, random);
          HostTensor y = Contract.random(w, dtype, s[1], step, random);
          if (beta == 0 && s[0] > 0) {
            x.set(Double.NaN, 0);
          }
          String what = dtype + " " + s[0] + " " + s[1];
          HostTensor expected = Contract.copyOf(w, x);
          oracle.gemv(0.5, a.view(), false, y, beta, expected);
          subject.gemv(0.5, a.view(), false, y, beta, x);
          Contract.assertClose(expected, x, 8 + 2 * s[1], what);
          expected = Contract.copyOf(w, y);
          oracle.gemv(-1, a.view(), true, x, beta, expected);
          subject.gemv(-1, a.view(), true, x, beta, y);
          Contract.assertClose(expected, y, 8 + 2 * s[0], what + " transposed");
          Sheet grown = a.copy();
          oracle.ger(0.25, x, y, grown.view());
          subject.ger(0.25, x, y, a.view());
          a.assertClose(grown, 8, what + " ger");
        }
      }
    }
  }
}
