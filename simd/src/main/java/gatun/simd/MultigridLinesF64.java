package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Trilinear interpolation between cell centres and its transpose, a line at a time. */
final class MultigridLinesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final boolean VECTORS = L > 2;

  /** 0 2 4 …, from one vector and, in the upper half, from the next one. */
  private static final VectorShuffle<Double> EVEN = VectorShuffle.fromOp(S, i -> 2 * i % L);

  private static final VectorMask<Double> UPPER = VectorMask.fromLong(S, (1L << L) - (1L << L / 2));

  /** 1 1 2 2 3 3 …: the coarse cell that a fine one lies in, in a vector that begins before it. */
  private static final VectorShuffle<Double> NEAR =
      VectorShuffle.fromOp(S, i -> Math.min(1 + i / 2, L - 1));

  /** 0 2 1 3 2 4 …: its neighbour on the other side. */
  private static final VectorShuffle<Double> FAR =
      VectorShuffle.fromOp(S, i -> Math.min(i / 2 + 2 * (i % 2), L - 1));

  private MultigridLinesF64() {}

  /**
   * y ← y + α (¼ p + ¾ q + ¾ r + ¼ s): four neighbouring fine lines of one plane for a coarse one.
   */
  static void add(double alpha, long pp, long pq, long pr, long ps, long py, int n) {
    long p = pp & ADDRESS;
    long q = pq & ADDRESS;
    long r = pr & ADDRESS;
    long s = ps & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector quarter = DoubleVector.broadcast(S, 0.25 * alpha);
    DoubleVector most = DoubleVector.broadcast(S, 0.75 * alpha);
    int i = 0;
    for (; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector outer =
          DoubleVector.fromMemorySegment(S, ALL, p + at, ORDER)
              .add(DoubleVector.fromMemorySegment(S, ALL, s + at, ORDER));
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, q + at, ORDER)
                  .add(DoubleVector.fromMemorySegment(S, ALL, r + at, ORDER))
                  .fma(
                      most,
                      outer.fma(quarter, DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER))))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    double small = 0.25 * alpha;
    double large = 0.75 * alpha;
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double outer = ALL.get(SCALAR, p + at) + ALL.get(SCALAR, s + at);
      double inner = ALL.get(SCALAR, q + at) + ALL.get(SCALAR, r + at);
      double sum = Math.fma(outer, small, ALL.get(SCALAR, y + at));
      ALL.set(SCALAR, y + at, Math.fma(inner, large, sum));
    }
  }

  /** y ← 9/16 p + 3/16 q + 3/16 r + 1/16 s: the four coarse lines around a fine one. */
  static void four(long pp, long pq, long pr, long ps, long py, int n) {
    long p = pp & ADDRESS;
    long q = pq & ADDRESS;
    long r = pr & ADDRESS;
    long s = ps & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, q + at, ORDER)
                  .add(DoubleVector.fromMemorySegment(S, ALL, r + at, ORDER))
                  .mul(0.1875)
                  .add(DoubleVector.fromMemorySegment(S, ALL, p + at, ORDER).mul(0.5625))
                  .add(DoubleVector.fromMemorySegment(S, ALL, s + at, ORDER).mul(0.0625)))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double middle = ALL.get(SCALAR, q + at) + ALL.get(SCALAR, r + at);
      double sum = middle * 0.1875 + ALL.get(SCALAR, p + at) * 0.5625;
      ALL.set(SCALAR, y + at, sum + ALL.get(SCALAR, s + at) * 0.0625);
    }
  }

  /** y_I ← ¼ t_{2I−1} + ¾ t_{2I} + ¾ t_{2I+1} + ¼ t_{2I+2} for n coarse cells. */
  static void gather(long pt, long py, int n) {
    long t = pt & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    if (VECTORS) {
      for (; i <= n - L; i += L) {
        long at = B * (i & 0xFFFF_FFFFL);
        long from = t + 2 * at;
        DoubleVector low =
            DoubleVector.fromMemorySegment(S, ALL, from, ORDER)
                .add(DoubleVector.fromMemorySegment(S, ALL, from + B, ORDER))
                .mul(0.75)
                .add(
                    DoubleVector.fromMemorySegment(S, ALL, from - B, ORDER)
                        .add(DoubleVector.fromMemorySegment(S, ALL, from + 2 * B, ORDER))
                        .mul(0.25));
        from += B * L;
        DoubleVector high =
            DoubleVector.fromMemorySegment(S, ALL, from, ORDER)
                .add(DoubleVector.fromMemorySegment(S, ALL, from + B, ORDER))
                .mul(0.75)
                .add(
                    DoubleVector.fromMemorySegment(S, ALL, from - B, ORDER)
                        .add(DoubleVector.fromMemorySegment(S, ALL, from + 2 * B, ORDER))
                        .mul(0.25));
        V.cast(low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER))
            .intoMemorySegment(ALL, y + at, ORDER);
      }
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      long from = t + 2 * at;
      double inner = ALL.get(SCALAR, from) + ALL.get(SCALAR, from + B);
      double outer = ALL.get(SCALAR, from - B) + ALL.get(SCALAR, from + 2 * B);
      ALL.set(SCALAR, y + at, inner * 0.75 + outer * 0.25);
    }
  }

  /** x ← x + s ∘ e. */
  static void weigh(long ps, long pe, long px, int n) {
    long s = ps & ADDRESS;
    long e = pe & ADDRESS;
    long x = px & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, s + at, ORDER)
                  .fma(
                      DoubleVector.fromMemorySegment(S, ALL, e + at, ORDER),
                      DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)))
          .intoMemorySegment(ALL, x + at, ORDER);
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double value =
          Math.fma(ALL.get(SCALAR, s + at), ALL.get(SCALAR, e + at), ALL.get(SCALAR, x + at));
      ALL.set(SCALAR, x + at, value);
    }
  }

  /**
   * x_i ← x_i + s_i (¾ e_near + ¼ e_far) for n fine cells.
   *
   * @param pe the coarse line; a 0 lies before it, and behind it, and a vector may be read there
   */
  static void spread(long ps, long pe, long px, int n) {
    long s = ps & ADDRESS;
    long e = pe & ADDRESS;
    long x = px & ADDRESS;
    int i = 0;
    if (VECTORS) {
      for (; i <= n - L; i += L) {
        long at = B * (i & 0xFFFF_FFFFL);
        DoubleVector coarse = DoubleVector.fromMemorySegment(S, ALL, e + at / 2 - B, ORDER);
        DoubleVector sum = coarse.rearrange(NEAR).mul(0.75).add(coarse.rearrange(FAR).mul(0.25));
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, s + at, ORDER)
                    .fma(V.cast(sum), DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)))
            .intoMemorySegment(ALL, x + at, ORDER);
      }
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      long near = e + (long) B * (i / 2);
      double far = ALL.get(SCALAR, (i & 1) == 0 ? near - B : near + B);
      double sum = ALL.get(SCALAR, near) * 0.75 + far * 0.25;
      double value = Math.fma(ALL.get(SCALAR, s + at), sum, ALL.get(SCALAR, x + at));
      ALL.set(SCALAR, x + at, value);
    }
  }
}
