package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseBuilder;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Spmv;
import gatun.linear.Poisson;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sparse products of the SIMD backend in every format against the scalar reference. */
class SpmvContractTest {
  static Stream<Arguments> cases() {
    return Stream.of(DType.F64, DType.F32)
        .flatMap(t -> Stream.of(SparseFormat.values()).map(f -> Arguments.of(t, f)));
  }

  /** Random rows of 0 to {@code most} entries. */
  private static SparseMatrix random(Workspace w, DType t, int rows, int columns, int most) {
    SplittableRandom random = new SplittableRandom(31 * rows + columns);
    RowBuilder builder = new RowBuilder(w, t, rows, columns, (long) rows * most);
    for (int i = 0; i < rows; i++) {
      TreeSet<Integer> places = new TreeSet<>();
      int count = i % 7 == 3 ? 0 : random.nextInt(most + 1);
      for (int e = 0; e < count && columns > 0; e++) {
        places.add(random.nextInt(columns));
      }
      places.forEach(j -> builder.add(j, (float) random.nextDouble(-1, 1)));
      builder.endRow();
    }
    return builder.build(false);
  }

  /** A band of diagonals with gaps, which makes full and partial runs. */
  private static SparseMatrix band(Workspace w, DType t, int n) {
    int[] offsets = {-37, -5, -1, 0, 1, 2, 40};
    RowBuilder builder = new RowBuilder(w, t, n, n, 7L * n);
    for (int i = 0; i < n; i++) {
      for (int d : offsets) {
        if (i + d >= 0 && i + d < n && (i * 7 + d) % 11 != 0) {
          builder.add(i + d, d == 0 ? 4 : (i % 3 == 0 ? -1 : 0.25 * i));
        }
      }
      builder.endRow();
    }
    return builder.build(false);
  }

  /** A symmetric band, with {@code extra} entries anywhere and rows without a diagonal. */
  private static SparseMatrix symmetric(Workspace w, DType t, int n, int extra) {
    SplittableRandom random = new SplittableRandom(n);
    try (SparseBuilder builder = new SparseBuilder(w, t, n, n)) {
      for (int i = 0; i < n; i++) {
        if (i % 5 != 4) {
          builder.add(i, i, (float) random.nextDouble(-1, 1));
        }
        for (int d : new int[] {1, 6, 300}) {
          if (i >= d && (i + d) % 7 != 0) {
            pair(builder, i, i - d, (float) random.nextDouble(-1, 1));
          }
        }
      }
      for (int e = 0; e < extra; e++) {
        int i = 1 + random.nextInt(n - 1);
        pair(builder, i, random.nextInt(i), (float) random.nextDouble(-1, 1));
      }
      return builder.build(true);
    }
  }

  private static void pair(SparseBuilder builder, int i, int j, double value) {
    builder.add(i, j, value).add(j, i, value);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyFormatAgreesWithTheReference(DType t, SparseFormat format) {
    try (Backend ref = Backends.named("reference", new BackendOptions(1));
        Workspace w = Workspace.on(ref)) {
      SparseMatrix[] matrices = {
        random(w, t, 1, 1, 1),
        random(w, t, 5, 9, 4),
        random(w, t, 63, 70, 9),
        random(w, t, 777, 500, 30),
        random(w, t, 5000, 5000, 12),
        band(w, t, 3),
        band(w, t, 129),
        band(w, t, 9001),
        random(w, t, 0, 4, 1),
        random(w, t, 20, 0, 1),
        symmetric(w, t, 1, 0),
        symmetric(w, t, 37, 0),
        symmetric(w, t, 20_011, 0),
        symmetric(w, t, 3_003, 9_000),
        symmetric(w, t, 80_001, 500),
        Poisson.mac(17, w).matrix(t, w),
        Poisson.box(33, w).matrix(t, w)
      };
      for (SparseMatrix a : matrices) {
        if (format != SparseFormat.SYMMETRIC || a.symmetric()) {
          agree(ref, w, a, format);
        }
      }
    }
  }

  private static void agree(Backend ref, Workspace w, SparseMatrix a, SparseFormat format) {
    DType t = a.dtype();
    HostTensor x = Contract.random(w, t, a.columns(), 1, new SplittableRandom(8));
    HostTensor expected = w.zeros(t, a.rows());
    ref.require(KernelKey.of(Spmv.class, t)).prepare(a, SparseFormat.CSR, w).apply(x, expected);
    HostTensor first = w.zeros(t, a.rows());
    double firstDot = 0;
    for (int threads = 1; threads <= 3; threads++) {
      try (Backend simd = Contract.subject(threads)) {
        Spmv.Product product = simd.require(KernelKey.of(Spmv.class, t)).prepare(a, format, w);
        assertTrue(product.format() != SparseFormat.AUTO, product.description());
        assertTrue(format == SparseFormat.AUTO || product.format() == format);
        HostTensor y = w.zeros(t, a.rows());
        product.apply(x, y);
        String what = format + " " + a + " threads " + threads;
        Contract.assertClose(expected, y, 64, what);
        double dot = a.rows() == a.columns() ? product.applyDot(x, y) : 0;
        if (threads == 1) {
          firstDot = dot;
          for (long i = 0; i < a.rows(); i++) {
            first.set(y.at(i), i);
          }
        }
        Contract.assertClose(first, y, 0, what + ", same bits");
        assertEquals(firstDot, dot, what + ", same bits of the dot product");
      }
    }
  }

  @Test
  void notANumberGoesWhereItBelongs() {
    try (Backend simd = Contract.subject(2);
        Workspace w = Workspace.on(simd)) {
      SparseMatrix a = Poisson.box(12, w).matrix(DType.F64, w);
      HostTensor x = Contract.random(w, DType.F64, a.columns(), 1, new SplittableRandom(8));
      x.set(Double.NaN, 700);
      for (SparseFormat f :
          new SparseFormat[] {
            SparseFormat.CSR, SparseFormat.SELL, SparseFormat.RUNS, SparseFormat.SYMMETRIC
          }) {
        HostTensor y = w.zeros(DType.F64, a.rows());
        simd.require(KernelKey.of(Spmv.class, DType.F64)).prepare(a, f, w).apply(x, y);
        for (long i = 0; i < a.rows(); i++) {
          assertEquals(a.at(i, 700) != 0, Double.isNaN(y.at(i)), f + " row " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDotProductKeepsItsBitsWhileKernelsGetCompiled(DType t, SparseFormat format) {
    try (Backend simd = Contract.subject(2);
        Workspace w = Workspace.on(simd)) {
      SparseMatrix a = Poisson.mac(24, w).matrix(t, w);
      HostTensor x = Contract.random(w, t, a.columns(), 1, new SplittableRandom(8));
      HostTensor y = w.zeros(t, a.rows());
      Spmv.Product product = simd.require(KernelKey.of(Spmv.class, t)).prepare(a, format, w);
      double first = product.applyDot(x, y);
      for (int call = 1; call < 3000; call++) {
        assertEquals(first, product.applyDot(x, y), "call " + call);
      }
    }
  }

  @Test
  void onlySymmetricMatricesAreStoredByHalves() {
    try (Backend simd = Contract.subject(1);
        Workspace w = Workspace.on(simd)) {
      Spmv spmv = simd.require(KernelKey.of(Spmv.class, DType.F64));
      SparseMatrix general = random(w, DType.F64, 9, 9, 3);
      var refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> spmv.prepare(general, SparseFormat.SYMMETRIC, w));
      assertTrue(refusal.getMessage().contains("symmetric matrix"), refusal.getMessage());
      SparseMatrix half = symmetric(w, DType.F64, 20_011, 0);
      long bytes = spmv.prepare(half, SparseFormat.SYMMETRIC, w).bytes();
      assertTrue(bytes < 0.6 * half.bytes(), bytes + " bytes beside " + half.bytes());
    }
  }

  @Test
  void gridMatricesAreLaidOutInRuns() {
    try (Backend simd = Contract.subject(1);
        Workspace w = Workspace.on(simd)) {
      SparseMatrix a = Poisson.mac(32, w).matrix(DType.F64, w);
      Spmv.Product product =
          simd.require(KernelKey.of(Spmv.class, DType.F64)).prepare(a, SparseFormat.AUTO, w);
      assertEquals(SparseFormat.RUNS, product.format(), product.description());
      assertTrue(product.bytes() < a.bytes(), product.description());
    }
  }
}
