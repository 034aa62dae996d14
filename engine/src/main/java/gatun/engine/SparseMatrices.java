package gatun.engine;

import java.lang.foreign.ValueLayout;

/** Matrices made from a sparse matrix: its diagonal, its triangles, its transpose, another type. */
public final class SparseMatrices {
  private SparseMatrices() {}

  /** Returns the diagonal as a vector of the matrix's type, 0 where no entry is stored. */
  public static HostTensor diagonal(SparseMatrix a, Workspace workspace) {
    long n = Math.min(a.rows(), a.columns());
    HostTensor diagonal = workspace.zeros(a.dtype(), n);
    for (long i = 0; i < n; i++) {
      diagonal.set(a.at(i, i), i);
    }
    return diagonal;
  }

  /** Returns the entries with column ≤ row, as a matrix of its own. Cost O(nonzeros). */
  public static SparseMatrix lower(SparseMatrix a, Workspace workspace) {
    long count = 0;
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1) && a.column(e) <= i; e++) {
        count++;
      }
    }
    RowBuilder builder = new RowBuilder(workspace, a.dtype(), a.rows(), a.columns(), count);
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1) && a.column(e) <= i; e++) {
        builder.add(a.column(e), a.value(e));
      }
      builder.endRow();
    }
    return builder.build(false);
  }

  /** Returns the matrix with its values converted to another real type. */
  public static SparseMatrix convert(SparseMatrix a, DType dtype, Workspace workspace) {
    RowBuilder builder = new RowBuilder(workspace, dtype, a.rows(), a.columns(), a.nonzeros());
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        builder.add(a.column(e), a.value(e));
      }
      builder.endRow();
    }
    return builder.build(a.symmetric());
  }

  /** Returns Aᵀ. Cost O(nonzeros + rows + columns). */
  public static SparseMatrix transpose(SparseMatrix a, Workspace workspace) {
    HostTensor pointers = workspace.zeros(DType.I64, a.columns() + 1);
    HostTensor indices = workspace.zeros(DType.I32, a.nonzeros());
    HostTensor values = workspace.zeros(a.dtype(), a.nonzeros());
    Check.that(
        a.rows() <= Integer.MAX_VALUE,
        () -> "transpose: expected at most 2^31 - 1 rows, found " + a.rows());
    var p = pointers.segment();
    for (long e = 0; e < a.nonzeros(); e++) {
      long next = a.column(e) + 1L;
      p.setAtIndex(ValueLayout.JAVA_LONG, next, p.getAtIndex(ValueLayout.JAVA_LONG, next) + 1);
    }
    for (long j = 0; j < a.columns(); j++) {
      p.setAtIndex(
          ValueLayout.JAVA_LONG,
          j + 1,
          p.getAtIndex(ValueLayout.JAVA_LONG, j) + p.getAtIndex(ValueLayout.JAVA_LONG, j + 1));
    }
    try (Scratch scratch = workspace.scratch()) {
      var next = scratch.zeros(DType.I64, a.columns()).segment();
      for (long i = 0; i < a.rows(); i++) {
        for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
          int j = a.column(e);
          long filled = next.getAtIndex(ValueLayout.JAVA_LONG, j);
          long target = p.getAtIndex(ValueLayout.JAVA_LONG, j) + filled;
          next.setAtIndex(ValueLayout.JAVA_LONG, j, filled + 1);
          indices.segment().setAtIndex(ValueLayout.JAVA_INT, target, (int) i);
          values.set(a.value(e), target);
        }
      }
    }
    return new SparseMatrix(a.columns(), a.rows(), pointers, indices, values, a.symmetric());
  }

  /** Returns whether a square matrix equals its transpose, entry by entry. */
  public static boolean symmetric(SparseMatrix a) {
    if (a.rows() != a.columns()) {
      return false;
    }
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        int j = a.column(e);
        if (j != i && a.at(j, i) != a.value(e)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns max_i Σ_j |a_ij|, the operator norm for the maximum norm. */
  public static double infinityNorm(SparseMatrix a) {
    double largest = 0;
    for (long i = 0; i < a.rows(); i++) {
      double sum = 0;
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        sum += Math.abs(a.value(e));
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
