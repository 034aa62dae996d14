package gatun.simd;

/** Walks over the runs of a slice: the entries that lie on one diagonal, by increasing column. */
final class SpmvRunCursor {
  private static final long NONE = Long.MAX_VALUE;

  private final SpmvRows rows;
  private final int lanes;
  private final long complete;
  private final long[] next;
  private final long[] end;
  private final long[] values;
  private long column;
  private long mask;
  private long entries;

  SpmvRunCursor(SpmvRows rows, int lanes) {
    this.rows = rows;
    this.lanes = lanes;
    this.complete = (1L << lanes) - 1;
    this.next = new long[lanes];
    this.end = new long[lanes];
    this.values = new long[lanes];
  }

  /** Begins with the slice whose first row is given. */
  void start(long row) {
    for (int lane = 0; lane < lanes; lane++) {
      next[lane] = rows.pointer(row + lane);
      end[lane] = rows.pointer(row + lane + 1);
    }
  }

  /** Goes on to the next run; false at the end of the slice. */
  boolean next() {
    long least = NONE;
    for (int lane = 0; lane < lanes; lane++) {
      if (next[lane] < end[lane]) {
        least = Math.min(least, (long) rows.column(next[lane]) - lane);
      }
    }
    column = least;
    mask = 0;
    if (least == NONE) {
      return false;
    }
    for (int lane = 0; lane < lanes; lane++) {
      values[lane] = 0;
      if (next[lane] < end[lane] && (long) rows.column(next[lane]) - lane == least) {
        values[lane] = rows.value(next[lane]++);
        mask |= 1L << lane;
        entries++;
      }
    }
    return true;
  }

  /** Returns the column of lane 0, present or not; at least 1 − lanes. */
  int column() {
    return (int) column;
  }

  /** Returns the lanes present, one bit each. */
  long mask() {
    return mask;
  }

  /** Returns whether all lanes are present. */
  boolean complete() {
    return mask == complete;
  }

  /** Returns the bits of the values, 0 in absent lanes; overwritten by the next run. */
  long[] values() {
    return values;
  }

  /** Returns how many entries have been walked over so far. */
  long entries() {
    return entries;
  }

  /** Writes the values at an address and returns the address behind them. */
  long store(long address) {
    for (int lane = 0; lane < lanes; lane++) {
      Raw.bits(address + (long) lane * rows.bytes(), rows.bytes(), values[lane]);
    }
    return address + (long) lanes * rows.bytes();
  }
}
