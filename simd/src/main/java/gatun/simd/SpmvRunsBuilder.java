package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays a matrix out by the diagonals of slices: a slice has as many rows as a vector has lanes, and
 * entries a(r, d + r) of its rows r with one d make a run.
 *
 * <p>Headers: one int for each slice, the number of full runs and, 16 bits up, of partial ones.
 * Indices: for each full run the column of lane 0, and the offset of its value vector in the
 * dictionary if there is one; for each partial run also a long with a bit for each lane present.
 * Values: without a dictionary, the value vectors in that order.
 */
final class SpmvRunsBuilder {
  private static final int ROWS_PER_CHUNK = 2048;
  private static final int MOST_RUNS = 0xFFFF;

  private final SpmvRows rows;
  private final int lanes;
  private final SpmvRunCursor cursor;
  private final SpmvDictionary dictionary;
  private long full;
  private long partial;
  private boolean possible = true;

  private SpmvRunsBuilder(SpmvRows rows) {
    this.rows = rows;
    this.lanes = Lanes.BITS / 8 / rows.bytes();
    this.cursor = new SpmvRunCursor(rows, lanes);
    this.dictionary = new SpmvDictionary(lanes);
  }

  /**
   * Counts the runs of every {@code stride}-th slice.
   *
   * @return runs found, with the average number of entries in one, or null if a slice has too many
   */
  static @Nullable SpmvRunsBuilder count(SpmvRows rows, long stride) {
    SpmvRunsBuilder builder = new SpmvRunsBuilder(rows);
    builder.count(stride);
    return builder.possible ? builder : null;
  }

  private void count(long stride) {
    for (long s = 0; s < rows.count() / lanes && possible; s += stride) {
      long before = full + partial;
      cursor.start(s * lanes);
      while (cursor.next()) {
        if (cursor.complete()) {
          full++;
        } else {
          partial++;
        }
        dictionary.add(cursor.values());
      }
      possible = full + partial - before <= MOST_RUNS;
    }
  }

  /** Returns the average share of lanes in use, over the slices counted. */
  double fill() {
    return full + partial == 0 ? 1 : (double) cursor.entries() / ((full + partial) * lanes);
  }

  /** Returns whether the value vectors counted fit into a dictionary. */
  boolean dictionary() {
    return !dictionary.full();
  }

  /** Builds the layout; all slices must have been counted. */
  SpmvLayout build(Workspace workspace, String why) {
    long slices = rows.count() / lanes;
    long width = (long) lanes * rows.bytes();
    boolean streamed = dictionary.full();
    long descriptor = streamed ? 4 : 8;
    HostTensor head = workspace.zeros(DType.I32, slices);
    HostTensor index = workspace.zeros(DType.I8, descriptor * full + (descriptor + 8) * partial);
    HostTensor value =
        workspace.zeros(DType.I8, streamed ? width * (full + partial) : dictionary.size() * width);
    long chunks = Math.ceilDiv(rows.count(), (long) ROWS_PER_CHUNK);
    HostTensor table = workspace.zeros(DType.I64, 4 * (chunks + 1));
    if (!streamed) {
      dictionary.store(value.address(), rows.bytes());
    }
    String text = description(why); // before the cursor walks again
    fill(head.address(), index.address(), value.address(), table.address());
    SpmvLayout.line(
        table.address(),
        chunks,
        rows.count(),
        head.address() + 4 * slices,
        index.address() + index.size(),
        value.address() + value.size());
    return new SpmvLayout(
        SparseFormat.RUNS,
        rows,
        chunks,
        table.address(),
        slices * lanes,
        0,
        streamed ? 0 : value.address(),
        4 * slices + index.size() + value.size(),
        List.of(head, index, value, table),
        text);
  }

  private String description(String why) {
    return String.format(
        "RUNS: %d lanes, %.0f %% of them filled, %s; %s",
        lanes,
        100 * fill(),
        dictionary.full() ? "values streamed" : dictionary.size() + " distinct value vectors",
        why);
  }

  private void fill(long head, long index, long value, long table) {
    long i = index;
    long v = value;
    boolean streamed = dictionary.full();
    for (long row = 0; row < rows.count(); row += lanes) {
      long s = row / lanes;
      if (row % ROWS_PER_CHUNK == 0) {
        SpmvLayout.line(table, row / ROWS_PER_CHUNK, row, head + 4 * s, i, v);
      }
      if (row + lanes > rows.count()) {
        break;
      }
      int counts = 0;
      for (int pass = 0; pass < 2; pass++) {
        cursor.start(row);
        while (cursor.next()) {
          if (cursor.complete() == (pass == 0)) {
            counts += pass == 0 ? 1 : 1 << 16;
            i = descriptor(i, streamed);
            v = streamed ? cursor.store(v) : v;
          }
        }
      }
      Raw.int32(head + 4 * s, counts);
    }
  }

  private long descriptor(long at, boolean streamed) {
    long i = at;
    Raw.int32(i, cursor.column());
    i += 4;
    if (!streamed) {
      int entry = dictionary.find(cursor.values());
      Raw.int32(i, entry * lanes * rows.bytes());
      i += 4;
    }
    if (!cursor.complete()) {
      Raw.int64(i, cursor.mask());
      i += 8;
    }
    return i;
  }
}
