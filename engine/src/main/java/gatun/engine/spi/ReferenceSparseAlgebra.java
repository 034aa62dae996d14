package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;

/** Row by row, each in a sorted map. */
final class ReferenceSparseAlgebra implements SparseAlgebra {
  @Override
  public void count(SparseMatrix a, SparseMatrix b, HostTensor pointers) {
    pointer(pointers, 0, 0);
    long total = 0;
    for (long i = 0; i < a.rows(); i++) {
      total += row(a, b, i).size();
      pointer(pointers, i + 1, total);
    }
  }

  @Override
  public void multiply(
      SparseMatrix a, SparseMatrix b, HostTensor pointers, HostTensor columns, HostTensor values) {
    long target = 0;
    for (long i = 0; i < a.rows(); i++) {
      for (var entry : row(a, b, i).entrySet()) {
        columns.segment().setAtIndex(ValueLayout.JAVA_INT, target, entry.getKey());
        values.set(entry.getValue(), target++);
      }
    }
  }

  private static TreeMap<Integer, Double> row(SparseMatrix a, SparseMatrix b, long i) {
    TreeMap<Integer, Double> row = new TreeMap<>();
    for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
      long j = a.column(e);
      for (long f = b.rowPointer(j); f < b.rowPointer(j + 1); f++) {
        row.merge(b.column(f), a.value(e) * b.value(f), Double::sum);
      }
    }
    return row;
  }

  @Override
  public void transpose(
      SparseMatrix a, HostTensor pointers, HostTensor columns, HostTensor values) {
    long[] next = new long[Math.toIntExact(a.columns()) + 1];
    for (long e = 0; e < a.nonzeros(); e++) {
      next[a.column(e) + 1]++;
    }
    for (int j = 0; j < a.columns(); j++) {
      next[j + 1] += next[j];
    }
    for (int j = 0; j <= a.columns(); j++) {
      pointer(pointers, j, next[j]);
    }
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        long target = next[a.column(e)]++;
        columns.segment().setAtIndex(ValueLayout.JAVA_INT, target, (int) i);
        values.set(a.value(e), target);
      }
    }
  }

  @Override
  public void rows(SparseMatrix a, HostTensor diagonal, HostTensor sums) {
    for (long i = 0; i < a.rows(); i++) {
      double sum = 0;
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        sum += Math.abs(a.value(e));
      }
      diagonal.set(a.at(i, i), i);
      sums.set(sum, i);
    }
  }

  private static void pointer(HostTensor pointers, long row, long position) {
    pointers.segment().setAtIndex(ValueLayout.JAVA_LONG, row, position);
  }
}
