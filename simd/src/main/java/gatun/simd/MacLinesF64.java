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
import jdk.incubator.vector.VectorSpecies;

/**
 * The masked 7-point Laplacian on one line of cells. A line is cut into blocks of one vector: the
 * first one has no left neighbour, the last one (which overlaps the one before it where the length
 * is no multiple) no right neighbour, those between need no mask.
 */
final class MacLinesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final VectorMask<Double> EVERY = S.maskAll(true);
  private static final VectorMask<Double> NOT_FIRST = VectorMask.fromLong(S, -2L);
  private static final VectorMask<Double> NOT_LAST = VectorMask.fromLong(S, (1L << (L - 1)) - 1);

  /** At index m the mask without the first m lanes; kept, because a mask made anew is an object. */
  private static final List<VectorMask<Double>> NOT_COVERED =
      IntStream.range(0, L).mapToObj(m -> VectorMask.fromLong(S, -1L << m)).toList();

  // The kinds of L cells are L bytes: a vector of its own from 8 on, else an int or two bytes.
  private static final boolean VECTOR_OF_BYTES = L >= 8;
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * L)));
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.S_128_BIT);
  // @F32 private static final Conversion<Byte, Float> FROM_BYTES = VectorOperators.B2F;
  private static final Conversion<Byte, Double> FROM_BYTES = VectorOperators.B2D;
  // @F32 private static final Conversion<Integer, Float> FROM_INTS = VectorOperators.I2F;
  private static final Conversion<Integer, Double> FROM_INTS = VectorOperators.I2D;
  private static final IntVector SHIFTS = IntVector.zero(INTS).addIndex(8);

  private MacLinesF64() {}

  /** Returns whether {@link #line} can serve lines of this length. */
  static boolean serves(long length) {
    return length >= L && length <= Integer.MAX_VALUE / 16;
  }

  /**
   * One line: y ← A x, adding x·y to the accumulator at {@code lanes}. See {@link #inner} for the
   * arguments; n cells.
   */
  static void line(
      long y, long x, long cells, long jm, long jp, long km, long kp, int n, int one, long lanes) {
    if (n == L) {
      block(y, x, cells, jm, jp, km, kp, NOT_FIRST, NOT_LAST, EVERY, lanes);
      return;
    }
    block(y, x, cells, jm, jp, km, kp, NOT_FIRST, EVERY, EVERY, lanes);
    inner(y, x, cells, jm, jp, km, kp, n, one, lanes);
    int last = n - L;
    int done = (n - 1) / L * L; // cells that the blocks before have covered
    long at = (long) B * last;
    VectorMask<Double> fresh = NOT_COVERED.get(done - last);
    block(
        y + at,
        x + at,
        cells + last,
        jm + at,
        jp + at,
        km + at,
        kp + at,
        EVERY,
        NOT_LAST,
        fresh,
        lanes);
  }

  /**
   * The blocks between. Reads 1 value and 1 byte and writes 1 value from memory for each cell, the
   * other lines come from the caches.
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
      int n,
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
    int step = one * L;
    for (int i = L; i < n - L; i += step) {
      long index = i & 0xFFFF_FFFFL;
      long at = B * index;
      DoubleVector kinds =
          (DoubleVector)
              (VECTOR_OF_BYTES
                  ? ByteVector.fromMemorySegment(BYTES, ALL, cells + index, ORDER)
                      .convertShape(FROM_BYTES, S, 0)
                  : L == 2
                      ? DoubleVector.broadcast(S, ALL.get(ValueLayout.JAVA_BYTE, cells + index))
                          .withLane(1, ALL.get(ValueLayout.JAVA_BYTE, cells + index + 1))
                      : IntVector.broadcast(
                              INTS, ALL.get(ValueLayout.JAVA_INT_UNALIGNED, cells + index))
                          .lanewise(VectorOperators.LSHR, SHIFTS)
                          .and(255)
                          .convertShape(FROM_INTS, S, 0));
      DoubleVector neighbours =
          DoubleVector.fromMemorySegment(S, ALL, x + at - B, ORDER)
              .add(DoubleVector.fromMemorySegment(S, ALL, x + at + B, ORDER))
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER)))
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER)));
      DoubleVector centre = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector result =
          kinds.mul(centre).sub(neighbours).blend(0, kinds.compare(VectorOperators.EQ, 0));
      result.intoMemorySegment(ALL, y + at, ORDER);
      sum = result.fma(centre, sum);
    }
    sum.intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }

  /** One block whose lanes in {@code left} and {@code right} have such a neighbour. */
  private static void block(
      long py,
      long px,
      long pcells,
      long pjm,
      long pjp,
      long pkm,
      long pkp,
      VectorMask<Double> left,
      VectorMask<Double> right,
      VectorMask<Double> counted,
      long lanes) {
    long x = px & ADDRESS;
    long cells = pcells & ADDRESS;
    DoubleVector kinds =
        (DoubleVector)
            (VECTOR_OF_BYTES
                ? ByteVector.fromMemorySegment(BYTES, ALL, cells, ORDER)
                    .convertShape(FROM_BYTES, S, 0)
                : L == 2
                    ? DoubleVector.broadcast(S, ALL.get(ValueLayout.JAVA_BYTE, cells))
                        .withLane(1, ALL.get(ValueLayout.JAVA_BYTE, cells + 1))
                    : IntVector.broadcast(INTS, ALL.get(ValueLayout.JAVA_INT_UNALIGNED, cells))
                        .lanewise(VectorOperators.LSHR, SHIFTS)
                        .and(255)
                        .convertShape(FROM_INTS, S, 0));
    DoubleVector neighbours =
        DoubleVector.fromMemorySegment(S, ALL, x - B, ORDER, left)
            .add(DoubleVector.fromMemorySegment(S, ALL, x + B, ORDER, right))
            .add(
                DoubleVector.fromMemorySegment(S, ALL, pjm & ADDRESS, ORDER)
                    .add(DoubleVector.fromMemorySegment(S, ALL, pjp & ADDRESS, ORDER)))
            .add(
                DoubleVector.fromMemorySegment(S, ALL, pkm & ADDRESS, ORDER)
                    .add(DoubleVector.fromMemorySegment(S, ALL, pkp & ADDRESS, ORDER)));
    DoubleVector centre = DoubleVector.fromMemorySegment(S, ALL, x, ORDER);
    DoubleVector result =
        kinds.mul(centre).sub(neighbours).blend(0, kinds.compare(VectorOperators.EQ, 0));
    result.intoMemorySegment(ALL, py & ADDRESS, ORDER);
    DoubleVector.fromMemorySegment(S, ALL, lanes & ADDRESS, ORDER)
        .add(result.mul(centre), counted)
        .intoMemorySegment(ALL, lanes & ADDRESS, ORDER);
  }

  /** The line cell by cell, for lines shorter than a vector. */
  static /* wide */ double scalar(
      long y, long x, long cells, long jm, long jp, long km, long kp, int n) {
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
