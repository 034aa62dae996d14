package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/** Substitution row by row. */
final class ReferenceSptrsv implements Sptrsv {
  @Override
  public Triangle prepare(SparseMatrix lower, Workspace workspace) {
    return new Substitution(lower);
  }

  private record Substitution(SparseMatrix lower) implements Triangle {
    @Override
    public void solveLower(Tensor b, Tensor x) {
      HostTensor in = (HostTensor) b;
      HostTensor out = (HostTensor) x;
      for (long i = 0; i < lower.rows(); i++) {
        long diagonal = lower.rowPointer(i + 1) - 1;
        double sum = in.at(i);
        for (long e = lower.rowPointer(i); e < diagonal; e++) {
          sum = Math.fma(-lower.value(e), out.at(lower.column(e)), sum);
        }
        out.set(sum / lower.value(diagonal), i);
      }
    }

    @Override
    public void solveTransposed(Tensor b, Tensor x) {
      HostTensor out = (HostTensor) x;
      if (b != x) {
        new ReferenceLevel1().copy(b, x);
      }
      for (long i = lower.rows() - 1; i >= 0; i--) {
        long diagonal = lower.rowPointer(i + 1) - 1;
        double solved = out.at(i) / lower.value(diagonal);
        out.set(solved, i);
        for (long e = lower.rowPointer(i); e < diagonal; e++) {
          long j = lower.column(e);
          out.set(Math.fma(-lower.value(e), solved, out.at(j)), j);
        }
      }
    }

    @Override
    public String description() {
      return "row by row, scalar";
    }

    @Override
    public long bytes() {
      return lower.bytes();
    }
  }
}
