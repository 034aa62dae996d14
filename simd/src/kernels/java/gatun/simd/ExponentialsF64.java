package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential and logistic functions.
 *
 * <p>Where all elements of a vector are of moderate size, a shorter formula serves. The other
 * vectors take both it and the formula for all numbers, so that bits depend on the element alone.
 *
 * <p>Kernels on a tile in cache: x and y are addresses of n elements, possibly the same. n is
 * rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class ExponentialsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  /** Up to 708 (F32: 87), and down to its negative, e^x is a normal number. These are the bits. */
  // @F32 private static final float LIMIT = 87f;
  private static final double LIMIT = 708.0;

  // @F32 private static final int NEAR = Float.floatToRawIntBits(LIMIT);
  private static final long NEAR = Double.doubleToRawLongBits(LIMIT);

  /** The same for GELU_TANH, 20 (F32: 9): −2u stays below the limit. */
  // @F32 private static final float LIMIT_GELU = 9f;
  private static final double LIMIT_GELU = 20.0;

  // @F32 private static final int NEAR_GELU = Float.floatToRawIntBits(LIMIT_GELU);
  private static final long NEAR_GELU = Double.doubleToRawLongBits(LIMIT_GELU);

  private ExponentialsF64() {}

  /** y = e^x. */
  static void exp(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 IntVector a = v.viewAsIntegralLanes().and(Integer.MAX_VALUE);
      LongVector a = v.viewAsIntegralLanes().and(Long.MAX_VALUE);
      if (a.compare(VectorOperators.GT, NEAR).anyTrue()) {
        expOfAll(x + (long) B * i, y + (long) B * i, L);
        continue;
      }
      DoubleVector result = VectorMathF64.expNear(v);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  private static void expOfAll(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 FloatVector low = FloatVector.broadcast(S, -104f);
      DoubleVector low = DoubleVector.broadcast(S, -746.0);
      // @F32 FloatVector high = FloatVector.broadcast(S, 89f);
      DoubleVector high = DoubleVector.broadcast(S, 710.0);
      DoubleVector u = v.blend(low, v.compare(VectorOperators.LT, low));
      DoubleVector t = u.blend(high, u.compare(VectorOperators.GT, high));
      DoubleVector far = VectorMathF64.exp(t);
      DoubleVector near = VectorMathF64.expNear(v);
      DoubleVector result = far.blend(near, v.abs().compare(VectorOperators.LE, LIMIT));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = e^x − 1, also near 0 */
  static void expm1(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 FloatVector low = FloatVector.broadcast(S, -40f);
      DoubleVector low = DoubleVector.broadcast(S, -40.0);
      // @F32 FloatVector high = FloatVector.broadcast(S, 88.722839f);
      DoubleVector high = DoubleVector.broadcast(S, 709.782712893384);
      DoubleVector u = v.blend(low, v.compare(VectorOperators.LT, low));
      VectorMask<Double> above = u.compare(VectorOperators.GT, high);
      DoubleVector t = u.blend(high, above);
      DoubleVector e = VectorMathF64.halfExpm1(t);
      DoubleVector infinite = e.add(e).blend(Double.POSITIVE_INFINITY, above);
      VectorMask<Double> tiny = v.abs().compare(VectorOperators.LT, 1e-20);
      DoubleVector result = infinite.blend(v, tiny);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = tanh x = m / (m + 1), m = (e^(2|x|) − 1) / 2, with the sign of x. */
  static void tanh(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 FloatVector high = FloatVector.broadcast(S, 20f);
      DoubleVector high = DoubleVector.broadcast(S, 40.0);
      DoubleVector a = v.abs();
      DoubleVector w = a.add(a);
      DoubleVector t = w.blend(high, w.compare(VectorOperators.GT, high));
      DoubleVector m = VectorMathF64.halfExpm1(t);
      DoubleVector q = m.div(m.add(1.0));
      // @F32 IntVector sign = v.viewAsIntegralLanes().and(Integer.MIN_VALUE);
      LongVector sign = v.viewAsIntegralLanes().and(Long.MIN_VALUE);
      DoubleVector result = q.viewAsIntegralLanes().or(sign).viewAsFloatingLanes();
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = 1 / (1 + e^(−x)). */
  static void sigmoid(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 IntVector a = v.viewAsIntegralLanes().and(Integer.MAX_VALUE);
      LongVector a = v.viewAsIntegralLanes().and(Long.MAX_VALUE);
      if (a.compare(VectorOperators.GT, NEAR).anyTrue()) {
        sigmoidOfAll(x + (long) B * i, y + (long) B * i, L);
        continue;
      }
      DoubleVector t = v.neg();
      DoubleVector e = VectorMathF64.expNear(t);
      DoubleVector one = DoubleVector.broadcast(S, 1.0);
      DoubleVector result = one.div(e.add(one));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  private static void sigmoidOfAll(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector e = VectorMathF64.decay(v);
      DoubleVector far = VectorMathF64.logistic(v, e);
      DoubleVector t = v.neg();
      DoubleVector d = VectorMathF64.expNear(t);
      DoubleVector one = DoubleVector.broadcast(S, 1.0);
      DoubleVector near = one.div(d.add(one));
      DoubleVector result = far.blend(near, v.abs().compare(VectorOperators.LE, LIMIT));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = x / (1 + e^(−x)). */
  static void silu(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 IntVector a = v.viewAsIntegralLanes().and(Integer.MAX_VALUE);
      LongVector a = v.viewAsIntegralLanes().and(Long.MAX_VALUE);
      if (a.compare(VectorOperators.GT, NEAR).anyTrue()) {
        siluOfAll(x + (long) B * i, y + (long) B * i, L);
        continue;
      }
      DoubleVector t = v.neg();
      DoubleVector e = VectorMathF64.expNear(t);
      DoubleVector result = v.div(e.add(DoubleVector.broadcast(S, 1.0)));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  private static void siluOfAll(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector e = VectorMathF64.decay(v);
      DoubleVector s = VectorMathF64.logistic(v, e);
      DoubleVector far = s.mul(v);
      DoubleVector t = v.neg();
      DoubleVector d = VectorMathF64.expNear(t);
      DoubleVector near = v.div(d.add(DoubleVector.broadcast(S, 1.0)));
      DoubleVector result = far.blend(near, v.abs().compare(VectorOperators.LE, LIMIT));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = x / (1 + e^(−2u)), u = √(2/π) (x + 0.044715 x³): GELU in its tanh form. */
  static void geluTanh(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 IntVector a = v.viewAsIntegralLanes().and(Integer.MAX_VALUE);
      LongVector a = v.viewAsIntegralLanes().and(Long.MAX_VALUE);
      if (a.compare(VectorOperators.GT, NEAR_GELU).anyTrue()) {
        geluTanhOfAll(x + (long) B * i, y + (long) B * i, L);
        continue;
      }
      DoubleVector c = DoubleVector.broadcast(S, -0.07135481627260025);
      DoubleVector u = v.mul(v).fma(c, DoubleVector.broadcast(S, -1.5957691216057308)).mul(v);
      DoubleVector e = VectorMathF64.expNear(u);
      DoubleVector result = v.div(e.add(DoubleVector.broadcast(S, 1.0)));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  private static void geluTanhOfAll(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector c = DoubleVector.broadcast(S, 0.07135481627260025);
      DoubleVector u = v.mul(v).fma(c, DoubleVector.broadcast(S, 1.5957691216057308)).mul(v);
      DoubleVector e = VectorMathF64.decay(u);
      DoubleVector s = VectorMathF64.logistic(u, e);
      DoubleVector far = s.mul(v);
      DoubleVector t = u.neg();
      DoubleVector d = VectorMathF64.expNear(t);
      DoubleVector near = v.div(d.add(DoubleVector.broadcast(S, 1.0)));
      DoubleVector result = far.blend(near, v.abs().compare(VectorOperators.LE, LIMIT_GELU));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = log(1 + e^x) = max(x, 0) + log(1 + e^(−|x|)). */
  static void softplus(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector e = VectorMathF64.decay(v);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector l = VectorMathF64.log1pNormal(e, zero);
      DoubleVector p = v.blend(zero, v.compare(VectorOperators.LT, zero));
      DoubleVector result = p.add(l);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }
}
