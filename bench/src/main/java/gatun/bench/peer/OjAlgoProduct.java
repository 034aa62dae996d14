package gatun.bench.peer;

import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.R064Store;

/** Products C ← A B of ojAlgo in double precision, on matrices by columns in Java arrays. */
public final class OjAlgoProduct {
  private OjAlgoProduct() {}

  /**
   * Returns a run over {@code count} products of m×k by k×n, each of matrices of its own. From here
   * on ojAlgo computes with one thread in this process; it would take all cores otherwise.
   */
  public static Runnable of(int count, int m, int n, int k) {
    OjAlgoUtils.limitThreadsTo(1);
    R064Store[] a = new R064Store[count];
    R064Store[] b = new R064Store[count];
    R064Store[] c = new R064Store[count];
    for (int t = 0; t < count; t++) {
      a[t] = R064Store.FACTORY.make(m, k);
      b[t] = R064Store.FACTORY.make(k, n);
      c[t] = R064Store.FACTORY.make(m, n);
      a[t].fillAll(0.125);
      b[t].fillAll(0.125);
    }
    return () -> {
      for (int t = 0; t < count; t++) {
        c[t].fillByMultiplying(a[t], b[t]);
      }
    };
  }
}
