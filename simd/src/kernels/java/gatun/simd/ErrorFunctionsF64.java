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
 * The error function and the exact GELU.
 *
 * <p>Kernels on a tile in cache: x and y are addresses of n elements, possibly the same. n is
 * rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class ErrorFunctionsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  private ErrorFunctionsF64() {}

  /** y = erf x: a polynomial near 0, 1 − e^(−x²) erfcx(|x|) elsewhere. */
  static void erf(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector a = v.abs();
      DoubleVector high = DoubleVector.broadcast(S, 7.0);
      DoubleVector t = a.blend(high, a.compare(VectorOperators.GT, high));
      DoubleVector one = DoubleVector.broadcast(S, 1.0);
      DoubleVector g = VectorMathF64.gauss(t, one);
      DoubleVector c = VectorMathF64.erfcx(t);
      DoubleVector far = g.fma(c.neg(), one);
      LongVector sign = v.viewAsIntegralLanes().and(Long.MIN_VALUE);
      DoubleVector signed = far.viewAsIntegralLanes().or(sign).viewAsFloatingLanes();
      DoubleVector square = v.mul(v);
      DoubleVector p = PolynomialsF64.erfNearF64(square);
      DoubleVector near = p.mul(v);
      VectorMask<Double> small = a.compare(VectorOperators.LT, 1.0);
      DoubleVector result = signed.blend(near, small);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = x Φ(x), Φ(−a) = ½ e^(−a² / 2) erfcx(a / √2), Φ(a) = 1 − Φ(−a). */
  static void gelu(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      DoubleVector a = v.abs();
      DoubleVector high = DoubleVector.broadcast(S, 40.0);
      DoubleVector u = a.blend(high, a.compare(VectorOperators.GT, high));
      DoubleVector half = DoubleVector.broadcast(S, 0.5);
      DoubleVector g = VectorMathF64.gauss(u, half);
      DoubleVector t = u.mul(0.7071067811865476);
      DoubleVector c = VectorMathF64.erfcx(t);
      DoubleVector tail = g.mul(half).mul(c);
      DoubleVector product = tail.mul(u);
      VectorMask<Double> negative = v.compare(VectorOperators.LT, 0.0);
      DoubleVector result = v.sub(product).blend(product.neg(), negative);
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }
}
