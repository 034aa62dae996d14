package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.spi.Program;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The error function and the exact GELU in single precision, without a division: the logarithm of
 * the tail of the normal distribution is close to a polynomial, and 2 to its power another one.
 * Coefficients: {@code docs/results/elementwise/tails.py}.
 *
 * <p>Kernels on a tile in cache, see {@link MapStepsF32}. Some 30 operations for each vector.
 */
final class ShortErrorFunctions {
  private static final VectorSpecies<Float> S = Lanes.F32;
  private static final Class<? extends FloatVector> V = Lanes.CLASS_F32;
  private static final int L = S.length();
  private static final int B = Float.BYTES;

  /** The bits of −5: beyond, the tail is left to the formula for all numbers. */
  private static final int NEAR = 0xC0A0_0000;

  /** 1.5 2^23: what is added to it is rounded to an integer, which its last bits then are. */
  private static final float MAGIC = 12582912f;

  private ShortErrorFunctions() {}

  /**
   * y = x Φ(x) = max(x, 0) − |x| Φ(−|x|). With b = −|x|: log2 Φ(b) = b Q(b) − 1 = k + f, where f =
   * b Q(b) − (k + 1) is rounded once.
   */
  static void gelu(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      IntVector v = IntVector.fromMemorySegment(Lanes.I32, ALL, x + (long) B * i, ORDER);
      IntVector minus = v.or(Integer.MIN_VALUE);
      if (minus.compare(VectorOperators.GT, NEAR).anyTrue()) {
        mixed(x + (long) B * i, y + (long) B * i);
        continue;
      }
      FloatVector b = minus.viewAsFloatingLanes();
      FloatVector u = b.add(2.75f);
      FloatVector q = FloatVector.broadcast(S, -2.877149e-8f);
      q = q.fma(u, FloatVector.broadcast(S, -1.2128724e-7f));
      q = q.fma(u, FloatVector.broadcast(S, 3.8363947e-8f));
      q = q.fma(u, FloatVector.broadcast(S, 2.8981929e-6f));
      q = q.fma(u, FloatVector.broadcast(S, 3.2977332e-5f));
      q = q.fma(u, FloatVector.broadcast(S, 0.0002894015f));
      q = q.fma(u, FloatVector.broadcast(S, 0.002160825f));
      q = q.fma(u, FloatVector.broadcast(S, 0.014756053f));
      q = q.fma(u, FloatVector.broadcast(S, -0.6237428f));
      q = q.fma(u, FloatVector.broadcast(S, 2.687486f));
      FloatVector magic = FloatVector.broadcast(S, MAGIC - 1);
      FloatVector z = q.fma(b, magic);
      FloatVector f = q.fma(b, magic.sub(z));
      FloatVector g = FloatVector.broadcast(S, 0.0013264724f);
      g = g.fma(f, FloatVector.broadcast(S, 0.009671513f));
      g = g.fma(f, FloatVector.broadcast(S, 0.055507336f));
      g = g.fma(f, FloatVector.broadcast(S, 0.24022242f));
      g = g.fma(f, FloatVector.broadcast(S, 0.693147f));
      g = g.fma(f, FloatVector.broadcast(S, 1f));
      IntVector s = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 23);
      FloatVector tail = g.viewAsIntegralLanes().add(s).viewAsFloatingLanes();
      IntVector sign = v.lanewise(VectorOperators.ASHR, 31);
      FloatVector relu = v.lanewise(VectorOperators.AND_NOT, sign).viewAsFloatingLanes();
      V.cast(tail.fma(b, relu)).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }

  /** GELU of a vector with elements beyond ±5: these by the other formula. */
  private static void mixed(long x, long y) {
    long far = MapTiles.own().tile(Program.VALUES + 2) & ADDRESS;
    long near = far + (long) B * L;
    ErrorFunctionsF32.gelu(x, far, L);
    FloatVector v = FloatVector.fromMemorySegment(S, ALL, x, ORDER);
    V.cast(FloatVector.zero(S).blend(v, v.abs().compare(VectorOperators.LE, 5f)))
        .intoMemorySegment(ALL, near, ORDER);
    gelu(near, near, L);
    V.cast(
            FloatVector.fromMemorySegment(S, ALL, far, ORDER)
                .blend(
                    FloatVector.fromMemorySegment(S, ALL, near, ORDER),
                    v.abs().compare(VectorOperators.LE, 5f)))
        .intoMemorySegment(ALL, y, ORDER);
  }

  /**
   * y = erf x = ±(1 − 2^(−t)) for t = a Q(a) = −log2 erfc(a), a = |x|, at most 4. With −t = k + f
   * this is (1 − 2^k) − 2^k (2^f − 1): near 0, where k = 0, no digit is lost.
   */
  static void erf(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      FloatVector w = v.abs();
      FloatVector high = FloatVector.broadcast(S, 4f);
      FloatVector a = w.blend(high, w.compare(VectorOperators.GT, high));
      FloatVector q = FloatVector.broadcast(S, -5.87293e-05f);
      q = q.fma(a, FloatVector.broadcast(S, 0.00054966874f));
      q = q.fma(a, FloatVector.broadcast(S, -0.0018058906f));
      q = q.fma(a, FloatVector.broadcast(S, -0.00029678387f));
      q = q.fma(a, FloatVector.broadcast(S, 0.027875343f));
      q = q.fma(a, FloatVector.broadcast(S, -0.14832984f));
      q = q.fma(a, FloatVector.broadcast(S, -0.91844344f));
      q = q.fma(a, FloatVector.broadcast(S, -1.627907f));
      FloatVector magic = FloatVector.broadcast(S, MAGIC + 127);
      FloatVector z = q.fma(a, magic);
      FloatVector f = q.fma(a, magic.sub(z));
      FloatVector g = FloatVector.broadcast(S, 0.0001546973f);
      g = g.fma(f, FloatVector.broadcast(S, 0.0013390867f));
      g = g.fma(f, FloatVector.broadcast(S, 0.009618031f));
      g = g.fma(f, FloatVector.broadcast(S, 0.05550357f));
      g = g.fma(f, FloatVector.broadcast(S, 0.2402265f));
      g = g.fma(f, FloatVector.broadcast(S, 0.6931472f));
      IntVector power = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 23);
      FloatVector minus = power.viewAsFloatingLanes().neg(); // −2^k
      FloatVector e = g.mul(f).fma(minus, minus.add(1f));
      IntVector sign = v.viewAsIntegralLanes().and(Integer.MIN_VALUE);
      V.cast(e.viewAsIntegralLanes().or(sign).viewAsFloatingLanes())
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
  }
}
