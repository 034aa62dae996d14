package gatun.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sorts the entries of each row of a sparse matrix by column, stably, and sums those of one column
 * in their order. Rows that are in order are only read.
 */
final class RowSort {
  private static final long RUN = 16; // rows and runs this short are sorted by insertion

  private final MemorySegment pointers;
  private final MemorySegment columns;
  private final MemorySegment values;
  private final boolean wide;
  private final Staging staging;
  private MemorySegment spareColumns = MemorySegment.NULL;
  private MemorySegment spareValues = MemorySegment.NULL;

  RowSort(MemorySegment pointers, MemorySegment columns, HostTensor values, Staging staging) {
    this.pointers = pointers;
    this.columns = columns;
    this.values = values.segment();
    this.wide = values.dtype() == DType.F64;
    this.staging = staging;
  }

  /** Sorts all rows, closes the gaps that sums leave, and returns the number of entries left. */
  long run(long rows) {
    long begin = 0;
    long kept = 0;
    for (long row = 1; row <= rows; row++) {
      long end = pointers.getAtIndex(ValueLayout.JAVA_LONG, row);
      boolean sorted = increasing(begin, end);
      if (!sorted) {
        sort(begin, end);
      }
      kept = sorted && kept == begin ? end : compact(begin, end, kept);
      pointers.setAtIndex(ValueLayout.JAVA_LONG, row, kept);
      begin = end;
    }
    return kept;
  }

  private boolean increasing(long begin, long end) {
    for (long e = begin + 1; e < end; e++) {
      if (column(e - 1) >= column(e)) {
        return false;
      }
    }
    return true;
  }

  private void sort(long begin, long end) {
    for (long run = begin; run < end; run += RUN) {
      insertionSort(run, Math.min(run + RUN, end));
    }
    long length = end - begin;
    if (length > RUN) {
      makeRoom(length);
    }
    for (long width = RUN; width < length; width *= 2) {
      for (long left = begin; left + width < end; left += 2 * width) {
        merge(left, left + width, Math.min(left + 2 * width, end));
      }
    }
  }

  private void makeRoom(long length) {
    if (spareColumns.byteSize() < 4 * length) {
      long room = Math.min(2 * length, columns.byteSize() / 4);
      spareColumns = staging.allocate(4 * room, "room to sort a row of " + length + " entries");
      spareValues = staging.allocate(8 * room, "room to sort a row of " + length + " entries");
    }
  }

  private void insertionSort(long begin, long end) {
    for (long e = begin + 1; e < end; e++) {
      int column = column(e);
      double value = value(e);
      long hole = e;
      while (hole > begin && column(hole - 1) > column) {
        put(hole, column(hole - 1), value(hole - 1));
        hole--;
      }
      put(hole, column, value);
    }
  }

  /** Merges two sorted neighbours; the left one moves out of the way. */
  private void merge(long begin, long middle, long end) {
    if (column(middle - 1) <= column(middle)) {
      return;
    }
    long count = middle - begin;
    for (long e = 0; e < count; e++) {
      spareColumns.setAtIndex(ValueLayout.JAVA_INT, e, column(begin + e));
      spareValues.setAtIndex(ValueLayout.JAVA_DOUBLE, e, value(begin + e));
    }
    long left = 0;
    long right = middle;
    for (long out = begin; left < count; out++) {
      int leftColumn = spareColumns.getAtIndex(ValueLayout.JAVA_INT, left);
      if (right < end && column(right) < leftColumn) {
        put(out, column(right), value(right));
        right++;
      } else {
        put(out, leftColumn, spareValues.getAtIndex(ValueLayout.JAVA_DOUBLE, left));
        left++;
      }
    }
  }

  /** Moves a sorted row down to {@code kept}, summing equal columns; returns the new end. */
  private long compact(long begin, long end, long kept) {
    long out = kept;
    for (long e = begin; e < end; e++) {
      if (out > kept && column(out - 1) == column(e)) {
        put(out - 1, column(e), value(out - 1) + value(e));
      } else {
        put(out, column(e), value(e));
        out++;
      }
    }
    return out;
  }

  private int column(long entry) {
    return columns.getAtIndex(ValueLayout.JAVA_INT, entry);
  }

  private double value(long entry) {
    return wide
        ? values.getAtIndex(ValueLayout.JAVA_DOUBLE, entry)
        : values.getAtIndex(ValueLayout.JAVA_FLOAT, entry);
  }

  private void put(long entry, int column, double value) {
    columns.setAtIndex(ValueLayout.JAVA_INT, entry, column);
    if (wide) {
      values.setAtIndex(ValueLayout.JAVA_DOUBLE, entry, value);
    } else {
      values.setAtIndex(ValueLayout.JAVA_FLOAT, entry, (float) value);
    }
  }
}
