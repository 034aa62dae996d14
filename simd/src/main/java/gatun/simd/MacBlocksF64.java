package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The masked 7-point Laplacian on many lines in one loop: the end of a line is inside it, so that
 * the processor begins the next line before the last one is done. See {@link MacLinesF64}.
 */
final class MacBlocksF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final VectorShuffle<Double> UP = VectorShuffle.iota(S, L - 1, 1, true);
  private static final VectorShuffle<Double> DOWN = VectorShuffle.iota(S, 1, 1, true);
  private static final VectorMask<Double> FIRST = VectorMask.fromLong(S, 1);
  private static final VectorMask<Double> LAST = VectorMask.fromLong(S, 1L << (L - 1));

  // The kinds of L cells are L bytes: a vector of its own from 8 on, else an int.
  private static final boolean VECTOR_OF_BYTES = L >= 8;
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * L)));
  private static final Class<? extends ByteVector> K = ByteVector.zero(BYTES).getClass();
  private static final VectorSpecies<Integer> INTS = Lanes.I32; // L of its lanes are used
  // @F32 private static final Conversion<Byte, Float> FROM_BYTES = VectorOperators.B2F;
  private static final Conversion<Byte, Double> FROM_BYTES = VectorOperators.B2D;
  // @F32 private static final Conversion<Integer, Float> FROM_INTS = VectorOperators.I2F;
  private static final Conversion<Integer, Double> FROM_INTS = VectorOperators.I2D;
  private static final IntVector SHIFTS = IntVector.zero(INTS).addIndex(8);

  private MacBlocksF64() {}

  /** Returns whether {@link #lines} can serve lines of this length. */
  static boolean serves(long length) {
    return MacLinesF64.serves(length) && length % L == 0;
  }

  /**
   * Whole lines inside a plane that is not the first or the last, {@code count} of n cells each, n
   * a multiple of the vector; the bits are those of {@link MacLinesF64#line}. Reads 1 value and 1
   * byte and writes 1 value from memory for each cell, the other lines come from the caches.
   *
   * @param plane bytes of a plane
   */
  static void lines(long py, long px, long pcells, int n, long plane, int count, long lanes) {
    long y = py & ADDRESS;
    long x = px & ADDRESS;
    long cells = pcells & ADDRESS;
    long jm = (px - (long) B * n) & ADDRESS;
    long jp = (px + (long) B * n) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    DoubleVector none = DoubleVector.zero(S);
    int step = L * Raw.step();
    int end = count * n;
    for (int first = 0; first < end; first += n) {
      DoubleVector before = none;
      long begin = x + B * (first & 0xFFFF_FFFFL);
      DoubleVector centre = DoubleVector.fromMemorySegment(S, ALL, begin, ORDER);
      DoubleVector down = centre.rearrange(DOWN);
      int last = first + n - L;
      for (int i = first; i <= last; i += step) {
        long index = i & 0xFFFF_FFFFL;
        long at = B * index;
        DoubleVector kinds =
            (DoubleVector)
                (VECTOR_OF_BYTES
                    ? K.cast(ByteVector.fromMemorySegment(BYTES, ALL, cells + index, ORDER))
                        .convertShape(FROM_BYTES, S, 0)
                    : IntVector.broadcast(
                            INTS, ALL.get(ValueLayout.JAVA_INT_UNALIGNED, cells + index))
                        .lanewise(VectorOperators.LSHR, SHIFTS)
                        .and(255)
                        .convertShape(FROM_INTS, S, 0));
        DoubleVector next = none;
        if (i < last) {
          next = DoubleVector.fromMemorySegment(S, ALL, x + at + B * L, ORDER);
        }
        DoubleVector here = V.cast(centre);
        DoubleVector up = here.rearrange(UP);
        DoubleVector after = V.cast(next).rearrange(DOWN);
        DoubleVector neighbours =
            up.blend(before, FIRST)
                .add(V.cast(down).blend(after, LAST))
                .add(
                    DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER)
                        .add(DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER)))
                .add(
                    DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
                        .add(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER)));
        DoubleVector result =
            kinds.mul(here).sub(neighbours).blend(0, kinds.compare(VectorOperators.EQ, 0));
        V.cast(result).intoMemorySegment(ALL, y + at, ORDER);
        sum = result.fma(here, sum);
        before = up;
        down = after;
        centre = next;
      }
    }
    V.cast(sum).intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }
}
