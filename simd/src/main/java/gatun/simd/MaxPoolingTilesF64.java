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
import jdk.incubator.vector.VectorSpecies;

/**
 * Max pooling of one position, one vector of channels after the other. Places travel as real
 * numbers beside the values, counted from the window's first, and become integers at the end.
 */
final class MaxPoolingTilesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int SHIFT = Integer.numberOfTrailingZeros(B / Integer.BYTES);
  private static final long LOW = 0xFFFF_FFFFL;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final VectorSpecies<Integer> INTS = Lanes.I32; // L of its lanes are used
  private static final Class<? extends IntVector> I = Lanes.CLASS_I32;
  // @F32 private static final Conversion<Float, Integer> TO_INTS = VectorOperators.F2I;
  private static final Conversion<Double, Integer> TO_INTS = VectorOperators.D2I;
  // @F32
  private static final Conversion<Integer, Double> FROM_INTS = VectorOperators.I2D;

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
      VectorMask<Double> lanes = MasksF64.first(channels - c);
      long column = (long) c * B;
      DoubleVector best = DoubleVector.fromMemorySegment(S, ALL, x + column, ORDER, lanes);
      DoubleVector place = DoubleVector.zero(S);
      for (int i = 1; i < entries; i++) {
        long entry = ALL.get(PLACE, table + 8L * i);
        DoubleVector value =
            DoubleVector.fromMemorySegment(S, ALL, x + column + (entry & LOW), ORDER, lanes);
        VectorMask<Double> more =
            value.compare(VectorOperators.GT, best).or(value.test(VectorOperators.IS_NAN));
        best = V.cast(best).blend(value, more);
        place = V.cast(place).blend(DoubleVector.broadcast(S, (double) (entry >>> 32)), more);
      }
      V.cast(best).intoMemorySegment(ALL, y + column, ORDER, lanes);
      I.cast(I.cast(V.cast(place).convertShape(TO_INTS, INTS, 0)).add(base))
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
      VectorMask<Double> lanes = MasksF64.first(channels - c);
      VectorMask<Integer> ints = FIRST_INTS.get(Math.min(L, channels - c));
      long column = (long) c * B;
      DoubleVector sum = DoubleVector.zero(S);
      for (int i = 0; i < entries; i++) {
        long at = ALL.get(PLACE, table + 8L * i) & LOW;
        long from = places + 4L * c + (at >>> SHIFT);
        IntVector found = I.cast(IntVector.fromMemorySegment(INTS, ALL, from, ORDER, ints));
        // @F32 VectorMask<Float> here = found.compare(VectorOperators.EQ, place).cast(S);
        DoubleVector exact = V.cast(found.convertShape(FROM_INTS, S, 0));
        // @F32
        VectorMask<Double> here = exact.compare(VectorOperators.EQ, (double) place);
        DoubleVector value = DoubleVector.fromMemorySegment(S, ALL, dy + column + at, ORDER, lanes);
        sum = V.cast(sum).add(value, here);
      }
      V.cast(sum).intoMemorySegment(ALL, dx + column, ORDER, lanes);
    }
  }
}
