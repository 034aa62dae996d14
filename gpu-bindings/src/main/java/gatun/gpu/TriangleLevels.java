package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a sparse triangle by levels, for {@code triangle.cu}: what each row reads, its
 * diagonal last, and when it may be solved.
 */
final class TriangleLevels {
  /** Levels of fewer rows are solved by one block, several in one launch. */
  private static final long NARROW = 1024;

  final long pointers; // addresses, as the kernels take them
  final long columns;
  final long entries;
  final long starts;
  final HostTensor order;
  final int levels;

  /** Launches: from and to level, of more than one if they are narrow. */
  final List<int[]> launches = new ArrayList<>();

  private final long[] first; // of each level in the order, and the end

  @SuppressWarnings({"unused", "FieldCanBeLocal"}) // keep what the addresses point to
  private final HostTensor[] kept;

  private TriangleLevels(
      long rows,
      MemorySegment pointers,
      MemorySegment columns,
      long entries,
      boolean backwards,
      Workspace w,
      HostTensor... kept) {
    this.pointers = pointers.address();
    this.columns = columns.address();
    this.entries = entries;
    int[] level = new int[Math.toIntExact(rows)];
    int most = 0;
    for (int k = 0; k < rows; k++) {
      int row = backwards ? level.length - 1 - k : k;
      long end = pointers.getAtIndex(ValueLayout.JAVA_LONG, row + 1L) - 1;
      for (long e = pointers.getAtIndex(ValueLayout.JAVA_LONG, row); e < end; e++) {
        int before = level[columns.getAtIndex(ValueLayout.JAVA_INT, e)];
        level[row] = Math.max(level[row], before + 1);
      }
      most = Math.max(most, level[row] + 1);
    }
    this.levels = most;
    this.first = new long[most + 1];
    for (int of : level) {
      first[of + 1]++;
    }
    for (int l = 0; l < most; l++) {
      first[l + 1] += first[l];
    }
    HostTensor sorted = w.zeros(DType.I32, Math.max(1, rows));
    HostTensor begins = w.zeros(DType.I64, most + 1L);
    long[] next = first.clone();
    for (int row = 0; row < rows; row++) {
      sorted.setInteger(row, next[level[row]]++);
    }
    for (int l = 0; l <= most; l++) {
      begins.setInteger(first[l], l);
    }
    this.order = sorted;
    this.starts = begins.address();
    this.kept = new HostTensor[] {begins, kept.length > 0 ? kept[0] : begins};
    plan();
  }

  private void plan() {
    for (int from = 0; from < levels; ) {
      int to = from + 1;
      while (width(from) < NARROW && to < levels && width(to) < NARROW) {
        to++;
      }
      launches.add(new int[] {from, to});
      from = to;
    }
  }

  private long width(int level) {
    return first[level + 1] - first[level];
  }

  /** Returns where a level begins in the order. */
  long first(int level) {
    return first[level];
  }

  /** Returns the levels for solves with L. */
  static TriangleLevels down(SparseMatrix lower, Workspace w) {
    return new TriangleLevels(
        lower.rows(), lower.rowPointerSegment(), lower.columnSegment(), 0, false, w);
  }

  /**
   * Returns the levels for solves with Lᵀ: row j of it is column j of L from the bottom up, its
   * values stay where L has them.
   */
  static TriangleLevels up(SparseMatrix lower, Workspace w) {
    long n = lower.rows();
    HostTensor pointers = w.zeros(DType.I64, n + 1);
    HostTensor rows = w.zeros(DType.I32, Math.max(1, lower.nonzeros()));
    HostTensor entries = w.zeros(DType.I64, Math.max(1, lower.nonzeros()));
    long[] next = new long[Math.toIntExact(n + 1)];
    for (long e = 0; e < lower.nonzeros(); e++) {
      next[lower.column(e) + 1]++;
    }
    for (int j = 0; j < n; j++) {
      next[j + 1] += next[j];
      pointers.setInteger(next[j + 1], j + 1L);
    }
    for (long i = n - 1; i >= 0; i--) {
      for (long e = lower.rowPointer(i); e < lower.rowPointer(i + 1); e++) {
        long at = next[lower.column(e)]++;
        rows.setInteger(i, at);
        entries.setInteger(e, at);
      }
    }
    return new TriangleLevels(
        n, pointers.segment(), rows.segment(), entries.address(), true, w, pointers);
  }
}
