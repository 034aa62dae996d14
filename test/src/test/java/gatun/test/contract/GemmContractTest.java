package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of matrices against the formula. */
final class GemmContractTest {
  /** m, n, k: around tiles and vectors of every width, empty sums and results, several blocks. */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {0, 5, 3},
    {5, 0, 3},
    {5, 3, 0},
    {3, 2, 1},
    {4, 16, 7},
    {8, 32, 5},
    {12, 33, 16},
    {13, 31, 17},
    {6, 8, 9},
    {25, 50, 40},
    {70, 130, 33},
    {1, 300, 20},
    {300, 1, 20},
    {9, 200, 600},
    {61, 230, 700},
    {260, 45, 64}
  };

  private static Sheet factor(
      Workspace w,
      DType dtype,
      int rows,
      int columns,
      boolean turned,
      int step,
      SplittableRandom random) {
    return turned
        ? Sheet.random(w, dtype, columns, rows, step, random)
        : Sheet.random(w, dtype, rows, columns, step, random);
  }

  @ParameterizedTest
  @CsvSource({
    "F64, 1, 1",
    "F64, 2, 1",
    "F64, 1, 2",
    "F64, 3, 3",
    "F32, 1, 1",
    "F32, 2, 1",
    "F32, 1, 2",
    "F32, 3, 3"
  })
  void agreesWithTheReference(DType dtype, int threads, int step) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(5);
      double[][] factors = {{1, 0}, {1, 1}, {-0.5, 0.75}, {0, 2}};
      int turn = 0;
      for (int[] s : SHAPES) {
        for (int t = 0; t < 4; t++) {
          double[] f = factors[turn++ / 3 % factors.length];
          boolean ta = (t & 1) != 0;
          boolean tb = (t & 2) != 0;
          Sheet a = factor(w, dtype, s[0], s[2], ta, step, random);
          Sheet b = factor(w, dtype, s[2], s[1], tb, step, random);
          Sheet c = Sheet.random(w, dtype, s[0], s[1], 3 - step > 0 ? 1 + turn % 2 : 1, random);
          Sheet expected = c.copy();
          oracle.gemm(f[0], a.view(), ta, b.view(), tb, f[1], expected.view());
          subject.gemm(f[0], a.view(), ta, b.view(), tb, f[1], c.view());
          String what = dtype + " " + s[0] + "x" + s[1] + "x" + s[2] + " " + ta + " " + tb;
          c.assertClose(expected, 4 + 2 * s[2], what + " " + f[0] + " " + f[1]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void aLargeProductWithNanRowsAgreesOnSampledRowsAndColumns(DType dtype) {
    int m = 2000;
    int n = 3000;
    int k = 1000;
    try (Backend backend = Contract.subject(2);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      var random = new SplittableRandom(6);
      HostTensor a = filled(w, dtype, m, k, random);
      HostTensor b = filled(w, dtype, k, n, random);
      HostTensor c = filled(w, dtype, m, n, random);
      for (int row : new int[] {0, 777, 1999}) {
        a.set(Double.NaN, row, row % k);
        c.set(Double.NaN, row, 1);
        c.set(Double.NaN, row + (row < 1000 ? 1 : -1), 2);
      }
      subject.gemm(a, b, c);
      for (int i : new int[] {0, 1, 11, 12, 776, 777, 778, 1000, 1998, 1999}) {
        for (int j = 0; j < n; j++) {
          assertElement(a, b, c, i, j, k);
        }
      }
      for (int j : new int[] {0, 15, 16, 1499, 1500, 2998, 2999}) {
        for (int i = 0; i < m; i++) {
          assertElement(a, b, c, i, j, k);
        }
      }
    }
  }

  private static HostTensor filled(
      Workspace w, DType dtype, int m, int n, SplittableRandom random) {
    HostTensor x = w.zeros(dtype, m, n);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        x.set(random.nextInt(-4, 5) / 8.0, i, j); // sums are exact
      }
    }
    return x;
  }

  private static void assertElement(HostTensor a, HostTensor b, HostTensor c, int i, int j, int k) {
    double sum = 0;
    for (int t = 0; t < k; t++) {
      sum += a.at(i, t) * b.at(t, j);
    }
    assertEquals(sum, c.at(i, j), "at " + i + ", " + j);
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void bitsDoNotDependOnTheNumberOfThreads(DType dtype) {
    for (int[] s : new int[][] {{200, 300, 700}, {64, 64, 64}, {1000, 40, 90}, {30, 900, 500}}) {
      Sheet first = null;
      try (Backend one = Contract.subject(1);
          Workspace kept = Workspace.on(one)) {
        for (int threads = 1; threads <= 3; threads++) {
          try (Backend backend = Contract.subject(threads)) {
            var random = new SplittableRandom(7);
            Sheet a = Sheet.random(kept, dtype, s[0], s[2], 1, random);
            Sheet b = Sheet.random(kept, dtype, s[2], s[1], 1, random);
            Sheet c = Sheet.random(kept, dtype, s[0], s[1], 1, random);
            MatrixBlas.of(backend, dtype)
                .gemm(0.3, a.view(), false, b.view(), false, 0.7, c.view());
            first = first == null ? c : first;
            c.assertSame(first, dtype + " with " + threads + " threads");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 2"})
  void betaZeroOverwritesNanAndSpecialValuesPass(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(9);
      for (int[] s : new int[][] {{1, 1, 1}, {30, 50, 20}, {40, 70, 500}, {3, 4, 0}}) {
        for (double alpha : new double[] {1, 0, -2}) {
          Sheet a = Sheet.random(w, dtype, s[0], s[2], 1, random);
          Sheet b = Sheet.random(w, dtype, s[2], s[1], 1, random);
          Sheet c = Sheet.random(w, dtype, s[0], s[1], 1, random);
          for (int i = 0; i < s[0]; i++) {
            c.view().set(Double.NaN, i, i % s[1]);
          }
          if (s[2] > 1) {
            a.view().set(Double.NaN, s[0] - 1, s[2] - 1);
            a.view().set(Double.POSITIVE_INFINITY, 0, 1);
            b.view().set(Double.NEGATIVE_INFINITY, 0, s[1] - 1);
          }
          Sheet expected = c.copy();
          oracle.gemm(alpha, a.view(), false, b.view(), false, 0, expected.view());
          subject.gemm(alpha, a.view(), false, b.view(), false, 0, c.view());
          c.assertClose(expected, 8 + 2 * s[2], dtype + " alpha " + alpha + " m " + s[0]);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F32, 3"})
  void batchesAgreeWithTheReference(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas subject = MatrixBlas.of(backend, dtype);
      MatrixBlas oracle = MatrixBlas.of(new ReferenceBackend(), dtype);
      var random = new SplittableRandom(10);
      for (int[] s :
          new int[][] {{7, 13, 40, 21}, {64, 16, 16, 16}, {2, 130, 70, 9}, {0, 3, 3, 3}}) {
        HostTensor a = cube(w, dtype, random, s[0], s[1], s[3]);
        HostTensor b = cube(w, dtype, random, 1, s[2], s[3]);
        HostTensor c = cube(w, dtype, random, s[0], s[1], s[2]);
        HostTensor expected = w.zeros(dtype, s[0], s[1], s[2]);
        expected.segment().copyFrom(c.segment().asSlice(0, expected.segment().byteSize()));
        oracle.batched(0.5, a, false, b, true, 0.25, expected);
        subject.batched(0.5, a, false, b, true, 0.25, c);
        Contract.assertClose(
            expected.reshape(expected.size()), c.reshape(c.size()), 8 + 2 * s[3], "batch " + s[0]);
      }
    }
  }

  static HostTensor cube(Workspace w, DType dtype, SplittableRandom random, long... extents) {
    HostTensor x = w.zeros(dtype, extents);
    HostTensor flat = x.reshape(x.size());
    for (long i = 0; i < x.size(); i++) {
      flat.set(2 * random.nextDouble() - 1, i);
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void misuseIsRefusedByName(DType dtype) {
    try (Backend backend = Contract.subject(1);
        Workspace w = Workspace.on(backend)) {
      MatrixBlas blas = MatrixBlas.of(backend, dtype);
      HostTensor a = w.zeros(dtype, 4, 5);
      HostTensor b = w.zeros(dtype, 5, 6);
      HostTensor c = w.zeros(dtype, 4, 6);
      var shape = assertThrows(IllegalArgumentException.class, () -> blas.gemm(b, a, c));
      assertTrue(shape.getMessage().contains("[5, 6]"), shape.getMessage());
      HostTensor square = w.zeros(dtype, 8, 8);
      HostTensor part = square.view(Slice.range(2, 6), Slice.range(0, 4));
      var overlap =
          assertThrows(
              IllegalArgumentException.class,
              () -> blas.gemm(1, square, false, square, false, 0, square));
      assertTrue(overlap.getMessage().contains("overlap"), overlap.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> blas.gemm(part, part, square.view(Slice.range(4, 8), Slice.range(2, 6))));
      blas.gemm(part, part, square.view(Slice.range(4, 8), Slice.range(4, 8)));
    }
  }
}
