package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/** y_i = Σ_j a_ij x_j over the stored entries of row i. Every format is served from the rows. */
final class ReferenceSpmv implements Spmv {
  @Override
  public Product prepare(SparseMatrix matrix, SparseFormat format, Workspace workspace) {
    return new Rows(matrix);
  }

  private record Rows(SparseMatrix matrix) implements Product {
    @Override
    public void apply(Tensor x, Tensor y) {
      HostTensor in = (HostTensor) x;
      HostTensor out = (HostTensor) y;
      for (long i = 0; i < matrix.rows(); i++) {
        double sum = 0;
        for (long e = matrix.rowPointer(i); e < matrix.rowPointer(i + 1); e++) {
          sum = Math.fma(matrix.value(e), in.at(matrix.column(e)), sum);
        }
        out.set(sum, i);
      }
    }

    @Override
    public double applyDot(Tensor x, Tensor y) {
      apply(x, y);
      return new ReferenceLevel1().dot(x, y);
    }

    @Override
    public SparseFormat format() {
      return SparseFormat.CSR;
    }

    @Override
    public String description() {
      return "CSR, scalar";
    }

    @Override
    public long bytes() {
      return matrix.bytes();
    }
  }
}
