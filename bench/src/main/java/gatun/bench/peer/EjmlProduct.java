package gatun.bench.peer;

import gatun.engine.DType;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_FDRM;

/** Products C ← A B of EJML, on matrices by rows in Java arrays, one thread. */
public final class EjmlProduct {
  private EjmlProduct() {}

  /** Returns a run over {@code count} products of m×k by k×n, each of matrices of its own. */
  public static Runnable of(DType type, int count, int m, int n, int k) {
    return type == DType.F64 ? wide(count, m, n, k) : narrow(count, m, n, k);
  }

  private static Runnable wide(int count, int m, int n, int k) {
    DMatrixRMaj[] a = new DMatrixRMaj[count];
    DMatrixRMaj[] b = new DMatrixRMaj[count];
    DMatrixRMaj[] c = new DMatrixRMaj[count];
    for (int t = 0; t < count; t++) {
      a[t] = new DMatrixRMaj(m, k);
      b[t] = new DMatrixRMaj(k, n);
      c[t] = new DMatrixRMaj(m, n);
      a[t].fill(0.125);
      b[t].fill(0.125);
    }
    return () -> {
      for (int t = 0; t < count; t++) {
        CommonOps_DDRM.mult(a[t], b[t], c[t]);
      }
    };
  }

  private static Runnable narrow(int count, int m, int n, int k) {
    FMatrixRMaj[] a = new FMatrixRMaj[count];
    FMatrixRMaj[] b = new FMatrixRMaj[count];
    FMatrixRMaj[] c = new FMatrixRMaj[count];
    for (int t = 0; t < count; t++) {
      a[t] = new FMatrixRMaj(m, k);
      b[t] = new FMatrixRMaj(k, n);
      c[t] = new FMatrixRMaj(m, n);
      a[t].fill(0.125f);
      b[t].fill(0.125f);
    }
    return () -> {
      for (int t = 0; t < count; t++) {
        CommonOps_FDRM.mult(a[t], b[t], c[t]);
      }
    };
  }
}
