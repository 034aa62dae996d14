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
 * One line of a constant stencil of the centre and its neighbours along the axes, in one pass. Of
 * the neighbours within the line the left ones come from registers, the right ones from the cache.
 */
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
    return L > 2 && length > L && length <= Integer.MAX_VALUE / 16;
  }

  /**
   * One line of n cells, the terms added in the order km, jm, left, centre, right, jp, kp. The last
   * vector ends where the line ends and overlaps the one before: no cell is left over, and each
   * branch goes both ways in each call (decision 0004, rule 10). Reads and writes 1 value from
   * memory for each cell, the other lines come from the caches; 13 flops.
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
    DoubleVector before = DoubleVector.zero(S);
    int step = L * Raw.step();
    for (int i = 0; i < n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector here = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector up = here.rearrange(UP);
      DoubleVector sum =
          DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
              .mul(c0)
              .add(DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER).mul(c1));
      sum = up.blend(before, FIRST).fma(c2, sum);
      sum = here.fma(c3, sum);
      sum = DoubleVector.fromMemorySegment(S, ALL, x + at + B, ORDER).fma(c4, sum);
      sum = DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER).fma(c5, sum);
      V.cast(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER).fma(c6, sum))
          .intoMemorySegment(ALL, y + at, ORDER);
      before = up;
    }
    long at = B * (n - L & 0xFFFF_FFFFL);
    DoubleVector here = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
    DoubleVector down = here.rearrange(DOWN).blend(DoubleVector.zero(S), LAST);
    DoubleVector sum =
        DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
            .mul(c0)
            .add(DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER).mul(c1));
    sum = DoubleVector.fromMemorySegment(S, ALL, x + at - B, ORDER).fma(c2, sum);
    sum = here.fma(c3, sum);
    sum = down.fma(c4, sum);
    sum = DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER).fma(c5, sum);
    V.cast(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER).fma(c6, sum))
        .intoMemorySegment(ALL, y + at, ORDER);
  }
}
