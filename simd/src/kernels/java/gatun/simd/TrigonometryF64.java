package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sine and cosine: x = k π + r in three steps up to |x| = 10⁵, beyond by {@code Math.sin}.
 *
 * <p>Kernels on a tile in cache: x and y are addresses of n elements, possibly the same. n is
 * rounded up to whole vectors, for which there must be room ({@link MapStepsF64} sees to that).
 */
final class TrigonometryF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Up to here k is exact and k π is known well enough. */
  private static final double LIMIT = 100000.0;

  private TrigonometryF64() {}

  private static void farSines(long x, long y) {
    for (int i = 0; i < L; i++) {
      double v = ALL.get(SCALAR, x + (long) B * i);
      if (Math.abs(v) > LIMIT) {
        ALL.set(SCALAR, y + (long) B * i, (double) Math.sin(v));
      }
    }
  }

  private static void farCosines(long x, long y) {
    for (int i = 0; i < L; i++) {
      double v = ALL.get(SCALAR, x + (long) B * i);
      if (Math.abs(v) > LIMIT) {
        ALL.set(SCALAR, y + (long) B * i, (double) Math.cos(v));
      }
    }
  }

  /** y = sin x. */
  static void sin(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 FloatVector magic = FloatVector.broadcast(S, 12582912f);
      DoubleVector magic = DoubleVector.broadcast(S, 6755399441055744.0);
      DoubleVector z = v.fma(DoubleVector.broadcast(S, 0.3183098861837907), magic);
      DoubleVector k = z.sub(magic);
      DoubleVector r = VectorMathF64.reduced(v, k);
      LongVector parity = z.viewAsIntegralLanes();
      DoubleVector near = VectorMathF64.sine(r, parity);
      DoubleVector result = near.blend(v, v.compare(VectorOperators.EQ, 0.0));
      VectorMask<Double> far = v.abs().compare(VectorOperators.GT, LIMIT);
      if (far.anyTrue()) {
        long kept = SumsF64.lanes();
        V.cast(v).intoMemorySegment(ALL, kept, ORDER);
        V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
        farSines(kept, y + (long) B * i);
        continue;
      }
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** y = cos x = −(−1)^n sin(x − (n + ½) π). */
  static void cos(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      // @F32 FloatVector magic = FloatVector.broadcast(S, 12582912f);
      DoubleVector magic = DoubleVector.broadcast(S, 6755399441055744.0);
      DoubleVector half = DoubleVector.broadcast(S, 0.5);
      DoubleVector h = v.fma(DoubleVector.broadcast(S, 0.3183098861837907), half.neg());
      DoubleVector z = h.add(magic);
      DoubleVector k = z.sub(magic).add(half);
      DoubleVector r = VectorMathF64.reduced(v, k);
      LongVector parity = z.viewAsIntegralLanes().add(1);
      DoubleVector near = VectorMathF64.sine(r, parity);
      DoubleVector result = near;
      VectorMask<Double> far = v.abs().compare(VectorOperators.GT, LIMIT);
      if (far.anyTrue()) {
        long kept = SumsF64.lanes();
        V.cast(v).intoMemorySegment(ALL, kept, ORDER);
        V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
        farCosines(kept, y + (long) B * i);
        continue;
      }
      V.cast(result).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }
}
