package gatun.bench.peer;

import gatun.engine.SparseMatrix;
import org.ojalgo.matrix.store.R064CSR;
import org.ojalgo.matrix.store.R064Store;

/** The product of ojAlgo's compressed rows, in double precision whatever the matrix. */
public final class OjAlgoRows {
  private final R064CSR a;
  private final R064Store x;
  private final R064Store y;

  /** Copies the matrix. */
  public OjAlgoRows(SparseMatrix matrix) {
    int rows = Math.toIntExact(matrix.rows());
    int columns = Math.toIntExact(matrix.columns());
    double[] values = new double[Math.toIntExact(matrix.nonzeros())];
    int[] indices = new int[values.length];
    int[] pointers = new int[rows + 1];
    for (int i = 0; i <= rows; i++) {
      pointers[i] = (int) matrix.rowPointer(i);
    }
    for (int e = 0; e < values.length; e++) {
      values[e] = matrix.value(e);
      indices[e] = matrix.column(e);
    }
    a = new R064CSR(rows, columns, values, indices, pointers);
    x = R064Store.FACTORY.make(columns, 1);
    y = R064Store.FACTORY.make(rows, 1);
    x.fillAll(0.5);
  }

  /** Computes y ← A x. */
  public void run() {
    a.multiply(x, y);
  }

  /** Returns one element of y. */
  public double at(int row) {
    return y.doubleValue(row);
  }
}
