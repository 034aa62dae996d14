package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Panels;
import gatun.engine.spi.ReferenceBackend;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps of dense factorisations against their formulas, on views of larger matrices. */
final class PanelsContractTest {
  private static final double SENTINEL = 777;
  private static final int[] WIDTHS = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64};

  private final SplittableRandom random = new SplittableRandom(11);

  /** An m×n matrix with a margin of sentinels on all sides. */
  private HostTensor matrix(Workspace w, DType dtype, long m, long n) {
    HostTensor all = w.zeros(dtype, m + 2, n + 5);
    for (long i = 0; i < m + 2; i++) {
      for (long j = 0; j < n + 5; j++) {
        boolean inside = i > 0 && i <= m && j >= 2 && j < n + 2;
        all.set(inside ? 2 * random.nextDouble() - 1 : SENTINEL, i, j);
      }
    }
    return all.view(new Slice(1, m + 1, 1), new Slice(2, n + 2, 1));
  }

  private static HostTensor copy(Workspace w, HostTensor a) {
    HostTensor b = w.zeros(a.dtype(), a.shape().extent(0), a.shape().extent(1));
    for (long i = 0; i < a.shape().extent(0); i++) {
      for (long j = 0; j < a.shape().extent(1); j++) {
        b.set(a.at(i, j), i, j);
      }
    }
    return b;
  }

  /** Compares elements, those with j ≥ i alone if {@code upper}. */
  private static void assertClose(
      HostTensor e, HostTensor f, boolean upper, double ulps, String s) {
    double bound = ulps * e.dtype().epsilon();
    for (long i = 0; i < e.shape().extent(0); i++) {
      for (long j = upper ? i : 0; j < e.shape().extent(1); j++) {
        double x = e.at(i, j);
        double y = f.at(i, j);
        boolean same =
            x == y
                || (Double.isNaN(x) && Double.isNaN(y))
                || Math.abs(x - y) <= bound * Math.max(1, Math.abs(x));
        assertTrue(same, s + " at " + i + ", " + j + ": expected " + x + ", found " + y);
      }
    }
  }

  private static void assertMargin(HostTensor a, String what) {
    long m = a.shape().extent(0);
    long n = a.shape().extent(1);
    var memory =
        java.lang.foreign.MemorySegment.ofAddress(a.address() - 2L * a.dtype().bytes())
            .reinterpret((m * (n + 5)) * a.dtype().bytes());
    for (long i = 0; i < m; i++) {
      for (long j : new long[] {0, 1, n + 2, n + 3, n + 4}) {
        long at = (i * (n + 5) + j) * a.dtype().bytes();
        double found =
            a.dtype() == DType.F64
                ? memory.get(java.lang.foreign.ValueLayout.JAVA_DOUBLE, at)
                : memory.get(java.lang.foreign.ValueLayout.JAVA_FLOAT, at);
        assertEquals(SENTINEL, found, what + " wrote beside its operand");
      }
    }
  }

  private static Panels oracle(DType dtype) {
    return new ReferenceBackend().require(KernelKey.of(Panels.class, dtype));
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 1"})
  void choleskyAgrees(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Panels subject = backend.require(KernelKey.of(Panels.class, dtype));
      for (int n : WIDTHS) {
        HostTensor a = matrix(w, dtype, n, n);
        for (int k = 0; k < n; k++) {
          a.set(n + 1.0, k, k);
        }
        for (int broken : new int[] {-1, n / 2, n - 1}) {
          for (double pivot : new double[] {-1e3, Double.NaN, Double.POSITIVE_INFINITY}) {
            if (broken >= 0 && n > 0) {
              a.set(pivot, broken, broken);
            }
            HostTensor e = copy(w, a);
            long expected = oracle(dtype).cholesky(e);
            HostTensor f = matrix(w, dtype, n, n);
            fill(f, a);
            assertEquals(expected, subject.cholesky(f), "n=" + n);
            if (expected < 0) {
              assertClose(e, f, true, 64, "cholesky " + dtype + " n=" + n);
            }
            assertMargin(f, "cholesky");
            if (broken >= 0 && n > 0) {
              a.set(n + 1.0, broken, broken);
            }
          }
        }
      }
    }
  }

  private static void fill(HostTensor to, HostTensor from) {
    for (long i = 0; i < from.shape().extent(0); i++) {
      for (long j = 0; j < from.shape().extent(1); j++) {
        to.set(from.at(i, j), i, j);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 1"})
  void luAgrees(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Panels subject = backend.require(KernelKey.of(Panels.class, dtype));
      for (int n : WIDTHS) {
        for (int m : new int[] {n, n + 1, 3 * n + 5}) {
          HostTensor a = matrix(w, dtype, m, n);
          for (int i = 0; n > 2 && i < m && m % 2 == 0; i++) {
            a.set(0, i, n / 2); // a column without a pivot
          }
          HostTensor e = copy(w, a);
          HostTensor p = w.zeros(DType.I64, n);
          HostTensor q = w.zeros(DType.I64, n);
          String what = "lu " + dtype + " " + m + "x" + n;
          assertEquals(oracle(dtype).lu(e, p), subject.lu(a, q), what);
          for (long k = 0; k < n; k++) {
            assertEquals(p.integerAt(k), q.integerAt(k), what + " pivot " + k);
          }
          assertClose(e, a, false, 4096, what);
          assertMargin(a, what);
          oracle(dtype).exchange(e, p, false);
          subject.exchange(a, p, false);
          assertClose(e, a, false, 4096, what + " exchanged");
          oracle(dtype).exchange(e, p, true);
          subject.exchange(a, p, true);
          assertClose(e, a, false, 4096, what + " exchanged back");
          assertMargin(a, what);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 3", "F32, 1"})
  void qrAgrees(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Panels subject = backend.require(KernelKey.of(Panels.class, dtype));
      for (int n : WIDTHS) {
        for (int m : new int[] {n, n + 1, 3 * n + 5}) {
          for (double scale : new double[] {1, dtype == DType.F64 ? 1e200 : 1e25}) {
            HostTensor a = matrix(w, dtype, m, n);
            for (int i = 0; i < m; i++) {
              for (int j = 0; j < n; j++) {
                a.set(j == 1 ? 0 : a.at(i, j), i, j); // one column is zero
              }
            }
            HostTensor b = copy(w, a);
            HostTensor e = copy(w, a);
            HostTensor p = w.zeros(dtype, n);
            HostTensor q = w.zeros(dtype, n);
            String what = "qr " + dtype + " " + m + "x" + n;
            oracle(dtype).qr(e, p);
            subject.qr(a, q);
            assertClose(e, a, false, 4096, what);
            assertClose(row(p), row(q), false, 4096, what + " tau");
            assertMargin(a, what);
            for (int i = 0; i < m; i++) {
              for (int j = 0; j < n; j++) {
                b.set(b.at(i, j) * scale, i, j);
              }
            }
            subject.qr(b, q); // neither overflow nor underflow
            assertClose(row(p), row(q), false, 4096, what + " scaled tau");
          }
        }
      }
    }
  }

  private static HostTensor row(HostTensor x) {
    return x.reshape(1, x.size());
  }

  @ParameterizedTest
  @CsvSource({"F64, 1", "F64, 2", "F64, 3", "F32, 1", "F32, 2"})
  void rotationsAgree(DType dtype, int threads) {
    try (Backend backend = Contract.subject(threads);
        Workspace w = Workspace.on(backend)) {
      Panels subject = backend.require(KernelKey.of(Panels.class, dtype));
      for (int rows : new int[] {0, 1, 2, 3, 17}) {
        for (int columns : new int[] {0, 1, 5, 8, 31, 64, 65, 130}) {
          HostTensor z = matrix(w, dtype, rows, columns);
          HostTensor e = copy(w, z);
          HostTensor c = w.zeros(dtype, 3, Math.max(0, rows - 1));
          HostTensor s = w.zeros(dtype, 3, Math.max(0, rows - 1));
          for (int t = 0; t < 3; t++) {
            for (int k = 0; k + 1 < rows; k++) {
              double angle = 6 * random.nextDouble();
              c.set(Math.cos(angle), t, k);
              s.set(Math.sin(angle), t, k);
            }
          }
          oracle(dtype).rotate(c, s, 2, e);
          subject.rotate(c, s, 2, z);
          assertClose(e, z, false, 16, "rotations of " + rows + "x" + columns);
          assertMargin(z, "rotations");
        }
      }
    }
  }
}
