package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Lays a matrix out in slices of eight rows (SELL-8-σ): rows are sorted by length within windows,
 * so that the rows of a slice are about equally long. Nothing is padded.
 *
 * <p>Headers, ints: runs of slices, each begun by the number of its slices, negative if its indices
 * have 16 bits, and of its entries; then for each slice the length of its shortest row and the
 * column from which its indices count. Indices and values: entry j of the eight rows side by side,
 * for each j below that length. At the end of a chunk come the tails, what rows have beyond that:
 * their count, the place of the row in the chunk, the columns, in 32 bits; a count of 0 ends the
 * list. Order: 16 bits for each row, counted from the first row of its chunk.
 */
final class SpmvSellBuilder {
  /** Bytes of the sums of the largest chunk. */
  static final int SUM_BYTES = 8 * 2048;

  private static final int LANES = 8;
  private static final int WINDOW = 512;
  private static final int MOST_ROWS = 2048;
  private static final long MOST_ENTRIES = 1 << 28; // in a run of slices
  private static final int NARROW = 1 << 16;

  private final SpmvRows rows;
  private final long slicedRows;
  private final long[] keys = new long[MOST_ROWS]; // the rows of a chunk, sorted
  private final int[] lengths = new int[MOST_ROWS / LANES]; // of the slices of a chunk
  private boolean writing;
  private long headers;
  private long indices;
  private long values;
  private long run; // the header of the run of slices
  private int slices; // in the run
  private boolean narrow; // the indices of the run
  private long entries; // in the run
  private long narrowEntries;
  private long common;

  private SpmvSellBuilder(SpmvRows rows) {
    this.rows = rows;
    this.slicedRows = rows.count() / LANES * LANES;
  }

  /** Builds the layout. */
  static SpmvLayout build(SpmvRows rows, Workspace workspace, String why) {
    return new SpmvSellBuilder(rows).build(workspace, why);
  }

  private SpmvLayout build(Workspace workspace, String why) {
    long chunks = walk(0, 0);
    HostTensor head = workspace.zeros(DType.I8, headers);
    HostTensor index = workspace.zeros(DType.I8, indices);
    HostTensor value = workspace.zeros(rows.matrix().dtype(), values / rows.bytes());
    HostTensor order = workspace.zeros(DType.I8, 2 * slicedRows);
    HostTensor table = workspace.zeros(DType.I64, 4 * (chunks + 1));
    long sliced = rows.pointer(slicedRows);
    long bytes =
        headers
            + indices
            + values
            + 2 * slicedRows
            + (rows.matrix().nonzeros() - sliced) * (4 + rows.bytes());
    double all = 0.01 * Math.max(1, sliced);
    String text =
        String.format(
            "SELL-8-%d: %.0f %% of the entries in slices, %.0f %% with 16-bit indices; %s",
            WINDOW, common / all, narrowEntries / all, why);
    headers = head.address();
    indices = index.address();
    values = value.address();
    writing = true;
    walk(table.address(), order.address());
    return new SpmvLayout(
        SparseFormat.SELL,
        rows,
        chunks,
        table.address(),
        slicedRows,
        order.address(),
        0,
        bytes,
        List.of(order, head, index, value, table),
        text);
  }

  /** Counts or writes all chunks; returns how many there are. */
  private long walk(long table, long order) {
    long chunk = 0;
    for (long row = 0; row < rows.count(); chunk++) {
      long end = next(row);
      if (writing) {
        SpmvLayout.line(table, chunk, row, headers, indices, values);
      }
      chunk(row, (int) (Math.min(end, slicedRows) - row), order + 2 * row);
      row = end;
    }
    if (writing) {
      SpmvLayout.line(table, chunk, rows.count(), headers, indices, values);
    }
    return chunk;
  }

  /** Returns the end of the chunk that begins at a row: whole windows. */
  private long next(long row) {
    long end = row;
    long limit = rows.pointer(row) + SpmvLayout.CHUNK_ENTRIES;
    do {
      end = Math.min(end + WINDOW, rows.count());
    } while (end < rows.count() && rows.pointer(end) < limit && end + WINDOW - row <= MOST_ROWS);
    return end;
  }

  private void chunk(long first, int count, long order) {
    if (count <= 0) {
      return;
    }
    sort(first, count);
    long[] sorted = Arrays.copyOf(keys, count);
    int placed = 0;
    for (int pass = 0; pass < 2; pass++) { // runs are long if slices of one kind stand together
      narrow = pass == 0;
      for (int r = 0; r < count; r += LANES) {
        if (spread(sorted, r) < NARROW == narrow) {
          System.arraycopy(sorted, r, keys, placed, LANES);
          slice(placed);
          placed += LANES;
        }
      }
      endRun();
    }
    for (int r = 0; r < count; r++) {
      if (writing) {
        Raw.int16(order + 2 * r, (int) (keys[r] - first));
      }
      tail(r);
    }
    put32(0);
    indices = indices + 7 & -8;
  }

  /** Leaves the rows of a chunk in {@link #keys}, the longest of each window first. */
  private void sort(long first, int count) {
    for (int from = 0; from < count; from += WINDOW) {
      int to = Math.min(from + WINDOW, count);
      for (int r = from; r < to; r++) {
        keys[r] = -rows.length(first + r) * MOST_ROWS + r;
      }
      Arrays.sort(keys, from, to);
    }
    for (int r = 0; r < count; r++) {
      keys[r] = first + Math.floorMod(keys[r], (long) MOST_ROWS);
    }
  }

  /** Returns the lowest column of a slice. */
  private int low(long[] sorted, int from) {
    int low = Integer.MAX_VALUE;
    for (int lane = 0; lane < LANES; lane++) {
      long row = sorted[from + lane];
      low = rows.length(row) == 0 ? 0 : Math.min(low, rows.column(rows.pointer(row)));
    }
    return low;
  }

  /** Returns how far the columns of a slice lie apart. */
  private long spread(long[] sorted, int from) {
    long length = rows.length(sorted[from + LANES - 1]); // sorted: the shortest
    int high = 0;
    for (int lane = 0; lane < LANES && length > 0; lane++) {
      high = Math.max(high, rows.column(rows.pointer(sorted[from + lane]) + length - 1));
    }
    return high - low(sorted, from);
  }

  private void slice(int from) {
    boolean near = spread(keys, from) * rows.bytes() <= Integer.MAX_VALUE; // else all in tails
    int length = near ? Math.toIntExact(rows.length(keys[from + LANES - 1])) : 0;
    int base = low(keys, from);
    lengths[from / LANES] = length;
    if (entries + (long) LANES * length > MOST_ENTRIES) {
      endRun();
    }
    if (slices == 0) {
      run = headers;
      headers += 8;
    }
    slices++;
    entries += (long) LANES * length;
    if (writing) {
      Raw.int32(headers, length);
      Raw.int32(headers + 4, base);
    }
    headers += 8;
    for (int j = 0; j < length; j++) {
      for (int lane = 0; lane < LANES; lane++) {
        long entry = rows.pointer(keys[from + lane]) + j;
        if (narrow) {
          put16(rows.column(entry) - base);
        } else {
          put32((rows.column(entry) - base) * rows.bytes());
        }
        value(entry);
      }
    }
  }

  private void endRun() {
    if (slices > 0 && writing) {
      Raw.int32(run, narrow ? -slices : slices);
      Raw.int32(run + 4, Math.toIntExact(entries));
    }
    common += writing ? 0 : entries;
    narrowEntries += narrow && !writing ? entries : 0;
    slices = 0;
    entries = 0;
  }

  private void tail(int r) {
    long begin = rows.pointer(keys[r]) + lengths[r / LANES];
    long end = rows.pointer(keys[r] + 1);
    if (begin < end) {
      put32(Math.toIntExact(end - begin));
      put32(r);
      for (long e = begin; e < end; e++) {
        put32(rows.column(e));
        value(e);
      }
    }
  }

  private void put16(int index) {
    if (writing) {
      Raw.int16(indices, index);
    }
    indices += 2;
  }

  private void put32(int value) {
    if (writing) {
      Raw.int32(indices, value);
    }
    indices += 4;
  }

  private void value(long entry) {
    if (writing) {
      Raw.bits(values, rows.bytes(), rows.value(entry));
    }
    values += rows.bytes();
  }
}
