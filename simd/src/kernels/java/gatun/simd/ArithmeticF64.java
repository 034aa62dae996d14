package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of few instructions.
 *
 * <p>Kernels on a tile in cache: x and y are addresses of n elements, possibly the same. n is
 * rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class ArithmeticF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  private ArithmeticF64() {}

  /** y = max(x, 0); NaN stays. */
  static void relu(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = v.blend(0.0, v.compare(VectorOperators.LT, 0.0));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = √x. */
  static void sqrt(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = v.sqrt();
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = 1 / √x. */
  static void rsqrt(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = DoubleVector.broadcast(S, 1.0).div(v.sqrt());
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = |x|. */
  static void abs(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = v.abs();
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = −x. */
  static void negate(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = v.neg();
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = 1 / x. */
  static void reciprocal(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = DoubleVector.broadcast(S, 1.0).div(v);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = x². */
  static void square(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector result = v.mul(v);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = x to the nearest integer, halves to even. */
  static void round(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector r = VectorMathF64.rint(v);
      DoubleVector result = r;
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = the largest integer not above x. */
  static void floor(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector r = VectorMathF64.rint(v);
      DoubleVector result = r.blend(r.sub(1.0), r.compare(VectorOperators.GT, v));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = the smallest integer not below x. */
  static void ceil(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector r = VectorMathF64.rint(v);
      DoubleVector q = r.blend(r.add(1.0), r.compare(VectorOperators.LT, v));
      // @F32 IntVector sign = v.viewAsIntegralLanes().and(Integer.MIN_VALUE);
      LongVector sign = v.viewAsIntegralLanes().and(Long.MIN_VALUE);
      DoubleVector result = q.viewAsIntegralLanes().or(sign).viewAsFloatingLanes();
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = −1, 0 or 1; NaN and the sign of 0 stay. */
  static void sign(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector u = v.blend(1.0, v.compare(VectorOperators.GT, 0.0));
      DoubleVector result = u.blend(-1.0, v.compare(VectorOperators.LT, 0.0));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }
}
