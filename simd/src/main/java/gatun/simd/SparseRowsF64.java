package gatun.simd;

import static gatun.simd.Lanes.ALL;
import static gatun.simd.Raw.MASK;

import java.lang.foreign.ValueLayout;

/**
 * Rows of products of sparse matrices, scalar. Budget: 16 bytes (F64) or 12 bytes (F32) and 2 flops
 * for each pair of entries, from cache but for the first time.
 */
final class SparseRowsF64 {
  private static final ValueLayout.OfDouble VALUE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long UNSIGNED = 0xFFFF_FFFFL;
  private static final long B = Double.BYTES;

  private SparseRowsF64() {}

  /** Returns the entries of row i of the product; marks its columns with a stamp. */
  static long count(Arguments args, long i, int stamp, long markers0) {
    long markers = markers0 & MASK;
    long pointers = args.p3 & MASK;
    long columns = args.p4 & MASK;
    long own = args.p1 & MASK;
    long end = ALL.get(LONG, (args.p0 + 8 * i + 8) & MASK);
    long length = 0;
    for (long e = ALL.get(LONG, (args.p0 + 8 * i) & MASK); e < end; e++) {
      long j = ALL.get(INT, (own + 4 * e) & MASK) & UNSIGNED;
      long stop = columns + 4 * ALL.get(LONG, pointers + 8 * j + 8);
      long f = columns + 4 * ALL.get(LONG, pointers + 8 * j);
      for (; f < stop; f += 4L * Raw.step()) {
        long marker = markers + 4 * (ALL.get(INT, f & MASK) & UNSIGNED);
        if (ALL.get(INT, marker) != stamp) {
          ALL.set(INT, marker, stamp);
          length++;
        }
      }
    }
    return length;
  }

  /**
   * Gathers row i of the product from position {@code begin} on, unsorted; returns where it ends.
   * Markers hold the position of each column's entry.
   */
  static int gather(Arguments args, long i, int begin, long markers0, long targets0, long sums0) {
    long markers = markers0 & MASK;
    long targets = targets0 & MASK;
    long sums = sums0 & MASK;
    long pointers = args.p3 & MASK;
    int stop = begin;
    long end = ALL.get(LONG, (args.p0 + 8 * i + 8) & MASK);
    for (long e = ALL.get(LONG, (args.p0 + 8 * i) & MASK); e < end; e++) {
      long j = ALL.get(INT, (args.p1 + 4 * e) & MASK) & UNSIGNED;
      double factor = ALL.get(VALUE, (args.p2 + B * e) & MASK);
      long last = ALL.get(LONG, pointers + 8 * j + 8);
      long f = ALL.get(LONG, pointers + 8 * j);
      long column = args.p4 + 4 * f;
      long value = args.p5 + B * f;
      for (; f < last; f += Raw.step()) {
        int k = ALL.get(INT, column & MASK);
        double product = factor * ALL.get(VALUE, value & MASK);
        long marker = markers + 4 * (k & UNSIGNED);
        int place = ALL.get(INT, marker);
        if (place < begin) {
          ALL.set(INT, marker, stop);
          ALL.set(INT, targets + 4 * (stop & UNSIGNED), k);
          ALL.set(VALUE, sums + B * (stop & UNSIGNED), product);
          stop++;
        } else {
          long sum = sums + B * (place & UNSIGNED);
          ALL.set(VALUE, sum, ALL.get(VALUE, sum) + product);
        }
        column += 4;
        value += B;
      }
    }
    return stop;
  }

  /** Sorts entries {@code begin} to {@code stop} by column: insertion over shrinking distances. */
  static void sort(long columns0, long values0, int begin, int stop) {
    long columns = columns0 & MASK;
    long values = values0 & MASK;
    int gap = 1;
    while (3 * gap + 1 < (stop - begin) / 3) {
      gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
      for (int i = begin + gap; i < stop; i += Raw.step()) {
        int key = ALL.get(INT, columns + 4 * (i & UNSIGNED));
        double value = ALL.get(VALUE, values + B * (i & UNSIGNED));
        int at = i;
        while (at - gap >= begin) {
          int other = ALL.get(INT, columns + 4 * ((at - gap) & UNSIGNED));
          if (other < key) {
            break;
          }
          ALL.set(INT, columns + 4 * (at & UNSIGNED), other);
          ALL.set(
              VALUE,
              values + B * (at & UNSIGNED),
              ALL.get(VALUE, values + B * ((at - gap) & UNSIGNED)));
          at -= gap;
        }
        ALL.set(INT, columns + 4 * (at & UNSIGNED), key);
        ALL.set(VALUE, values + B * (at & UNSIGNED), value);
      }
    }
  }

  /** Computes diagonal and sums of magnitudes of rows {@code first} to {@code end}. */
  static void rows(Arguments args, long first, long end) {
    long e = ALL.get(LONG, (args.p0 + 8 * first) & MASK);
    for (long i = first; i < end; i++) {
      long stop = ALL.get(LONG, (args.p0 + 8 * i + 8) & MASK);
      double sum = 0;
      double own = 0;
      for (; e < stop; e += Raw.step()) {
        double value = ALL.get(VALUE, (args.p2 + B * e) & MASK);
        sum += Math.abs(value);
        own = ALL.get(INT, (args.p1 + 4 * e) & MASK) == i ? value : own;
      }
      ALL.set(VALUE, (args.q0 + B * i) & MASK, own);
      ALL.set(VALUE, (args.q1 + B * i) & MASK, sum);
    }
  }

  /** Writes the transpose of a matrix, as {@link SparseAlgebraF64} lays its arguments out. */
  static void transpose(Arguments args) {
    long pointers = args.p6 & MASK;
    long entries = ALL.get(LONG, (args.p0 + 8 * args.n) & MASK);
    for (long j = 0; j <= args.p7; j++) {
      ALL.set(LONG, (pointers + 8 * j) & MASK, 0);
    }
    for (long e = 0; e < entries; e++) {
      long place = pointers + 8 + 8 * (ALL.get(INT, (args.p1 + 4 * e) & MASK) & UNSIGNED);
      ALL.set(LONG, place & MASK, ALL.get(LONG, place & MASK) + 1);
    }
    long total = 0;
    for (long j = 1; j <= args.p7; j++) { // each pointer: first where its column begins
      long place = (pointers + 8 * j) & MASK;
      long length = ALL.get(LONG, place);
      ALL.set(LONG, place, total);
      total += length;
    }
    scatter(args, pointers);
  }

  private static void scatter(Arguments args, long pointers) {
    long columns = args.q0 & MASK;
    long values = args.q1 & MASK;
    long e = 0;
    for (long i = 0; i < args.n; i++) {
      long end = ALL.get(LONG, (args.p0 + 8 * i + 8) & MASK);
      for (; e < end; e++) {
        long next = pointers + 8 + 8 * (ALL.get(INT, (args.p1 + 4 * e) & MASK) & UNSIGNED);
        long target = ALL.get(LONG, next & MASK);
        ALL.set(LONG, next & MASK, target + 1);
        ALL.set(INT, (columns + 4 * target) & MASK, (int) i);
        ALL.set(VALUE, (values + B * target) & MASK, ALL.get(VALUE, (args.p2 + B * e) & MASK));
      }
    }
  }
}
