package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The error function and the exact GELU in single precision, by one formula for all numbers: a
 * power of 2, which is a polynomial, of another polynomial (erf), or times one (GELU).
 * Coefficients: {@code docs/results/elementwise/tails.py}.
 *
 * <p>Kernels on a tile in cache, see {@link MapStepsF32}. Some 30 operations for each vector.
 */
final class ShortErrorFunctions {
  private static final VectorSpecies<Float> S = Lanes.F32;
  private static final Class<? extends FloatVector> V = Lanes.CLASS_F32;
  private static final int L = S.length();
  private static final int B = Float.BYTES;

  /** The bits of 15, where GELU's tail has become 0. */
  private static final int TOP = 0x4170_0000;

  private static final float MINUS = -0x1p-64f;

  /** 1.5 2^23: what is added to it is rounded to an integer, which its last bits then are. */
  private static final float MAGIC = 12582912f;

  private ShortErrorFunctions() {}

  /**
   * y = x Φ(x) = max(x, 0) − a Φ(−a), a = |x|. With y = a / (a + 3.25): a Φ(−a) = y P(y) e^(−a² /
   * 2), P a polynomial that serves all a up to 15, where the product has become 0. a² is taken to
   * twice the precision, so that the far tail keeps its digits, and the power of 2 is 2^64 too
   * large until P, which holds 2^−64, is multiplied: so only the result can be subnormal.
   */
  static void gelu(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    for (int i = 0; i < n; i += L) {
      IntVector v = IntVector.fromMemorySegment(Lanes.I32, ALL, x + (long) B * i, ORDER);
      IntVector size = v.and(Integer.MAX_VALUE);
      FloatVector a = size.min(TOP).viewAsFloatingLanes();
      FloatVector t = size.viewAsFloatingLanes().add(3.25f);
      FloatVector w = a.div(t); // NaN for NaN
      FloatVector s = a.mul(a.neg());
      FloatVector rest = a.fma(a, s);
      FloatVector log = FloatVector.broadcast(S, 0.72134752f); // log2(e) / 2
      FloatVector magic = FloatVector.broadcast(S, MAGIC + 64);
      FloatVector z = s.fma(log, magic);
      FloatVector f = rest.fma(log.neg(), s.fma(log, magic.sub(z)));
      FloatVector g = FloatVector.broadcast(S, 0.0013264724f);
      g = g.fma(f, FloatVector.broadcast(S, 0.009671513f));
      g = g.fma(f, FloatVector.broadcast(S, 0.055507336f));
      g = g.fma(f, FloatVector.broadcast(S, 0.24022242f));
      g = g.fma(f, FloatVector.broadcast(S, 0.693147f));
      g = g.fma(f, FloatVector.broadcast(S, 1f));
      IntVector k = z.viewAsIntegralLanes().lanewise(VectorOperators.LSHL, 23);
      FloatVector e = g.viewAsIntegralLanes().add(k).viewAsFloatingLanes();
      FloatVector p = FloatVector.broadcast(S, MINUS * -0.1180161f);
      p = p.fma(w, FloatVector.broadcast(S, MINUS * 0.34800258f));
      p = p.fma(w, FloatVector.broadcast(S, MINUS * -0.16028564f));
      p = p.fma(w, FloatVector.broadcast(S, MINUS * -0.37120476f));
      p = p.fma(w, FloatVector.broadcast(S, MINUS * -0.1160551f));
      p = p.fma(w, FloatVector.broadcast(S, MINUS * 1.780277f));
      p = p.fma(w, FloatVector.broadcast(S, MINUS * -2.5888612f));
      p = p.fma(w, FloatVector.broadcast(S, MINUS * 1.6250002f));
      FloatVector positive = v.max(0).viewAsFloatingLanes();
      V.cast(p.fma(e.mul(w), positive)).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
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
