package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The exponentials of one dense row, shifted by its largest element, so that every argument is at
 * most 0. In-line because the sum is taken, and the row stored, in the same pass.
 *
 * <p>e^t = 2^k e^r with k = round(t / ln 2): r is what ln 2, in double precision cut into two
 * parts, leaves; e^r is a polynomial (of degree 13, in single precision 6); k is rounded and turned
 * into an exponent by adding a number whose last bit stands for 1. Where the result is below the
 * least normal number it is 0.
 */
final class RowExpF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private static final ThreadLocal<MemorySegment> REST =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(64, 64));

  // @F32 private static final float LEAST = -87.33f;
  private static final double LEAST = -708.39;
  private static final double LOG2E = 1.4426950408889634;
  // @F32 private static final float MAGIC = 0x1.8p23f + 127;
  private static final double MAGIC = 0x1.8p52 + 1023;
  // @F32 private static final int FRACTION = 23;
  private static final int FRACTION = 52;
  private static final double HIGH = -0.6931471805599453;
  // @F32 private static final float LOW = 1.904654e-9f;
  private static final double LOW = -2.3190468138462996e-17;

  /** Elements whose sum is taken in single lanes; sums of blocks are added in double precision. */
  static final int BLOCK = 2048;

  private RowExpF64() {}

  /** Returns the largest element that is not NaN; −∞ without one. Reads 1 value an element. */
  static double largest(long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long at = x + (long) B * i;
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, at, ORDER);
      DoubleVector q = DoubleVector.fromMemorySegment(S, ALL, at + B * L, ORDER);
      DoubleVector r = DoubleVector.fromMemorySegment(S, ALL, at + 2 * B * L, ORDER);
      DoubleVector s = DoubleVector.fromMemorySegment(S, ALL, at + 3 * B * L, ORDER);
      a = V.cast(a).blend(p, p.compare(GT, a));
      b = V.cast(b).blend(q, q.compare(GT, b));
      c = V.cast(c).blend(r, r.compare(GT, c));
      d = V.cast(d).blend(s, s.compare(GT, d));
    }
    double most = V.cast(a).max(b).max(V.cast(c).max(d)).reduceLanes(MAX);
    for (; i < n; i++) {
      double v = ALL.get(SCALAR, x + (long) B * i);
      most = v > most ? v : most;
    }
    return most;
  }

  /** Returns Σ exp(x − shift) for x ≤ shift, through room for {@link #BLOCK} elements. */
  static /* wide */ double sum(long px, double shift, long room, int n) {
    /* wide */ double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += block(px + (long) B * i, shift, room, Math.min(BLOCK, n - i));
    }
    return total;
  }

  /**
   * Computes y ← exp(x − shift) for x ≤ shift and returns Σ y. Each element has the same bits
   * wherever it stands. y may be x.
   */
  static /* wide */ double store(long px, double shift, long py, int n) {
    /* wide */ double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      long at = (long) B * i;
      total += block(px + at, shift, py + at, Math.min(BLOCK, n - i));
    }
    return total;
  }

  private static /* wide */ double block(long px, double shift, long py, int n) {
    int rest = n % L;
    /* wide */ double total = whole(px, shift, py, n - rest);
    if (rest > 0) {
      long room = REST.get().address() & ADDRESS;
      for (int i = 0; i < L; i++) {
        long at = px + (long) B * (n - rest + i);
        double v = i < rest ? ALL.get(SCALAR, at) : Double.NEGATIVE_INFINITY;
        ALL.set(SCALAR, room + (long) B * i, v);
      }
      total += whole(room, shift, room, L);
      for (int i = 0; i < rest; i++) {
        double v = ALL.get(SCALAR, room + (long) B * i);
        ALL.set(SCALAR, py + (long) B * (n - rest + i), v);
      }
    }
    return total;
  }

  /**
   * A block of a multiple of the lanes. Moves 2 values an element, some 20 operations. Unrolled or
   * inlined (below 325 bytecodes) by the compiler it is half as fast; hence the step and the size.
   */
  private static /* wide */ double whole(long px, double shift, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector sum = DoubleVector.zero(S);
    int step = Raw.step() * L;
    for (int i = 0; i < n; i += step) {
      DoubleVector t = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).sub(shift);
      DoubleVector k = t.fma(DoubleVector.broadcast(S, LOG2E), DoubleVector.broadcast(S, MAGIC));
      // @F32 var bits = k.reinterpretAsInts().lanewise(LSHL, FRACTION);
      var bits = k.reinterpretAsLongs().lanewise(LSHL, FRACTION);
      // @F32 FloatVector scale = bits.reinterpretAsFloats();
      DoubleVector scale = bits.reinterpretAsDoubles();
      DoubleVector m = k.sub(MAGIC);
      DoubleVector r = m.fma(DoubleVector.broadcast(S, HIGH), t);
      r = m.fma(DoubleVector.broadcast(S, LOW), r);
      // @F32
      DoubleVector p = DoubleVector.broadcast(S, 1.6059043836821613e-10);
      // @F32
      p = p.fma(r, DoubleVector.broadcast(S, 2.08767569878681e-09));
      // @F32
      p = p.fma(r, DoubleVector.broadcast(S, 2.505210838544172e-08));
      // @F32
      p = p.fma(r, DoubleVector.broadcast(S, 2.755731922398589e-07));
      // @F32
      p = p.fma(r, DoubleVector.broadcast(S, 2.7557319223985893e-06));
      // @F32
      p = p.fma(r, DoubleVector.broadcast(S, 2.48015873015873e-05));
      // @F32
      p = p.fma(r, DoubleVector.broadcast(S, 0.0001984126984126984));
      // @F32 FloatVector p = FloatVector.broadcast(S, 0.001381454008735745f);
      p = p.fma(r, DoubleVector.broadcast(S, 0.001388888888888889));
      // @F32 p = p.fma(r, FloatVector.broadcast(S, 0.008368745107531352f));
      p = p.fma(r, DoubleVector.broadcast(S, 0.008333333333333333));
      // @F32 p = p.fma(r, FloatVector.broadcast(S, 0.041668390785351166f));
      p = p.fma(r, DoubleVector.broadcast(S, 0.041666666666666664));
      // @F32 p = p.fma(r, FloatVector.broadcast(S, 0.1666652039905799f));
      p = p.fma(r, DoubleVector.broadcast(S, 0.16666666666666666));
      // @F32 p = p.fma(r, FloatVector.broadcast(S, 0.4999999343212039f));
      p = p.fma(r, DoubleVector.broadcast(S, 0.5));
      DoubleVector e = p.fma(r.mul(r), r.add(1)).mul(scale);
      e = e.blend(0, t.compare(LT, LEAST));
      sum = e.add(sum);
      V.cast(e).intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    long lanes = SumsF64.lanes();
    V.cast(sum).intoMemorySegment(ALL, lanes, ORDER);
    return RowReductionsF64.lanes(lanes);
  }
}
