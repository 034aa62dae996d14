package gatun.bench.peer;

import gatun.engine.SparseMatrix;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.matrix.store.SparseStore;

/** The sparse product of ojAlgo, in double precision whatever the matrix. */
public final class OjAlgoRows {
  private final SparseStore<Double> a;
  private final R064Store x;
  private final R064Store y;

  /** Copies the matrix. */
  public OjAlgoRows(SparseMatrix matrix) {
    a = SparseStore.R064.make(matrix.rows(), matrix.columns());
    for (long i = 0; i < matrix.rows(); i++) {
      for (long e = matrix.rowPointer(i); e < matrix.rowPointer(i + 1); e++) {
        a.set(i, matrix.column(e), matrix.value(e));
      }
    }
    x = R064Store.FACTORY.make(matrix.columns(), 1);
    y = R064Store.FACTORY.make(matrix.rows(), 1);
    x.fillAll(0.5);
  }

  /** Computes y ← A x. */
  public void run() {
    a.multiply(x, y);
  }
}
