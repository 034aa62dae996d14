package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of two and three operands.
 *
 * <p>Kernels on a tile in cache: x, y, z (and w) are addresses of n elements, possibly the same. n
 * is rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class OperandsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private OperandsF64() {}

  /** z = x + y. */
  static void add(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector result = a.add(b);
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = x − y. */
  static void subtract(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector result = a.sub(b);
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = x y. */
  static void multiply(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector result = a.mul(b);
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = x / y. */
  static void divide(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector result = a.div(b);
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = min(x, y), NaN if one is. */
  static void minimum(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector result = a.min(b);
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = max(x, y), NaN if one is. */
  static void maximum(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector result = a.max(b);
      V.cast(result).intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
  }

  /** z = x^y. Scalar, by java.lang.Math. */
  static void power(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i++) {
      double a = ALL.get(SCALAR, x + (long) B * i);
      double b = ALL.get(SCALAR, y + (long) B * i);
      ALL.set(SCALAR, z + (long) B * i, (double) Math.pow(a, b));
    }
  }

  /** z = the angle of (y, x). Scalar, by java.lang.Math. */
  static void atan2(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    for (int i = 0; i < n; i++) {
      double a = ALL.get(SCALAR, x + (long) B * i);
      double b = ALL.get(SCALAR, y + (long) B * i);
      ALL.set(SCALAR, z + (long) B * i, (double) Math.atan2(a, b));
    }
  }

  /** w = y where x is not 0, else z. */
  static void select(long px, long py, long pz, long pw, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    long w = pw & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector c = DoubleVector.fromMemorySegment(S, ALL, z + (long) B * i, ORDER);
      V.cast(c.blend(b, a.compare(VectorOperators.NE, 0.0)))
          .intoMemorySegment(ALL, w + (long) B * i, ORDER);
    }
  }

  /** w = x y + z, rounded once. */
  static void fma(long px, long py, long pz, long pw, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    long w = pw & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector b = DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER);
      DoubleVector c = DoubleVector.fromMemorySegment(S, ALL, z + (long) B * i, ORDER);
      V.cast(a.fma(b, c)).intoMemorySegment(ALL, w + (long) B * i, ORDER);
    }
  }
}
