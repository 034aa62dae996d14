package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Scratch;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;

/**
 * An order in which the rows of a triangle are solved. A chain is a run of neighbouring rows each
 * of which depends on the one before, such as a line of a grid: it is solved by one thread, and its
 * rows keep their place in memory. The chains of a level depend on those of earlier levels only.
 *
 * @param order the row at each position, I32
 * @param chains the first position of each chain and the end, I64
 * @param levels the first chain of each level and the end
 */
record SptrsvOrder(HostTensor order, HostTensor chains, long[] levels) {
  /** The longest chain; more rows are shared among threads. */
  private static final int LONGEST = 1024;

  /** Sorts the chains by level, those of a level by number; {@code a} lower for forward. */
  static SptrsvOrder byChains(SparseMatrix a, boolean forward, Workspace workspace) {
    int n = Math.toIntExact(a.rows());
    try (Scratch scratch = workspace.scratch()) {
      long begin = scratch.zeros(DType.I32, n + 1L).address(); // of each chain in natural order
      long level = scratch.zeros(DType.I32, n).address(); // of each chain
      int count = chains(a, forward, n, begin, level, scratch);
      long[] levels = levels(count, level);
      HostTensor order = workspace.zeros(DType.I32, n);
      HostTensor chains = workspace.zeros(DType.I64, count + 1L);
      long sorted = scratch.zeros(DType.I32, count).address();
      long[] next = levels.clone();
      for (int c = 0; c < count; c++) {
        Raw.int32(sorted + 4 * next[Raw.int32(level + 4L * c)]++, c);
      }
      int filled = 0;
      for (int s = 0; s < count; s++) {
        int c = Raw.int32(sorted + 4L * s);
        int end = Raw.int32(begin + 4L * c + 4);
        for (int p = Raw.int32(begin + 4L * c); p < end; p++) {
          Raw.int32(order.address() + 4L * filled++, forward ? p : n - 1 - p);
        }
        Raw.int64(chains.address() + 8L * s + 8, filled);
      }
      return new SptrsvOrder(order, chains, levels);
    }
  }

  /** Cuts the rows into chains and finds the level of each; returns how many there are. */
  private static int chains(
      SparseMatrix a, boolean forward, int n, long begin, long level, Scratch scratch) {
    SpmvRows rows = SpmvRows.of(a);
    long chain = scratch.zeros(DType.I32, n).address(); // of each row
    int c = -1;
    int length = LONGEST;
    for (int p = 0; p < n; p++) {
      int row = forward ? p : n - 1 - p;
      int before = forward ? row - 1 : row + 1;
      length = length < LONGEST && depends(rows, row, before) ? length + 1 : 1;
      if (length == 1) {
        Raw.int32(begin + 4L * ++c, p);
      }
      Raw.int32(chain + 4L * row, c);
      int own = Raw.int32(level + 4L * c);
      for (long e = rows.pointer(row); e < rows.pointer(row + 1); e++) {
        int column = rows.column(e);
        int other = column == row ? c : Raw.int32(chain + 4L * column);
        own = other == c ? own : Math.max(own, Raw.int32(level + 4L * other) + 1);
      }
      Raw.int32(level + 4L * c, own);
    }
    Raw.int32(begin + 4L * (c + 1), n);
    return c + 1;
  }

  private static boolean depends(SpmvRows rows, int row, int column) {
    for (long e = rows.pointer(row); e < rows.pointer(row + 1); e++) {
      if (rows.column(e) == column) {
        return true;
      }
    }
    return false;
  }

  /** Returns the first place of each level in the sorted order, and the end. */
  private static long[] levels(int count, long level) {
    int highest = -1;
    for (int c = 0; c < count; c++) {
      highest = Math.max(highest, Raw.int32(level + 4L * c));
    }
    long[] first = new long[highest + 2];
    for (int c = 0; c < count; c++) {
      first[Raw.int32(level + 4L * c) + 1]++;
    }
    for (int l = 0; l <= highest; l++) {
      first[l + 1] += first[l];
    }
    return first;
  }
}
