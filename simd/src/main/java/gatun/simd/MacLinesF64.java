package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
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
 * The masked 7-point Laplacian on one line of cells, a vector at a time. The neighbours within the
 * line come from registers: the vectors before and after, rotated by a lane. Read from memory, both
 * would straddle two cache lines each; that was half the speed in cache.
 *
 * <p>A length that is no multiple of the vector ends with two blocks for themselves, the last of
 * which overlaps the one before.
 */
final class MacLinesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final VectorShuffle<Double> UP = VectorShuffle.iota(S, L - 1, 1, true);
  private static final VectorShuffle<Double> DOWN = VectorShuffle.iota(S, 1, 1, true);
  private static final VectorMask<Double> EVERY = S.maskAll(true);
  private static final VectorMask<Double> FIRST = VectorMask.fromLong(S, 1);
  private static final VectorMask<Double> LAST = VectorMask.fromLong(S, 1L << (L - 1));
  private static final VectorMask<Double> NOT_FIRST = FIRST.not();
  private static final VectorMask<Double> NOT_LAST = LAST.not();

  /** At index m the mask without the first m lanes; kept, because a mask made anew is an object. */
  private static final List<VectorMask<Double>> NOT_COVERED =
      IntStream.range(0, L).mapToObj(m -> VectorMask.fromLong(S, -1L << m)).toList();

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

  private MacLinesF64() {}

  /**
   * Returns whether {@link #line} can serve lines of this length. Two lanes are left to {@link
   * #scalar}: a vector kernel was boxed there, and some 25 times too slow.
   */
  static boolean serves(long length) {
    return L > 2 && length >= L && length <= Integer.MAX_VALUE / 16;
  }

  /**
   * One line: y ← A x, adding x·y to the accumulator at {@code lanes}. See {@link #inner} for the
   * arguments; n cells.
   */
  static void line(
      long y, long x, long cells, long jm, long jp, long km, long kp, int n, int one, long lanes) {
    int done = (n / L - 1) * L;
    inner(y, x, cells, jm, jp, km, kp, done, one, lanes);
    if (n % L != 0) {
      VectorMask<Double> left = done == 0 ? NOT_FIRST : EVERY;
      block(y, x, cells, jm, jp, km, kp, done, left, EVERY, EVERY, lanes);
      done += L;
    }
    VectorMask<Double> left = n == L ? NOT_FIRST : EVERY;
    VectorMask<Double> fresh = NOT_COVERED.get(done - (n - L));
    block(y, x, cells, jm, jp, km, kp, n - L, left, NOT_LAST, fresh, lanes);
  }

  /**
   * The blocks before cell {@code end}; one more block follows them. Reads 1 value and 1 byte and
   * writes 1 value from memory for each cell, the other lines come from the caches.
   *
   * @param jm the line before in the plane, {@code jp} the one after
   * @param km the line in the plane before, {@code kp} the one in the plane after
   * @param one 1, unknown to the compiler: with a known step it would prepare unrolled copies of
   *     the loop at a cost that short lines do not earn back
   */
  private static void inner(
      long py,
      long px,
      long pcells,
      long pjm,
      long pjp,
      long pkm,
      long pkp,
      int end,
      int one,
      long lanes) {
    long y = py & ADDRESS;
    long x = px & ADDRESS;
    long cells = pcells & ADDRESS;
    long jm = pjm & ADDRESS;
    long jp = pjp & ADDRESS;
    long km = pkm & ADDRESS;
    long kp = pkp & ADDRESS;
    DoubleVector sum = DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER);
    DoubleVector before = DoubleVector.zero(S);
    DoubleVector centre = DoubleVector.fromMemorySegment(S, ALL, x, ORDER);
    int step = one * L;
    for (int i = 0; i < end; i += step) {
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
      DoubleVector next = DoubleVector.fromMemorySegment(S, ALL, x + at + B * L, ORDER);
      DoubleVector here = V.cast(centre);
      DoubleVector up = here.rearrange(UP);
      DoubleVector neighbours =
          up.blend(before, FIRST)
              .add(here.rearrange(DOWN).blend(next.rearrange(DOWN), LAST))
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
      centre = next;
    }
    V.cast(sum).intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }

  /** The block at cell {@code i}, whose lanes in {@code left} and {@code right} have neighbours. */
  private static void block(
      long py,
      long px,
      long pcells,
      long pjm,
      long pjp,
      long pkm,
      long pkp,
      int i,
      VectorMask<Double> left,
      VectorMask<Double> right,
      VectorMask<Double> counted,
      long lanes) {
    long index = i & 0xFFFF_FFFFL;
    long at = B * index;
    long x = (px & ADDRESS) + at;
    long cells = (pcells & ADDRESS) + index;
    DoubleVector kinds =
        (DoubleVector)
            (VECTOR_OF_BYTES
                ? K.cast(ByteVector.fromMemorySegment(BYTES, ALL, cells, ORDER))
                    .convertShape(FROM_BYTES, S, 0)
                : IntVector.broadcast(INTS, ALL.get(ValueLayout.JAVA_INT_UNALIGNED, cells))
                    .lanewise(VectorOperators.LSHR, SHIFTS)
                    .and(255)
                    .convertShape(FROM_INTS, S, 0));
    DoubleVector neighbours =
        DoubleVector.fromMemorySegment(S, ALL, x - B, ORDER, left)
            .add(DoubleVector.fromMemorySegment(S, ALL, x + B, ORDER, right))
            .add(
                DoubleVector.fromMemorySegment(S, ALL, (pjm & ADDRESS) + at, ORDER)
                    .add(DoubleVector.fromMemorySegment(S, ALL, (pjp & ADDRESS) + at, ORDER)))
            .add(
                DoubleVector.fromMemorySegment(S, ALL, (pkm & ADDRESS) + at, ORDER)
                    .add(DoubleVector.fromMemorySegment(S, ALL, (pkp & ADDRESS) + at, ORDER)));
    DoubleVector centre = DoubleVector.fromMemorySegment(S, ALL, x, ORDER);
    DoubleVector result =
        kinds.mul(centre).sub(neighbours).blend(0, kinds.compare(VectorOperators.EQ, 0));
    V.cast(result).intoMemorySegment(ALL, (py & ADDRESS) + at, ORDER);
    V.cast(
            DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER)
                .add(result.mul(centre), counted))
        .intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }

  /** The line cell by cell, for lines that {@link #line} does not serve. */
  static /* wide */ double scalar(
      long py, long px, long pcells, long pjm, long pjp, long pkm, long pkp, int n) {
    long y = py & ADDRESS;
    long x = px & ADDRESS;
    long cells = pcells & ADDRESS;
    long jm = pjm & ADDRESS;
    long jp = pjp & ADDRESS;
    long km = pkm & ADDRESS;
    long kp = pkp & ADDRESS;
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i++) {
      long at = (long) B * i;
      double kind = ALL.get(ValueLayout.JAVA_BYTE, cells + i);
      double left = i > 0 ? ALL.get(SCALAR, x + at - B) : 0;
      double right = i < n - 1 ? ALL.get(SCALAR, x + at + B) : 0;
      double neighbours =
          left
              + right
              + (ALL.get(SCALAR, jm + at) + ALL.get(SCALAR, jp + at))
              + (ALL.get(SCALAR, km + at) + ALL.get(SCALAR, kp + at));
      double centre = ALL.get(SCALAR, x + at);
      double result = kind == 0 ? 0 : kind * centre - neighbours;
      ALL.set(SCALAR, y + at, result);
      sum += (/* wide */ double) result * centre;
    }
    return sum;
  }
}
