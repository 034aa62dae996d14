package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorOperators.Conversion;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max pooling of one position, one vector of channels after the other. Places travel as real
 * numbers beside the values, counted from the window's first, and become integers at the end.
 */
final class MaxPoolingTilesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int SHIFT = Integer.numberOfTrailingZeros(B / Integer.BYTES);
  private static final long LOW = 0xFFFF_FFFFL;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(Integer.SIZE * L));
  // @F32 private static final Conversion<Float, Integer> TO_INTS = VectorOperators.F2I;
  private static final Conversion<Double, Integer> TO_INTS = VectorOperators.D2I;

  /** At index m the masks of the first m lanes; kept, because a mask made anew is an object. */
  private static final List<VectorMask<Double>> FIRST =
      IntStream.rangeClosed(0, L).mapToObj(m -> VectorMask.fromLong(S, (1L << m) - 1)).toList();

  private static final List<VectorMask<Integer>> FIRST_INTS =
      IntStream.rangeClosed(0, L).mapToObj(m -> VectorMask.fromLong(INTS, (1L << m) - 1)).toList();

  private MaxPoolingTilesF64() {}

  /**
   * The largest values of one window and their places.
   *
   * @param base the place of the window's first tap
   */
  static void largest(
      long px, long py, long pplaces, int channels, long ptable, int entries, int base) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long places = pplaces & ADDRESS;
    long table = ptable & ADDRESS;
    for (int c = 0; c < channels; c += L) {
      VectorMask<Double> lanes = FIRST.get(Math.min(L, channels - c));
      long column = (long) c * B;
      DoubleVector best = DoubleVector.fromMemorySegment(S, ALL, x + column, ORDER, lanes);
      DoubleVector place = DoubleVector.zero(S);
      for (int i = 1; i < entries; i++) {
        long entry = ALL.get(PLACE, table + 8L * i);
        DoubleVector value =
            DoubleVector.fromMemorySegment(S, ALL, x + column + (entry & LOW), ORDER, lanes);
        VectorMask<Double> more =
            value.compare(VectorOperators.GT, best).or(value.test(VectorOperators.IS_NAN));
        best = best.blend(value, more);
        place = place.blend(DoubleVector.broadcast(S, (double) (entry >>> 32)), more);
      }
      best.intoMemorySegment(ALL, y + column, ORDER, lanes);
      ((IntVector) place.convertShape(TO_INTS, INTS, 0))
          .add(base)
          .intoMemorySegment(
              ALL, places + 4L * c, ORDER, FIRST_INTS.get(Math.min(L, channels - c)));
    }
  }

  /** Windows that meet nothing. */
  static void nothing(long y, long places, int channels) {
    Level1KernelsF64.fill(Double.NEGATIVE_INFINITY, y, channels);
    for (int c = 0; c < channels; c++) {
      Raw.int32(places + 4L * c, -1);
    }
  }

  /** The gradient of one input position: those of the outputs that have chosen it. */
  static void chosen(
      long pdy, long pplaces, long pdx, int channels, long ptable, int entries, int place) {
    long dy = pdy & ADDRESS;
    long dx = pdx & ADDRESS;
    long places = pplaces & ADDRESS;
    long table = ptable & ADDRESS;
    for (int c = 0; c < channels; c += L) {
      VectorMask<Double> lanes = FIRST.get(Math.min(L, channels - c));
      VectorMask<Integer> ints = FIRST_INTS.get(Math.min(L, channels - c));
      long column = (long) c * B;
      DoubleVector sum = DoubleVector.zero(S);
      for (int i = 0; i < entries; i++) {
        long at = ALL.get(PLACE, table + 8L * i) & LOW;
        VectorMask<Double> here =
            IntVector.fromMemorySegment(INTS, ALL, places + 4L * c + (at >>> SHIFT), ORDER, ints)
                .compare(VectorOperators.EQ, place)
                .cast(S);
        DoubleVector value = DoubleVector.fromMemorySegment(S, ALL, dy + column + at, ORDER, lanes);
        sum = sum.add(value, here);
      }
      sum.intoMemorySegment(ALL, dx + column, ORDER, lanes);
    }
  }
}
