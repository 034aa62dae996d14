package gatun.simd;

import static gatun.simd.Raw.MASK;
import static gatun.simd.Raw.int32;
import static gatun.simd.Raw.unsigned32;

import java.util.Objects;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with runs: a slice has as many rows as a vector has lanes, and its entries are kept by
 * diagonals. One index serves a whole diagonal, x is read by plain vector loads, and where the
 * matrix has few distinct value vectors they come from a small dictionary. See {@link
 * SpmvRunsBuilder} for the layout.
 *
 * <p>Budget for each vector of entries: 8 bytes with a dictionary, else 4 bytes and a vector of
 * values; 8 bytes more if lanes are missing.
 */
final class SpmvRunsF64 {
  private static final VectorSpecies<Double> SPECIES = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final long BYTES = Double.BYTES;
  private static final long WIDTH = SPECIES.vectorByteSize();

  private SpmvRunsF64() {}

  /** Multiplies the chunks of a layout; p0 = x, p1 = y, n ≠ 0 asks for the partial dot products. */
  static void run(Arguments a, long from, long to) {
    SpmvLayout layout = (SpmvLayout) Objects.requireNonNull(a.object);
    for (long c = from; c < to; c++) {
      long first = layout.firstRow(c);
      long end = layout.firstRow(c + 1);
      long headers = layout.headers(c);
      long slices = (layout.headers(c + 1) - headers) / Integer.BYTES;
      long y = a.p1 + BYTES * first;
      if (layout.dictionary() != 0) {
        dictionary(headers, slices, layout.indices(c), layout.dictionary(), a.p0, y);
      } else {
        streamed(headers, slices, layout.indices(c), layout.values(c), a.p0, y);
      }
      SpmvCsrF64.rows(layout.rows(), Math.max(first, layout.slicedRows()), end, a.p0, a.p1);
      if (a.n != 0) {
        a.partials[(int) c] = SpmvDotF64.dot(a.p0 + BYTES * first, y, end - first);
      }
    }
  }

  private static void dictionary(
      long headers, long slices, long indices, long dictionary0, long x0, long y) {
    long x = x0 & MASK;
    long dictionary = dictionary0 & MASK;
    int step = Raw.step();
    long i = indices;
    for (long s = 0; s < slices; s += step) {
      int header = int32((headers + 4 * s) & MASK);
      DoubleVector sum = DoubleVector.zero(SPECIES);
      for (int j = header & 0xFFFF; j > 0; j -= step) {
        long d = i & MASK;
        sum =
            DoubleVector.fromMemorySegment(
                    SPECIES, Lanes.ALL, x + BYTES * unsigned32(d), Lanes.ORDER)
                .fma(
                    DoubleVector.fromMemorySegment(
                        SPECIES, Lanes.ALL, dictionary + unsigned32(d + 4), Lanes.ORDER),
                    sum);
        i += 8;
      }
      for (int j = header >>> 16; j > 0; j -= step) {
        long d = i & MASK;
        VectorMask<Double> mask = VectorMask.fromLong(SPECIES, Raw.int64(d + 8));
        DoubleVector product =
            DoubleVector.fromMemorySegment(
                    SPECIES, Lanes.ALL, (x + BYTES * int32(d)) & MASK, Lanes.ORDER, mask)
                .mul(
                    DoubleVector.fromMemorySegment(
                        SPECIES, Lanes.ALL, dictionary + unsigned32(d + 4), Lanes.ORDER));
        sum = V.cast(sum).lanewise(VectorOperators.ADD, product, mask);
        i += 16;
      }
      V.cast(sum).intoMemorySegment(Lanes.ALL, (y + WIDTH * s) & MASK, Lanes.ORDER);
    }
  }

  private static void streamed(
      long headers, long slices, long indices, long values, long x0, long y) {
    long x = x0 & MASK;
    int step = Raw.step();
    long i = indices;
    long v = values;
    for (long s = 0; s < slices; s += step) {
      int header = int32((headers + 4 * s) & MASK);
      DoubleVector sum = DoubleVector.zero(SPECIES);
      for (int j = header & 0xFFFF; j > 0; j -= step) {
        sum =
            DoubleVector.fromMemorySegment(
                    SPECIES, Lanes.ALL, x + BYTES * unsigned32(i & MASK), Lanes.ORDER)
                .fma(
                    DoubleVector.fromMemorySegment(SPECIES, Lanes.ALL, v & MASK, Lanes.ORDER), sum);
        i += 4;
        v += WIDTH;
      }
      for (int j = header >>> 16; j > 0; j -= step) {
        long d = i & MASK;
        VectorMask<Double> mask = VectorMask.fromLong(SPECIES, Raw.int64(d + 4));
        DoubleVector product =
            DoubleVector.fromMemorySegment(
                    SPECIES, Lanes.ALL, (x + BYTES * int32(d)) & MASK, Lanes.ORDER, mask)
                .mul(DoubleVector.fromMemorySegment(SPECIES, Lanes.ALL, v & MASK, Lanes.ORDER));
        sum = V.cast(sum).lanewise(VectorOperators.ADD, product, mask);
        i += 12;
        v += WIDTH;
      }
      V.cast(sum).intoMemorySegment(Lanes.ALL, (y + WIDTH * s) & MASK, Lanes.ORDER);
    }
  }
}
