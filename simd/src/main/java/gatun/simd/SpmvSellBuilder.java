package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Lays a matrix out in slices of eight rows (SELL-8-σ): rows are sorted by length within windows of
 * 512, so that the rows of a slice are about equally long.
 *
 * <p>Headers: one int for each slice, the length of its shortest row; the sign bit says that tails
 * follow. Indices and values: entry j of the eight rows side by side, for each j below that length;
 * then, if there are tails, eight counts among the indices and the remaining entries of each row.
 * Nothing is padded, so a product touches exactly the stored entries.
 */
final class SpmvSellBuilder {
  private static final int LANES = 8;
  private static final int WINDOW = 512;

  private final SpmvRows rows;
  private final long slicedRows;
  private final long[] keys = new long[WINDOW];
  private long headers;
  private long indices;
  private long values;
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
    long slices = slicedRows / LANES;
    long sliced = rows.pointer(slicedRows);
    HostTensor order = workspace.zeros(DType.I32, slicedRows);
    HostTensor head = workspace.zeros(DType.I32, slices);
    HostTensor index = workspace.zeros(DType.I32, sliced + LANES * slices);
    HostTensor value = workspace.zeros(rows.matrix().dtype(), sliced);
    long chunks = chunks();
    HostTensor table = workspace.zeros(DType.I64, 4 * (chunks + 1));
    headers = head.address();
    indices = index.address();
    values = value.address();
    long chunk = 0;
    for (long row = 0; row < rows.count(); row = next(row)) {
      SpmvLayout.line(table.address(), chunk++, row, headers, indices, values);
      for (long window = row; window < next(row); window += WINDOW) {
        window(window, order.address());
      }
    }
    SpmvLayout.line(table.address(), chunks, rows.count(), headers, indices, values);
    long bytes =
        (indices - index.address())
            + (values - value.address())
            + 4 * (slicedRows + slices)
            + (rows.matrix().nonzeros() - sliced) * (4 + rows.bytes());
    double inSlices = sliced == 0 ? 1 : (double) common / sliced;
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
        String.format("SELL-8-512: %.0f %% of the entries in slices; %s", 100 * inSlices, why));
  }

  private long chunks() {
    long chunks = 0;
    for (long row = 0; row < rows.count(); row = next(row)) {
      chunks++;
    }
    return chunks;
  }

  /** Returns the end of the chunk that begins at a row: whole windows. */
  private long next(long row) {
    long end = row;
    long limit = rows.pointer(row) + SpmvLayout.CHUNK_ENTRIES;
    do {
      end = Math.min(end + WINDOW, rows.count());
    } while (end < rows.count() && rows.pointer(end) < limit && end - row < 8 * WINDOW);
    return end;
  }

  private void window(long first, long order) {
    int count = (int) (Math.min(first + WINDOW, slicedRows) - first);
    for (int r = 0; r < count; r++) {
      keys[r] = -rows.length(first + r) * WINDOW + r;
    }
    if (count > 0) {
      Arrays.sort(keys, 0, count);
    }
    for (int r = 0; r < count; r++) {
      keys[r] = first + Math.floorMod(keys[r], (long) WINDOW);
      Raw.int32(order + 4 * (first + r), (int) keys[r]);
    }
    for (int r = 0; r + LANES <= count; r += LANES) {
      slice(r);
    }
  }

  private void slice(int from) {
    long length = rows.length(keys[from + LANES - 1]); // sorted: the shortest
    boolean tails = rows.length(keys[from]) > length;
    Raw.int32(headers, (int) length | (tails ? Integer.MIN_VALUE : 0));
    headers += 4;
    for (long j = 0; j < length; j++) {
      for (int lane = 0; lane < LANES; lane++) {
        put(rows.pointer(keys[from + lane]) + j);
      }
    }
    common += LANES * length;
    if (tails) {
      for (int lane = 0; lane < LANES; lane++) {
        Raw.int32(indices, (int) (rows.length(keys[from + lane]) - length));
        indices += 4;
      }
      for (int lane = 0; lane < LANES; lane++) {
        long row = keys[from + lane];
        for (long e = rows.pointer(row) + length; e < rows.pointer(row + 1); e++) {
          put(e);
        }
      }
    }
  }

  private void put(long entry) {
    Raw.int32(indices, rows.column(entry));
    Raw.bits(values, rows.bytes(), rows.value(entry));
    indices += 4;
    values += rows.bytes();
  }
}
