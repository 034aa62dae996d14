package gatun.simd;

import static gatun.simd.Lanes.ALL;
import static gatun.simd.Raw.MASK;
import static java.lang.Math.fma;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Products with sliced ELLPACK, eight rows to a slice: entry j of the eight rows lie side by side.
 * Eight scalar sums run at once, which keeps as many loads of x in flight as a vector gather, and
 * works on memory off heap; two columns of a slice make one step of the loop. See {@link
 * SpmvSellBuilder} for the layout.
 *
 * <p>Budget: 10 or 12 bytes (F64), 6 or 8 bytes (F32) and 2 flops for each entry; 3 bytes for each
 * row.
 *
 * <p>Memory is accessed by the API's own methods: own helpers would not be inlined any more in
 * kernels of this size, and each call would spill the sums.
 */
final class SpmvSellF64 {
  private static final ValueLayout.OfDouble V = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfChar SHORT = ValueLayout.JAVA_CHAR_UNALIGNED;
  private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong J = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int LOW = 0xFFFF;
  private static final int B = Double.BYTES; // of a value

  /**
   * Offsets are signed ints to the compiler; it knows that the sum is an address if the base is at
   * least this. Vectors below it, which only an unusual program has, are multiplied by rows.
   */
  private static final long LEAST = 1L << 31;

  private SpmvSellF64() {}

  /** Multiplies the chunks of a layout; p0 = x, p1 = y, n ≠ 0 asks for the partial dot products. */
  static void run(Arguments a, long from, long to) {
    SpmvLayout layout = (SpmvLayout) Objects.requireNonNull(a.object);
    long sums = SpmvBuffer.address();
    for (long c = from; c < to; c++) {
      long first = layout.firstRow(c);
      long end = layout.firstRow(c + 1);
      long sliced = a.p0 < LEAST ? first : Math.min(end, layout.slicedRows());
      if (first < sliced) {
        chunk(layout, c, a.p0, sums);
        scatter(layout.order() + 2 * first, sliced - first, sums, a.p1 + B * first);
      }
      SpmvCsrF64.rows(layout.rows(), Math.max(first, sliced), end, a.p0, a.p1);
      if (a.n != 0) {
        a.partials[(int) c] = SpmvDotF64.dot(a.p0 + B * first, a.p1 + B * first, end - first);
      }
    }
  }

  /** Leaves the sums of a chunk's sorted rows at an address. */
  private static void chunk(SpmvLayout layout, long c, long x, long sums) {
    long h = layout.headers(c);
    long i = layout.indices(c);
    long v = layout.values(c);
    long s = sums;
    while (h < layout.headers(c + 1)) {
      int slices = Raw.int32(h & MASK);
      int entries = Raw.int32((h + 4) & MASK);
      h += 8;
      if (slices < 0) {
        slices16(h, -slices, i, v, s, x);
        i += 2L * entries;
        slices = -slices;
      } else {
        slices32(h, slices, i, v, s, x);
        i += 4L * entries;
      }
      h += 8L * slices;
      s += 8L * B * slices;
      v += (long) B * entries;
    }
    tails(i, v, x, sums);
  }

  /**
   * Adds up slices with 16-bit indices, two in each int. Two columns a step would be more than C1
   * compiles ("out of virtual registers"), and the method could then stay in the interpreter.
   */
  private static void slices16(
      long headers, long slices, long indices, long values, long sums, long x0) {
    int step = Raw.step();
    long i = indices;
    long v = values;
    for (long s = 0; s < slices; s += step) {
      long x = (x0 + B * (long) ALL.get(I, (headers + 8 * s + 4) & MASK)) & MASK;
      double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      for (int j = ALL.get(I, (headers + 8 * s) & MASK); j > 0; j -= step) {
        long c = i & MASK;
        long w = v & MASK;
        long d0 = ALL.get(J, c);
        long e0 = ALL.get(J, c + 8);
        s0 = fma(ALL.get(V, w), ALL.get(V, x + B * (d0 & LOW)), s0);
        s1 = fma(ALL.get(V, w + B), ALL.get(V, x + B * (d0 >>> 16 & LOW)), s1);
        s2 = fma(ALL.get(V, w + 2 * B), ALL.get(V, x + B * (d0 >>> 32 & LOW)), s2);
        s3 = fma(ALL.get(V, w + 3 * B), ALL.get(V, x + B * (d0 >>> 48)), s3);
        s4 = fma(ALL.get(V, w + 4 * B), ALL.get(V, x + B * (e0 & LOW)), s4);
        s5 = fma(ALL.get(V, w + 5 * B), ALL.get(V, x + B * (e0 >>> 16 & LOW)), s5);
        s6 = fma(ALL.get(V, w + 6 * B), ALL.get(V, x + B * (e0 >>> 32 & LOW)), s6);
        s7 = fma(ALL.get(V, w + 7 * B), ALL.get(V, x + B * (e0 >>> 48)), s7);
        i += 16;
        v += 8 * B;
      }
      long t = (sums + 8 * B * s) & MASK;
      ALL.set(V, t, s0);
      ALL.set(V, t + B, s1);
      ALL.set(V, t + 2 * B, s2);
      ALL.set(V, t + 3 * B, s3);
      ALL.set(V, t + 4 * B, s4);
      ALL.set(V, t + 5 * B, s5);
      ALL.set(V, t + 6 * B, s6);
      ALL.set(V, t + 7 * B, s7);
    }
  }

  /** Adds up slices with 32-bit offsets. */
  private static void slices32(
      long headers, long slices, long indices, long values, long sums, long x0) {
    int step = Raw.step();
    long i = indices;
    long v = values;
    for (long s = 0; s < slices; s += step) {
      long x = Math.max(x0 + B * (long) ALL.get(I, (headers + 8 * s + 4) & MASK) & MASK, LEAST);
      double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
      int length = ALL.get(I, (headers + 8 * s) & MASK);
      for (int j = length >> 1; j > 0; j -= step) {
        long c = i & MASK;
        long w = v & MASK;
        s0 = fma(ALL.get(V, w), ALL.get(V, x + ALL.get(I, c)), s0);
        s1 = fma(ALL.get(V, w + B), ALL.get(V, x + ALL.get(I, c + 4)), s1);
        s2 = fma(ALL.get(V, w + 2 * B), ALL.get(V, x + ALL.get(I, c + 8)), s2);
        s3 = fma(ALL.get(V, w + 3 * B), ALL.get(V, x + ALL.get(I, c + 12)), s3);
        s4 = fma(ALL.get(V, w + 4 * B), ALL.get(V, x + ALL.get(I, c + 16)), s4);
        s5 = fma(ALL.get(V, w + 5 * B), ALL.get(V, x + ALL.get(I, c + 20)), s5);
        s6 = fma(ALL.get(V, w + 6 * B), ALL.get(V, x + ALL.get(I, c + 24)), s6);
        s7 = fma(ALL.get(V, w + 7 * B), ALL.get(V, x + ALL.get(I, c + 28)), s7);
        s0 = fma(ALL.get(V, w + 8 * B), ALL.get(V, x + ALL.get(I, c + 32)), s0);
        s1 = fma(ALL.get(V, w + 9 * B), ALL.get(V, x + ALL.get(I, c + 36)), s1);
        s2 = fma(ALL.get(V, w + 10 * B), ALL.get(V, x + ALL.get(I, c + 40)), s2);
        s3 = fma(ALL.get(V, w + 11 * B), ALL.get(V, x + ALL.get(I, c + 44)), s3);
        s4 = fma(ALL.get(V, w + 12 * B), ALL.get(V, x + ALL.get(I, c + 48)), s4);
        s5 = fma(ALL.get(V, w + 13 * B), ALL.get(V, x + ALL.get(I, c + 52)), s5);
        s6 = fma(ALL.get(V, w + 14 * B), ALL.get(V, x + ALL.get(I, c + 56)), s6);
        s7 = fma(ALL.get(V, w + 15 * B), ALL.get(V, x + ALL.get(I, c + 60)), s7);
        i += 64;
        v += 16 * B;
      }
      if ((length & 1) != 0) {
        long c = i & MASK;
        long w = v & MASK;
        s0 = fma(ALL.get(V, w), ALL.get(V, x + ALL.get(I, c)), s0);
        s1 = fma(ALL.get(V, w + B), ALL.get(V, x + ALL.get(I, c + 4)), s1);
        s2 = fma(ALL.get(V, w + 2 * B), ALL.get(V, x + ALL.get(I, c + 8)), s2);
        s3 = fma(ALL.get(V, w + 3 * B), ALL.get(V, x + ALL.get(I, c + 12)), s3);
        s4 = fma(ALL.get(V, w + 4 * B), ALL.get(V, x + ALL.get(I, c + 16)), s4);
        s5 = fma(ALL.get(V, w + 5 * B), ALL.get(V, x + ALL.get(I, c + 20)), s5);
        s6 = fma(ALL.get(V, w + 6 * B), ALL.get(V, x + ALL.get(I, c + 24)), s6);
        s7 = fma(ALL.get(V, w + 7 * B), ALL.get(V, x + ALL.get(I, c + 28)), s7);
        i += 32;
        v += 8 * B;
      }
      long t = (sums + 8 * B * s) & MASK;
      ALL.set(V, t, s0);
      ALL.set(V, t + B, s1);
      ALL.set(V, t + 2 * B, s2);
      ALL.set(V, t + 3 * B, s3);
      ALL.set(V, t + 4 * B, s4);
      ALL.set(V, t + 5 * B, s5);
      ALL.set(V, t + 6 * B, s6);
      ALL.set(V, t + 7 * B, s7);
    }
  }

  /** Adds what the rows of slices have beyond its common length: counted lists, the end is 0. */
  private static void tails(long indices, long values, long x0, long sums) {
    long x = x0 & MASK;
    long i = indices;
    long v = values;
    for (int count = Raw.int32(i & MASK); count > 0; count = Raw.int32(i & MASK)) {
      long target = (sums + B * Raw.unsigned32((i + 4) & MASK)) & MASK;
      double sum = ALL.get(V, target);
      i += 8;
      for (int k = count; k > 0; k -= Raw.step()) {
        long column = Raw.unsigned32(i & MASK);
        sum = fma(ALL.get(V, v & MASK), ALL.get(V, x + B * column), sum);
        i += 4;
        v += B;
      }
      ALL.set(V, target, sum);
    }
  }

  /** Writes the sums of sorted rows where they belong; their number is a multiple of 8. */
  private static void scatter(long order, long rows, long sums, long y0) {
    long y = y0 & MASK;
    int step = 4 * Raw.step();
    for (int k = 0; k < (int) rows; k += step) {
      long j = (order + 2L * k) & MASK;
      long t = (sums + (long) B * k) & MASK;
      ALL.set(V, y + B * (long) ALL.get(SHORT, j), ALL.get(V, t));
      ALL.set(V, y + B * (long) ALL.get(SHORT, j + 2), ALL.get(V, t + B));
      ALL.set(V, y + B * (long) ALL.get(SHORT, j + 4), ALL.get(V, t + 2 * B));
      ALL.set(V, y + B * (long) ALL.get(SHORT, j + 6), ALL.get(V, t + 3 * B));
    }
  }
}
