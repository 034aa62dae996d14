package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Scratch;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * One triangle stored in the order in which its rows are solved: by levels, each of which depends
 * on earlier levels only, or in the natural order of substitution.
 *
 * @param rows number of rows
 * @param order address of the row solved at each position, ints
 * @param pointers address of the first entry of each position, longs
 * @param columns address of the columns of the entries off the diagonal, ints
 * @param values address of their values
 * @param inverses address of the inverse diagonal by position
 * @param levels first position of each level and the end; one level in the natural order
 * @param byLevels whether the rows of a level are independent
 * @param memory the memory of all this
 */
record SptrsvSchedule(
    long rows,
    long order,
    long pointers,
    long columns,
    long values,
    long inverses,
    long[] levels,
    boolean byLevels,
    List<HostTensor> memory) {

  /** Stores a triangle: {@code a} lower with forward order, or upper with backward order. */
  static SptrsvSchedule of(SparseMatrix a, boolean forward, boolean byLevels, Workspace workspace) {
    int n = Math.toIntExact(a.rows());
    HostTensor order = workspace.zeros(DType.I32, n);
    long[] levels;
    if (byLevels) {
      levels = levelOrder(a, forward, n, order.segment(), workspace);
    } else {
      for (int p = 0; p < n; p++) {
        order.segment().setAtIndex(ValueLayout.JAVA_INT, p, forward ? p : n - 1 - p);
      }
      levels = new long[] {0, n};
    }
    HostTensor pointers = workspace.zeros(DType.I64, n + 1L);
    HostTensor columns = workspace.zeros(DType.I32, a.nonzeros() - n);
    HostTensor values = workspace.zeros(a.dtype(), a.nonzeros() - n);
    HostTensor inverses = workspace.zeros(a.dtype(), n);
    copy(a, n, order.address(), pointers.address(), columns.address(), values, inverses);
    return new SptrsvSchedule(
        n,
        order.address(),
        pointers.address(),
        columns.address(),
        values.address(),
        inverses.address(),
        levels,
        byLevels,
        List.of(order, pointers, columns, values, inverses));
  }

  private static void copy(
      SparseMatrix a,
      int n,
      long order,
      long pointers,
      long columns,
      HostTensor values,
      HostTensor inverses) {
    SpmvRows rows = SpmvRows.of(a);
    long filled = 0;
    for (long p = 0; p < n; p++) {
      int row = Raw.int32(order + 4 * p);
      for (long e = rows.pointer(row); e < rows.pointer(row + 1); e++) {
        if (rows.column(e) == row) {
          inverses.set(1 / a.value(e), p);
        } else {
          Raw.int32(columns + 4 * filled, rows.column(e));
          Raw.bits(values.address() + filled * rows.bytes(), rows.bytes(), rows.value(e));
          filled++;
        }
      }
      Raw.int64(pointers + 8 * (p + 1), filled);
    }
  }

  /**
   * Sorts the rows by level, within a level by number; returns the first position of each level.
   */
  private static long[] levelOrder(
      SparseMatrix a, boolean forward, int n, MemorySegment order, Workspace workspace) {
    SpmvRows rows = SpmvRows.of(a);
    try (Scratch scratch = workspace.scratch()) {
      MemorySegment level = scratch.zeros(DType.I32, n).segment();
      int count = 0;
      for (int p = 0; p < n; p++) {
        int row = forward ? p : n - 1 - p;
        int own = 0;
        for (long e = rows.pointer(row); e < rows.pointer(row + 1); e++) {
          if (rows.column(e) != row) {
            own = Math.max(own, level.getAtIndex(ValueLayout.JAVA_INT, rows.column(e)) + 1);
          }
        }
        level.setAtIndex(ValueLayout.JAVA_INT, row, own);
        count = Math.max(count, own + 1);
      }
      long[] first = new long[count + 1];
      for (int row = 0; row < n; row++) {
        first[level.getAtIndex(ValueLayout.JAVA_INT, row) + 1]++;
      }
      for (int l = 0; l < count; l++) {
        first[l + 1] += first[l];
      }
      long[] next = first.clone();
      for (int row = 0; row < n; row++) {
        long position = next[level.getAtIndex(ValueLayout.JAVA_INT, row)]++;
        order.setAtIndex(ValueLayout.JAVA_INT, position, row);
      }
      return first;
    }
  }

  /** Returns the bytes of matrix data that one solve reads. */
  long bytes() {
    long bytes = 0;
    for (HostTensor part : memory) {
      bytes += part.size() * part.dtype().bytes();
    }
    return bytes;
  }
}
