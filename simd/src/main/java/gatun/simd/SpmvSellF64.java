package gatun.simd;

import static gatun.simd.Raw.MASK;
import static gatun.simd.Raw.unsigned32;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Products with sliced ELLPACK, eight rows to a slice: entry j of the eight rows lie side by side.
 * Eight scalar sums run at once, which keeps as many loads of x in flight as a vector gather, and
 * works on memory off heap. See {@link SpmvSellBuilder} for the layout.
 *
 * <p>Budget: 12 bytes (F64) or 8 bytes (F32) and 2 flops for each entry, 4.5 bytes for each row.
 */
final class SpmvSellF64 {
  private static final long BYTES = Double.BYTES;

  private SpmvSellF64() {}

  private static double value(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }

  private static void store(long address, double value) {
    Lanes.ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
  }

  /** Multiplies the chunks of a layout; p0 = x, p1 = y, n ≠ 0 asks for the partial dot products. */
  static void run(Arguments a, long from, long to) {
    SpmvLayout layout = (SpmvLayout) Objects.requireNonNull(a.object);
    for (long c = from; c < to; c++) {
      long first = layout.firstRow(c);
      long end = layout.firstRow(c + 1);
      long headers = layout.headers(c);
      long slices = (layout.headers(c + 1) - headers) / Integer.BYTES;
      long order = layout.order() + Integer.BYTES * first;
      slices(headers, slices, layout.indices(c), layout.values(c), order, a.p0, a.p1);
      SpmvCsrF64.rows(layout.rows(), Math.max(first, layout.slicedRows()), end, a.p0, a.p1);
      if (a.n != 0) {
        a.partials[(int) c] =
            SpmvDotF64.dot(a.p0 + BYTES * first, a.p1 + BYTES * first, end - first);
      }
    }
  }

  private static void slices(
      long headers, long slices, long indices, long values, long order, long x0, long y0) {
    long x = x0 & MASK;
    long y = y0 & MASK;
    int step = Raw.step();
    long i = indices;
    long v = values;
    for (long s = 0; s < slices; s += step) {
      int header = Raw.int32((headers + 4 * s) & MASK);
      int length = header & Integer.MAX_VALUE;
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      double s4 = 0;
      double s5 = 0;
      double s6 = 0;
      double s7 = 0;
      for (int j = 0; j < length; j += step) {
        long c = i & MASK;
        long w = v & MASK;
        s0 = Math.fma(value(w), value(x + BYTES * unsigned32(c)), s0);
        s1 = Math.fma(value(w + BYTES), value(x + BYTES * unsigned32(c + 4)), s1);
        s2 = Math.fma(value(w + 2 * BYTES), value(x + BYTES * unsigned32(c + 8)), s2);
        s3 = Math.fma(value(w + 3 * BYTES), value(x + BYTES * unsigned32(c + 12)), s3);
        s4 = Math.fma(value(w + 4 * BYTES), value(x + BYTES * unsigned32(c + 16)), s4);
        s5 = Math.fma(value(w + 5 * BYTES), value(x + BYTES * unsigned32(c + 20)), s5);
        s6 = Math.fma(value(w + 6 * BYTES), value(x + BYTES * unsigned32(c + 24)), s6);
        s7 = Math.fma(value(w + 7 * BYTES), value(x + BYTES * unsigned32(c + 28)), s7);
        i += 32;
        v += 8 * BYTES;
      }
      long o = (order + 32 * s) & MASK;
      store(y + BYTES * unsigned32(o), s0);
      store(y + BYTES * unsigned32(o + 4), s1);
      store(y + BYTES * unsigned32(o + 8), s2);
      store(y + BYTES * unsigned32(o + 12), s3);
      store(y + BYTES * unsigned32(o + 16), s4);
      store(y + BYTES * unsigned32(o + 20), s5);
      store(y + BYTES * unsigned32(o + 24), s6);
      store(y + BYTES * unsigned32(o + 28), s7);
      if (header < 0) {
        long excess = tails(i, v, o, x, y);
        i += 32 + 4 * excess;
        v += BYTES * excess;
      }
    }
  }

  /** Adds what the rows of a slice have beyond its common length; returns how many entries. */
  private static long tails(long counts, long values, long order, long x, long y) {
    long total = 0;
    for (int lane = 0; lane < 8; lane++) {
      long count = unsigned32((counts + 4 * lane) & MASK);
      long target = (y + BYTES * unsigned32((order + 4 * lane) & MASK)) & MASK;
      double sum = value(target);
      for (long k = total; k < total + count; k += Raw.step()) {
        long column = unsigned32((counts + 32 + 4 * k) & MASK);
        sum =
            Math.fma(value((values + BYTES * k) & MASK), value(((x & MASK) + BYTES * column)), sum);
      }
      store(target, sum);
      total += count;
    }
    return total;
  }
}
