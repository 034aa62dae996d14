package gatun.simd;

import static gatun.simd.Lanes.ALL;
import static gatun.simd.Raw.MASK;

import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Products with the lower half of a symmetric matrix: entry a_ij is used for y_i and for y_j. First
 * come the blocks of rows, then their windows are added to y; see {@link SpmvHalf}.
 *
 * <p>Budget: 10 or 12 bytes (F64), 6 or 8 bytes (F32) and 4 flops for each entry below the
 * diagonal, 8 bytes and 3 values for each row, 4 values for each row of a window.
 */
final class SpmvHalfF64 {
  /** Rows that are finished together. */
  static final long CHUNK = 2048;

  private static final ValueLayout.OfDouble V = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long B = Double.BYTES; // of a value
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private SpmvHalfF64() {}

  /** Multiplies blocks; p0 = x, p1 = y. */
  static void blocks(Arguments a, long from, long to) {
    SpmvHalf half = (SpmvHalf) Objects.requireNonNull(a.object);
    for (long block = from; block < to; block++) {
      long lowest = half.lowest(block);
      long first = half.firstRow(block);
      long window = half.window(block);
      for (long i = lowest; i < first; i++) {
        ALL.set(V, (window + B * (i - lowest)) & MASK, 0);
      }
      long toWindow = window - B * lowest - a.p1; // from the address of y_j to its window's
      block(half, first, half.firstRow(block + 1), half.firstEntry(block), a.p0, a.p1, toWindow);
    }
  }

  private static void block(
      SpmvHalf half, long first, long end, long entry, long x, long y, long toWindow) {
    int distanceStep = half.distanceBytes();
    long mask = SptrsvNatural.mask(distanceStep);
    long counts = half.counts();
    long diagonal = half.diagonal();
    long toY = y - x;
    long d = half.distances() + distanceStep * entry;
    long v = half.values() + B * entry;
    int step = Raw.step();
    for (long i = first; i < end; i += step) {
      long at = x + B * i;
      double own = ALL.get(V, at & MASK);
      double sum = ALL.get(V, (diagonal + B * i) & MASK) * own;
      long c = (counts + 8 * i) & MASK;
      for (int k = ALL.get(I, c); k > 0; k -= step) {
        long other = at - B * (ALL.get(I, d & MASK) & UNSIGNED & mask);
        long target = (other + toY + toWindow) & MASK;
        double factor = ALL.get(V, v & MASK);
        sum = Math.fma(factor, ALL.get(V, other & MASK), sum);
        ALL.set(V, target, Math.fma(factor, own, ALL.get(V, target)));
        d += distanceStep;
        v += B;
      }
      for (int k = ALL.get(I, c + 4); k > 0; k -= step) {
        long other = at - B * (ALL.get(I, d & MASK) & UNSIGNED & mask);
        long target = (other + toY) & MASK;
        double factor = ALL.get(V, v & MASK);
        sum = Math.fma(factor, ALL.get(V, other & MASK), sum);
        ALL.set(V, target, Math.fma(factor, own, ALL.get(V, target)));
        d += distanceStep;
        v += B;
      }
      ALL.set(V, (at + toY) & MASK, sum);
    }
  }

  /** Adds the windows to rows, chunk by chunk; n ≠ 0 asks for the partial dot products. */
  static void finish(Arguments a, long from, long to) {
    SpmvHalf half = (SpmvHalf) Objects.requireNonNull(a.object);
    for (long c = from; c < to; c++) {
      long first = CHUNK * c;
      long end = Math.min(half.rows(), first + CHUNK);
      for (long block = 0; block < half.blocks(); block++) {
        long lowest = half.lowest(block);
        long begin = Math.max(first, lowest);
        long stop = Math.min(end, half.firstRow(block));
        if (begin < stop) {
          add(half.window(block) + B * (begin - lowest), a.p1 + B * begin, stop - begin);
        }
      }
      if (a.n != 0) {
        a.partials[(int) c] = SpmvDotF64.dot(a.p0 + B * first, a.p1 + B * first, end - first);
      }
    }
  }

  private static void add(long from, long to, long n) {
    for (long i = 0; i < n; i++) {
      long target = (to + B * i) & MASK;
      ALL.set(V, target, ALL.get(V, target) + ALL.get(V, (from + B * i) & MASK));
    }
  }
}
