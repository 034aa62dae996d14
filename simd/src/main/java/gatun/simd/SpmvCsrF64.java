package gatun.simd;

import static gatun.simd.Lanes.ALL;
import static gatun.simd.Raw.MASK;
import static java.lang.Math.fma;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Products with compressed sparse rows, as the matrix comes: scalar, four sums at once.
 *
 * <p>Budget: 12 bytes (F64) or 8 bytes (F32) and 2 flops for each entry, 8 bytes for each row.
 */
final class SpmvCsrF64 {
  private static final ValueLayout.OfDouble VALUE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long UNSIGNED = 0xFFFF_FFFFL;
  private static final long BYTES = Double.BYTES;
  private static final long SCALE = BYTES / Integer.BYTES;

  private SpmvCsrF64() {}

  /** Multiplies the chunks of a layout; p0 = x, p1 = y, n ≠ 0 asks for the partial dot products. */
  static void run(Arguments a, long from, long to) {
    SpmvLayout layout = (SpmvLayout) Objects.requireNonNull(a.object);
    for (long c = from; c < to; c++) {
      long first = layout.firstRow(c);
      long end = layout.firstRow(c + 1);
      rows(layout.rows(), first, end, a.p0, a.p1);
      if (a.n != 0) {
        a.partials[(int) c] =
            SpmvDotF64.dot(a.p0 + BYTES * first, a.p1 + BYTES * first, end - first);
      }
    }
  }

  /** Multiplies rows {@code first} to {@code end} of a matrix. */
  static void rows(SpmvRows rows, long first, long end, long x, long y) {
    if (first < end) {
      rows(rows.pointers(), rows.columns(), rows.values(), first, end, x, y);
    }
  }

  private static void rows(
      long pointers, long columns0, long values0, long first, long end, long x0, long y) {
    long x = x0 & MASK;
    long columns = columns0 & MASK;
    long step = 4L * Integer.BYTES * Raw.step();
    long c = columns + Integer.BYTES * Raw.int64((pointers + 8 * first) & MASK);
    long v = values0 + (c - columns) * SCALE;
    for (long row = first; row < end; row += Raw.step()) {
      long stop = columns + Integer.BYTES * Raw.int64((pointers + 8 * row + 8) & MASK);
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      for (; c + 12 < stop; c += step) {
        long i = c & MASK;
        long w = v & MASK;
        s0 = fma(ALL.get(VALUE, w), ALL.get(VALUE, x + BYTES * (ALL.get(INT, i) & UNSIGNED)), s0);
        s1 =
            fma(
                ALL.get(VALUE, w + BYTES),
                ALL.get(VALUE, x + BYTES * (ALL.get(INT, i + 4) & UNSIGNED)),
                s1);
        s2 =
            fma(
                ALL.get(VALUE, w + 2 * BYTES),
                ALL.get(VALUE, x + BYTES * (ALL.get(INT, i + 8) & UNSIGNED)),
                s2);
        s3 =
            fma(
                ALL.get(VALUE, w + 3 * BYTES),
                ALL.get(VALUE, x + BYTES * (ALL.get(INT, i + 12) & UNSIGNED)),
                s3);
        v += 4 * BYTES;
      }
      if (c < stop) {
        long i = c & MASK;
        long w = v & MASK;
        s0 = fma(ALL.get(VALUE, w), ALL.get(VALUE, x + BYTES * (ALL.get(INT, i) & UNSIGNED)), s0);
        if (c + 4 < stop) {
          s1 =
              fma(
                  ALL.get(VALUE, w + BYTES),
                  ALL.get(VALUE, x + BYTES * (ALL.get(INT, i + 4) & UNSIGNED)),
                  s1);
        }
        if (c + 8 < stop) {
          s2 =
              fma(
                  ALL.get(VALUE, w + 2 * BYTES),
                  ALL.get(VALUE, x + BYTES * (ALL.get(INT, i + 8) & UNSIGNED)),
                  s2);
        }
        v += (stop - c) * SCALE;
        c = stop;
      }
      ALL.set(VALUE, (y + BYTES * row) & MASK, (s0 + s1) + (s2 + s3));
    }
  }
}
