package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * One line of a constant stencil of the centre and its neighbours along the axes, in one pass. The
 * neighbours within the line come from registers, as in {@link MacLinesF64}.
 */
@OtherShapes // grown by casts it stayed uncompiled in one run of two: 0.0002 of a copy
final class GridLinesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final VectorShuffle<Double> UP = VectorShuffle.iota(S, L - 1, 1, true);
  private static final VectorShuffle<Double> DOWN = VectorShuffle.iota(S, 1, 1, true);
  private static final VectorMask<Double> FIRST = VectorMask.fromLong(S, 1);
  private static final VectorMask<Double> LAST = VectorMask.fromLong(S, 1L << (L - 1));

  private GridLinesF64() {}

  /** Returns whether {@link #line} can serve lines of this length; two lanes would be boxed. */
  static boolean serves(long length) {
    return L > 2 && length >= L && length <= Integer.MAX_VALUE / 16;
  }

  /**
   * One line of n cells, the terms added in the order km, jm, left, centre, right, jp, kp. Reads
   * and writes 1 value from memory for each cell, the other lines come from the caches; 13 flops.
   *
   * @param jm the line before in the plane, {@code jp} the one after; zeros where there is none
   * @param km the line in the plane before, {@code kp} the one in the plane after; likewise
   * @param c address of the seven coefficients, in the order in which the terms are added
   */
  static void line(long py, long px, long pjm, long pjp, long pkm, long pkp, int n, long c) {
    long y = py & ADDRESS;
    long x = px & ADDRESS;
    long jm = pjm & ADDRESS;
    long jp = pjp & ADDRESS;
    long km = pkm & ADDRESS;
    long kp = pkp & ADDRESS;
    DoubleVector c0 = DoubleVector.broadcast(S, ALL.get(SCALAR, c & ADDRESS));
    DoubleVector c1 = DoubleVector.broadcast(S, ALL.get(SCALAR, (c & ADDRESS) + B));
    DoubleVector c2 = DoubleVector.broadcast(S, ALL.get(SCALAR, (c & ADDRESS) + 2 * B));
    DoubleVector c3 = DoubleVector.broadcast(S, ALL.get(SCALAR, (c & ADDRESS) + 3 * B));
    DoubleVector c4 = DoubleVector.broadcast(S, ALL.get(SCALAR, (c & ADDRESS) + 4 * B));
    DoubleVector c5 = DoubleVector.broadcast(S, ALL.get(SCALAR, (c & ADDRESS) + 5 * B));
    DoubleVector c6 = DoubleVector.broadcast(S, ALL.get(SCALAR, (c & ADDRESS) + 6 * B));
    int last = n / L * L - L;
    double edge = last + L < n ? ALL.get(SCALAR, x + B * (long) (last + L)) : 0;
    DoubleVector end = DoubleVector.broadcast(S, edge);
    DoubleVector before = DoubleVector.zero(S);
    DoubleVector centre = DoubleVector.fromMemorySegment(S, ALL, x, ORDER);
    DoubleVector down = centre.rearrange(DOWN);
    int step = L * Raw.step();
    for (int i = 0; i <= last; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector next = end;
      if (i < last) {
        next = DoubleVector.fromMemorySegment(S, ALL, x + at + B * L, ORDER);
      }
      DoubleVector here = V.cast(centre);
      DoubleVector up = here.rearrange(UP);
      DoubleVector after = V.cast(next).rearrange(DOWN);
      DoubleVector sum =
          DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
              .mul(c0)
              .add(DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER).mul(c1));
      sum = up.blend(before, FIRST).fma(c2, sum);
      sum = here.fma(c3, sum);
      sum = V.cast(down).blend(after, LAST).fma(c4, sum);
      sum = DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER).fma(c5, sum);
      V.cast(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER).fma(c6, sum))
          .intoMemorySegment(ALL, y + at, ORDER);
      before = up;
      down = after;
      centre = next;
    }
    tail(y, x, jm, jp, km, kp, last + L, n, c & ADDRESS);
  }

  /** The cells from {@code i} on, at least one vector of which lies before. */
  private static void tail(
      long y, long x, long jm, long jp, long km, long kp, int i, int n, long c) {
    for (; i < n; i++) {
      long at = (long) B * i;
      double right = i < n - 1 ? ALL.get(SCALAR, x + at + B) : 0;
      double sum =
          ALL.get(SCALAR, km + at) * ALL.get(SCALAR, c)
              + ALL.get(SCALAR, jm + at) * ALL.get(SCALAR, c + B);
      sum = Math.fma(ALL.get(SCALAR, x + at - B), ALL.get(SCALAR, c + 2 * B), sum);
      sum = Math.fma(ALL.get(SCALAR, x + at), ALL.get(SCALAR, c + 3 * B), sum);
      sum = Math.fma(right, ALL.get(SCALAR, c + 4 * B), sum);
      sum = Math.fma(ALL.get(SCALAR, jp + at), ALL.get(SCALAR, c + 5 * B), sum);
      ALL.set(SCALAR, y + at, Math.fma(ALL.get(SCALAR, kp + at), ALL.get(SCALAR, c + 6 * B), sum));
    }
  }
}
