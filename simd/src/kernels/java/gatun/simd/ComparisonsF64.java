package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Comparisons: 1 where they hold, else 0.
 *
 * <p>Kernels on a tile in cache: x, y, z (and w) are addresses of n elements, possibly the same. n
 * is rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class ComparisonsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  private ComparisonsF64() {}

  /** z = 1 where x = y, else 0. */
  static void equal(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector result = zero.blend(1.0, a.compare(VectorOperators.EQ, b));
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = 1 where x ≠ y, else 0. */
  static void notEqual(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector result = zero.blend(1.0, a.compare(VectorOperators.NE, b));
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = 1 where x < y, else 0. */
  static void less(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector result = zero.blend(1.0, a.compare(VectorOperators.LT, b));
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = 1 where x ≤ y, else 0. */
  static void lessOrEqual(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector result = zero.blend(1.0, a.compare(VectorOperators.LE, b));
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = 1 where x > y, else 0. */
  static void greater(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector result = zero.blend(1.0, a.compare(VectorOperators.GT, b));
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = 1 where x ≥ y, else 0. */
  static void greaterOrEqual(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector result = zero.blend(1.0, a.compare(VectorOperators.GE, b));
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }
}
