package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reductions of several outputs side by side: lines of w dense elements are folded, element by
 * element, into accumulators in the first-level cache. Each operation of one element is the same
 * for any vector width.
 */
final class ColumnKernelsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private ColumnKernelsF64() {}

  private static double at(long x, int i) {
    return ALL.get(SCALAR, x + (long) B * i);
  }

  private static void put(long x, int i, double value) {
    ALL.set(SCALAR, x + (long) B * i, value);
  }

  /** a ← a + x + …: adds {@code lines} lines that lie {@code step} bytes apart. */
  static void sum(long px, long step, int lines, long pa, int w) {
    int line = 0;
    for (; line <= lines - 4; line += 4) {
      four(px + line * step, step, pa, w);
    }
    for (; line < lines; line++) {
      one(px + line * step, pa, w);
    }
  }

  /** Four lines: reads 5 values, writes 1 in the first-level cache; 4 flops. */
  private static void four(long px, long step, long pa, int w) {
    long x = px & ADDRESS;
    long y = (px + step) & ADDRESS;
    long u = (px + 2 * step) & ADDRESS;
    long v = (px + 3 * step) & ADDRESS;
    long a = pa & ADDRESS;
    int i = 0;
    for (; i <= w - L; i += L) {
      long o = (long) B * i;
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + o, ORDER)
                  .add(DoubleVector.fromMemorySegment(S, ALL, y + o, ORDER))
                  .add(
                      DoubleVector.fromMemorySegment(S, ALL, u + o, ORDER)
                          .add(DoubleVector.fromMemorySegment(S, ALL, v + o, ORDER)))
                  .add(DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER)))
          .intoMemorySegment(ALL, a + o, ORDER);
    }
    for (; i < w; i++) {
      put(a, i, at(x, i) + at(y, i) + (at(u, i) + at(v, i)) + at(a, i));
    }
  }

  private static void one(long px, long pa, int w) {
    long x = px & ADDRESS;
    long a = pa & ADDRESS;
    int i = 0;
    for (; i <= w - L; i += L) {
      long o = (long) B * i;
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + o, ORDER)
                  .add(DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER)))
          .intoMemorySegment(ALL, a + o, ORDER);
    }
    for (; i < w; i++) {
      put(a, i, at(x, i) + at(a, i));
    }
  }

  /** a ← a + (x − m)² for each line, m a vector. 3 flops an element. */
  static void squares(long px, long step, int lines, long pm, long pa, int w) {
    long m = pm & ADDRESS;
    long a = pa & ADDRESS;
    for (int line = 0; line < lines; line++) {
      long x = (px + line * step) & ADDRESS;
      int i = 0;
      for (; i <= w - L; i += L) {
        long o = (long) B * i;
        DoubleVector d =
            DoubleVector.fromMemorySegment(S, ALL, x + o, ORDER)
                .sub(DoubleVector.fromMemorySegment(S, ALL, m + o, ORDER));
        V.cast(d.fma(d, DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER)))
            .intoMemorySegment(ALL, a + o, ORDER);
      }
      for (; i < w; i++) {
        double d = at(x, i) - at(m, i);
        put(a, i, Math.fma(d, d, at(a, i)));
      }
    }
  }

  /** a ← max(a, x) for each line. */
  static void maximum(long px, long step, int lines, long pa, int w) {
    long a = pa & ADDRESS;
    for (int line = 0; line < lines; line++) {
      long x = (px + line * step) & ADDRESS;
      int i = 0;
      for (; i <= w - L; i += L) {
        long o = (long) B * i;
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, x + o, ORDER)
                    .max(DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER)))
            .intoMemorySegment(ALL, a + o, ORDER);
      }
      for (; i < w; i++) {
        put(a, i, Math.max(at(x, i), at(a, i)));
      }
    }
  }

  /** a ← min(a, x) for each line. */
  static void minimum(long px, long step, int lines, long pa, int w) {
    long a = pa & ADDRESS;
    for (int line = 0; line < lines; line++) {
      long x = (px + line * step) & ADDRESS;
      int i = 0;
      for (; i <= w - L; i += L) {
        long o = (long) B * i;
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, x + o, ORDER)
                    .min(DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER)))
            .intoMemorySegment(ALL, a + o, ORDER);
      }
      for (; i < w; i++) {
        put(a, i, Math.min(at(x, i), at(a, i)));
      }
    }
  }

  /** Adds a to the sum h and what rounding loses to l. */
  static void compensate(long pa, long ph, long pl, int w) {
    long a = pa & ADDRESS;
    long h = ph & ADDRESS;
    long l = pl & ADDRESS;
    int i = 0;
    for (; i <= w - L; i += L) {
      long o = (long) B * i;
      DoubleVector f = DoubleVector.fromMemorySegment(S, ALL, h + o, ORDER);
      DoubleVector g = DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER);
      DoubleVector sum = f.add(g);
      DoubleVector part = sum.sub(f);
      V.cast(
              f.sub(sum.sub(part))
                  .add(g.sub(part))
                  .add(DoubleVector.fromMemorySegment(S, ALL, l + o, ORDER)))
          .intoMemorySegment(ALL, l + o, ORDER);
      V.cast(sum).intoMemorySegment(ALL, h + o, ORDER);
    }
    for (; i < w; i++) {
      double f = at(h, i);
      double g = at(a, i);
      double sum = f + g;
      double part = sum - f;
      put(l, i, f - (sum - part) + (g - part) + at(l, i));
      put(h, i, sum);
    }
  }

  /**
   * Merges mean a and sum of squares b of a block into m and q: m ← m + (a − m) share, q ← q + b +
   * (a − m)² weight.
   */
  static void merge(long pa, long pb, double share, double weight, long pm, long pq, int w) {
    long a = pa & ADDRESS;
    long b = pb & ADDRESS;
    long m = pm & ADDRESS;
    long q = pq & ADDRESS;
    int i = 0;
    for (; i <= w - L; i += L) {
      long o = (long) B * i;
      DoubleVector old = DoubleVector.fromMemorySegment(S, ALL, m + o, ORDER);
      DoubleVector d = DoubleVector.fromMemorySegment(S, ALL, a + o, ORDER).sub(old);
      V.cast(
              d.mul(d)
                  .fma(
                      DoubleVector.broadcast(S, weight),
                      DoubleVector.fromMemorySegment(S, ALL, b + o, ORDER)
                          .add(DoubleVector.fromMemorySegment(S, ALL, q + o, ORDER))))
          .intoMemorySegment(ALL, q + o, ORDER);
      V.cast(d.fma(DoubleVector.broadcast(S, share), old)).intoMemorySegment(ALL, m + o, ORDER);
    }
    for (; i < w; i++) {
      double d = at(a, i) - at(m, i);
      put(q, i, Math.fma(d * d, weight, at(b, i) + at(q, i)));
      put(m, i, Math.fma(d, share, at(m, i)));
    }
  }
}
