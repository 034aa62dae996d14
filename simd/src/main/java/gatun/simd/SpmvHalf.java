package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;

/**
 * The lower half of a symmetric matrix, cut into blocks of rows. What a block adds to rows before
 * its own goes to a window of the block's own, and all windows are added afterwards in the order of
 * the blocks: so the result does not depend on the number of threads. Blocks are as large as it
 * takes to keep all windows together below half a vector.
 *
 * <p>The table has one line of four longs for each block and one for the end: its first row, the
 * first row of its window, its first entry, and the address of its window. Entries are stored by
 * rows, without the diagonal, by value and distance, row − column; the distances take 2 bytes if
 * they fit, else 4. For each row stand the number of its entries and how many of them belong to the
 * window, 4 bytes each.
 *
 * @param rows number of rows
 * @param blocks number of blocks
 * @param table address of the table
 * @param counts address of the two numbers of each row
 * @param distances address of the distances
 * @param distanceBytes bytes of one
 * @param values address of the values
 * @param diagonal address of the diagonal
 * @param windowed the sum of the lengths of all windows
 * @param memory the memory of all this, windows last
 */
record SpmvHalf(
    long rows,
    long blocks,
    long table,
    long counts,
    long distances,
    int distanceBytes,
    long values,
    long diagonal,
    long windowed,
    HostTensor[] memory) {

  /** Stores the lower half of a matrix. */
  static SpmvHalf of(SparseMatrix matrix, Workspace workspace) {
    SpmvRows rows = SpmvRows.of(matrix);
    long n = rows.count();
    long entries = 0;
    long farthest = 0;
    for (long i = 0; i < n; i++) {
      long count = below(rows, i);
      entries += count;
      farthest = count > 0 ? Math.max(farthest, i - rows.column(rows.pointer(i))) : farthest;
    }
    long target = SpmvLayout.CHUNK_ENTRIES;
    while (windowed(rows, target) > n / 2) {
      target *= 2;
    }
    int bytes = farthest < 1 << 16 ? 2 : 4;
    long blocks = blocks(rows, target);
    HostTensor table = workspace.zeros(DType.I64, 4 * (blocks + 1));
    HostTensor counts = workspace.zeros(DType.I32, 2 * n);
    HostTensor distances = workspace.zeros(DType.I8, bytes * entries + 4); // read 4 at a time
    HostTensor values = workspace.zeros(matrix.dtype(), entries);
    HostTensor diagonal = workspace.zeros(matrix.dtype(), n);
    long windowed = windowed(rows, target);
    HostTensor windows = workspace.zeros(matrix.dtype(), windowed);
    SpmvHalf half =
        new SpmvHalf(
            n,
            blocks,
            table.address(),
            counts.address(),
            distances.address(),
            bytes,
            values.address(),
            diagonal.address(),
            windowed,
            new HostTensor[] {table, counts, distances, values, diagonal, windows});
    half.fill(rows, target, windows.address());
    return half;
  }

  /** Returns the number of entries of a row below the diagonal. */
  private static long below(SpmvRows rows, long row) {
    long low = rows.pointer(row);
    long high = rows.pointer(row + 1);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (rows.column(middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - rows.pointer(row);
  }

  /** Returns the end of the block that begins at a row: about so many entries of the matrix. */
  private static long end(SpmvRows rows, long row, long target) {
    long end = row + 1;
    while (end < rows.count() && rows.pointer(end + 1) - rows.pointer(row) <= target) {
      end++;
    }
    return end;
  }

  private static long lowest(SpmvRows rows, long from, long to) {
    long lowest = from;
    for (long i = from; i < to; i++) {
      lowest = rows.length(i) > 0 ? Math.min(lowest, rows.column(rows.pointer(i))) : lowest;
    }
    return lowest;
  }

  private static long windowed(SpmvRows rows, long target) {
    long sum = 0;
    for (long row = 0; row < rows.count(); ) {
      long end = end(rows, row, target);
      sum += row - lowest(rows, row, end);
      row = end;
    }
    return sum;
  }

  private static long blocks(SpmvRows rows, long target) {
    long blocks = 0;
    for (long row = 0; row < rows.count(); row = end(rows, row, target)) {
      blocks++;
    }
    return blocks;
  }

  private void fill(SpmvRows source, long target, long windows) {
    long block = 0;
    long entry = 0;
    long window = windows;
    for (long row = 0; row < rows; ) {
      long end = end(source, row, target);
      long lowest = lowest(source, row, end);
      SpmvLayout.line(table, block++, row, lowest, entry, window);
      for (long i = row; i < end; i++) {
        entry = fill(source, i, row, entry);
      }
      window += (row - lowest) * source.bytes();
      row = end;
    }
    SpmvLayout.line(table, block, rows, rows, entry, window);
  }

  private long fill(SpmvRows source, long i, long first, long begin) {
    long entry = begin;
    int outer = 0;
    long e = source.pointer(i);
    for (; e < source.pointer(i + 1) && source.column(e) < i; e++) {
      long distance = i - source.column(e);
      if (distanceBytes == 2) {
        Raw.int16(distances + 2 * entry, (int) distance);
      } else {
        Raw.int32(distances + 4 * entry, (int) distance);
      }
      Raw.bits(values + entry * source.bytes(), source.bytes(), source.value(e));
      outer += source.column(e) < first ? 1 : 0;
      entry++;
    }
    if (e < source.pointer(i + 1) && source.column(e) == i) {
      Raw.bits(diagonal + i * source.bytes(), source.bytes(), source.value(e));
    }
    Raw.int32(counts + 8 * i, outer);
    Raw.int32(counts + 8 * i + 4, (int) (entry - begin) - outer);
    return entry;
  }

  long firstRow(long block) {
    return Raw.int64(table + SpmvLayout.LINE * block);
  }

  long lowest(long block) {
    return Raw.int64(table + SpmvLayout.LINE * block + 8);
  }

  long firstEntry(long block) {
    return Raw.int64(table + SpmvLayout.LINE * block + 16);
  }

  long window(long block) {
    return Raw.int64(table + SpmvLayout.LINE * block + 24);
  }

  /** Returns the bytes of matrix data that a product reads. */
  long bytes() {
    long bytes = 0;
    for (HostTensor part : memory) {
      bytes += part.size() * part.dtype().bytes();
    }
    HostTensor windows = memory[memory.length - 1];
    return bytes - windows.size() * windows.dtype().bytes();
  }
}
