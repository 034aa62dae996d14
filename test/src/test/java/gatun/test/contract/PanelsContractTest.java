package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Panels;
import gatun.engine.spi.ReferenceBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps of dense factorisations against their formulas, on views of larger matrices. */
final class PanelsContractTest {
  private static final int[] WIDTHS = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64};

  private final Matrices matrices = new Matrices(11);

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
        HostTensor a = matrices.matrix(w, dtype, n, n);
        for (int k = 0; k < n; k++) {
          a.set(n + 1.0, k, k);
        }
        for (int broken : new int[] {-1, n / 2, n - 1}) {
          for (double pivot : new double[] {-1e3, Double.NaN, Double.POSITIVE_INFINITY}) {
            if (broken >= 0 && n > 0) {
              a.set(pivot, broken, broken);
            }
            HostTensor e = Matrices.copy(w, a);
            long expected = oracle(dtype).cholesky(e);
            HostTensor f = matrices.matrix(w, dtype, n, n);
            Matrices.fill(f, a);
            assertEquals(expected, subject.cholesky(f), "n=" + n);
            if (expected < 0) {
              Matrices.assertClose(e, f, true, 64, "cholesky " + dtype + " n=" + n);
            }
            Matrices.assertMargin(f, "cholesky");
            if (broken >= 0 && n > 0) {
              a.set(n + 1.0, broken, broken);
            }
          }
        }
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
          HostTensor a = matrices.matrix(w, dtype, m, n);
          for (int i = 0; n > 2 && i < m && m % 2 == 0; i++) {
            a.set(0, i, n / 2); // a column without a pivot
          }
          HostTensor e = Matrices.copy(w, a);
          HostTensor p = w.zeros(DType.I64, n);
          HostTensor q = w.zeros(DType.I64, n);
          String what = "lu " + dtype + " " + m + "x" + n;
          assertEquals(oracle(dtype).lu(e, p), subject.lu(a, q), what);
          for (long k = 0; k < n; k++) {
            assertEquals(p.integerAt(k), q.integerAt(k), what + " pivot " + k);
          }
          Matrices.assertClose(e, a, false, 4096, what);
          Matrices.assertMargin(a, what);
          oracle(dtype).exchange(e, p, false);
          subject.exchange(a, p, false);
          Matrices.assertClose(e, a, false, 4096, what + " exchanged");
          oracle(dtype).exchange(e, p, true);
          subject.exchange(a, p, true);
          Matrices.assertClose(e, a, false, 4096, what + " exchanged back");
          Matrices.assertMargin(a, what);
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
            HostTensor a = matrices.matrix(w, dtype, m, n);
            for (int i = 0; i < m; i++) {
              for (int j = 0; j < n; j++) {
                a.set(j == 1 ? 0 : a.at(i, j), i, j); // one column is zero
              }
            }
            HostTensor b = Matrices.copy(w, a);
            HostTensor e = Matrices.copy(w, a);
            HostTensor p = w.zeros(dtype, n);
            HostTensor q = w.zeros(dtype, n);
            String what = "qr " + dtype + " " + m + "x" + n;
            oracle(dtype).qr(e, p);
            subject.qr(a, q);
            Matrices.assertClose(e, a, false, 4096, what);
            Matrices.assertClose(row(p), row(q), false, 4096, what + " tau");
            Matrices.assertMargin(a, what);
            for (int i = 0; i < m; i++) {
              for (int j = 0; j < n; j++) {
                b.set(b.at(i, j) * scale, i, j);
              }
            }
            subject.qr(b, q); // neither overflow nor underflow
            Matrices.assertClose(row(p), row(q), false, 4096, what + " scaled tau");
          }
        }
      }
    }
  }

  private static HostTensor row(HostTensor x) {
    return x.reshape(1, x.size());
  }
}
