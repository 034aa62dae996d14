package gatun.simd;

import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static gatun.simd.Raw.MASK;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of the short stretches of x and y that a product has just read and written: they are
 * in the first-level cache. Blocks of 256 elements are summed in the operands' type, the blocks in
 * double precision, the lanes of a block in a fixed order: see {@link SumsF64}.
 */
final class SpmvDotF64 {
  private static final VectorSpecies<Double> SPECIES = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final long BYTES = Double.BYTES;
  private static final long BLOCK = 256;

  private SpmvDotF64() {}

  private static double value(long address) {
    return ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }

  /** Returns Σ x_i y_i for {@code n} elements at two addresses. */
  static /* wide */ double dot(long x, long y, long n) {
    /* wide */ double sum = 0;
    long lanes = SumsF64.lanes();
    long done = 0;
    for (; n - done >= BLOCK; done += BLOCK) {
      sum += block(x + BYTES * done, y + BYTES * done, lanes);
    }
    for (; done < n; done++) {
      sum =
          Math.fma(
              (/* wide */ double) value((x + BYTES * done) & MASK),
              value((y + BYTES * done) & MASK),
              sum);
    }
    return sum;
  }

  private static /* wide */ double block(long x0, long y0, long lanes) {
    long x = x0 & MASK;
    long y = y0 & MASK;
    DoubleVector a = DoubleVector.zero(SPECIES);
    DoubleVector b = DoubleVector.zero(SPECIES);
    int width = SPECIES.vectorByteSize();
    for (int i = 0; i < BLOCK * BYTES; i += 2 * width) {
      DoubleVector xa = DoubleVector.fromMemorySegment(SPECIES, ALL, x + i, ORDER);
      a = xa.fma(DoubleVector.fromMemorySegment(SPECIES, ALL, y + i, ORDER), a);
      DoubleVector xb = DoubleVector.fromMemorySegment(SPECIES, ALL, x + i + width, ORDER);
      b = xb.fma(DoubleVector.fromMemorySegment(SPECIES, ALL, y + i + width, ORDER), b);
    }
    V.cast(V.cast(a).add(b)).intoMemorySegment(ALL, lanes, ORDER);
    return SumsF64.sum(lanes);
  }
}
