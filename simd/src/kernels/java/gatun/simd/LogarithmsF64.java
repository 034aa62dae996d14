package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Natural logarithms.
 *
 * <p>Kernels on a tile in cache: x and y are addresses of n elements, possibly the same. n is
 * rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class LogarithmsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  private LogarithmsF64() {}

  /** y = log x: −∞ at 0, NaN below. */
  static void log(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      VectorMask<Double> tiny = v.compare(VectorOperators.LT, Double.MIN_NORMAL);
      // @F32 FloatVector large = v.mul(33554432f);
      DoubleVector large = v.mul(18014398509481984.0);
      DoubleVector normal = v.blend(large, tiny);
      DoubleVector zero = DoubleVector.zero(S);
      DoubleVector lift = zero.blend(54.0, tiny); // @F32 FloatVector lift = zero.blend(25f, tiny);
      DoubleVector l = VectorMathF64.logNormal(normal, lift);
      VectorMask<Double> finite = v.compare(VectorOperators.LT, Double.POSITIVE_INFINITY);
      DoubleVector a = v.blend(l, finite);
      DoubleVector b = a.blend(Double.NaN, v.compare(VectorOperators.LT, zero));
      DoubleVector result = b.blend(Double.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, zero));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = log(1 + x): −∞ at −1, NaN below. */
  static void log1p(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 VectorMask<Float> huge = v.compare(VectorOperators.GT, 7.9228163e28f);
      VectorMask<Double> huge = v.compare(VectorOperators.GT, 4.149515568880993e180);
      // @F32 FloatVector small = v.mul(5.4210109e-20f);
      DoubleVector small = v.mul(7.458340731200207e-155);
      DoubleVector normal = v.blend(small, huge);
      DoubleVector zero = DoubleVector.zero(S);
      // @F32 FloatVector lift = zero.blend(-64f, huge);
      DoubleVector lift = zero.blend(-512.0, huge);
      DoubleVector l = VectorMathF64.log1pNormal(normal, lift);
      VectorMask<Double> finite = v.compare(VectorOperators.LT, Double.POSITIVE_INFINITY);
      DoubleVector a = v.blend(l, finite);
      DoubleVector b = a.blend(v, v.compare(VectorOperators.EQ, zero));
      DoubleVector minus = DoubleVector.broadcast(S, -1.0);
      DoubleVector c = b.blend(Double.NaN, v.compare(VectorOperators.LT, minus));
      DoubleVector result = c.blend(Double.NEGATIVE_INFINITY, v.compare(VectorOperators.EQ, minus));
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }
}
