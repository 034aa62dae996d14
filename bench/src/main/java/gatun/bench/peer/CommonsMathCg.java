package gatun.bench.peer;

import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.ConjugateGradient;
import org.apache.commons.math3.linear.RealLinearOperator;
import org.apache.commons.math3.linear.RealVector;

/** Conjugate gradients of Commons-Math, with compressed rows in Java arrays (it brings none). */
public final class CommonsMathCg {
  private final Rows rows;
  private final RealVector b;
  private final int iterations;

  /** Copies the matrix and the right-hand side. */
  public CommonsMathCg(SparseMatrix matrix, HostTensor rhs, int iterations) {
    this.rows = new Rows(matrix);
    this.b = new ArrayRealVector(rhs.toArray(), false);
    this.iterations = iterations;
  }

  /** Runs the iterations from x = 0. */
  public void run() {
    try {
      new ConjugateGradient(iterations, 1e-30, false).solve(rows, b);
    } catch (MaxCountExceededException e) {
      return; // as meant: the number of iterations is fixed
    }
  }

  private static final class Rows extends RealLinearOperator {
    private final int[] pointers;
    private final int[] columns;
    private final double[] values;

    Rows(SparseMatrix a) {
      pointers = new int[Math.toIntExact(a.rows()) + 1];
      columns = new int[Math.toIntExact(a.nonzeros())];
      values = new double[columns.length];
      for (int i = 0; i < pointers.length; i++) {
        pointers[i] = (int) a.rowPointer(i);
      }
      for (int e = 0; e < columns.length; e++) {
        columns[e] = a.column(e);
        values[e] = a.value(e);
      }
    }

    @Override
    public int getRowDimension() {
      return pointers.length - 1;
    }

    @Override
    public int getColumnDimension() {
      return pointers.length - 1;
    }

    @Override
    public RealVector operate(RealVector vector) {
      double[] x = ((ArrayRealVector) vector).getDataRef();
      double[] y = new double[pointers.length - 1];
      for (int i = 0; i < y.length; i++) {
        double sum = 0;
        for (int e = pointers[i]; e < pointers[i + 1]; e++) {
          sum += values[e] * x[columns[e]];
        }
        y[i] = sum;
      }
      return new ArrayRealVector(y, false);
    }
  }
}
