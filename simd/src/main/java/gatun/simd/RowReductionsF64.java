package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reductions of one dense run of n elements to one number. Each reads 1 value an element; lanes are
 * combined in a fixed order, in double precision.
 */
final class RowReductionsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  // @F32 private static final Class<? extends IntVector> W = Lanes.CLASS_I32;
  private static final Class<? extends LongVector> W = Lanes.CLASS_I64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** The bits of a number without its sign, and those of infinity; beyond are those of NaN. */
  // @F32 private static final int NUMBER = Integer.MAX_VALUE;
  private static final long NUMBER = Long.MAX_VALUE;

  // @F32 private static final int INFINITE = 0x7F80_0000;
  private static final long INFINITE = 0x7FF0_0000_0000_0000L;

  /** Bytes of one vector. */
  static final int VECTOR = B * L;

  private RowReductionsF64() {}

  static double at(long x, int i) {
    return ALL.get(SCALAR, x + (long) B * i);
  }

  /** Returns the sum of the lanes stored at an address, by pairs. */
  static /* wide */ double lanes(long address) {
    /* wide */ double sum = 0;
    for (int i = 0; i < L; i += 2) {
      /* wide */ double first = at(address, i);
      sum += first + at(address, i + 1);
    }
    return sum;
  }

  /** Σ x. 1 flop an element. */
  static /* wide */ double sum(long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long u = x + (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).add(a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).add(b);
      c = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER).add(c);
      d = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER).add(d);
    }
    for (; i <= n - L; i += L) {
      a = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).add(a);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b).add(V.cast(c).add(d))).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = lanes(lanes);
    for (; i < n; i++) {
      sum += at(x, i);
    }
    return sum;
  }

  /** Σ x of a run of any length: blocks are added in double precision. */
  static /* wide */ double blocks(long x, int n) {
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i += ReductionPlan.BLOCK) {
      sum += sum(x + (long) B * i, Math.min(ReductionPlan.BLOCK, n - i));
    }
    return sum;
  }

  /** Σ (x − center)². 3 flops an element. */
  static /* wide */ double squares(long px, double center, int n) {
    long x = px & ADDRESS;
    DoubleVector m = DoubleVector.broadcast(S, center);
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long u = x + (long) B * i;
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).sub(m);
      DoubleVector q = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).sub(m);
      DoubleVector r = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER).sub(m);
      DoubleVector s = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER).sub(m);
      a = p.fma(p, a);
      b = q.fma(q, b);
      c = r.fma(r, c);
      d = s.fma(s, d);
    }
    for (; i <= n - L; i += L) {
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).sub(m);
      a = p.fma(p, a);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b).add(V.cast(c).add(d))).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = lanes(lanes);
    for (; i < n; i++) {
      /* wide */ double p = at(x, i) - center;
      sum += p * p;
    }
    return sum;
  }

  /** Π x, in double precision for either type: four products side by side. */
  static /* wide */ double product(long px, int n) {
    long x = px & ADDRESS;
    /* wide */ double a = 1;
    /* wide */ double b = 1;
    /* wide */ double c = 1;
    /* wide */ double d = 1;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      a *= at(x, i);
      b *= at(x, i + 1);
      c *= at(x, i + 2);
      d *= at(x, i + 3);
    }
    for (; i < n; i++) {
      a *= at(x, i);
    }
    return (a * b) * (c * d);
  }

  /** max x: −∞ of nothing, NaN if an element is. */
  static /* wide */ double maximum(long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    // @F32 IntVector most = IntVector.zero(Lanes.I32);
    LongVector most = LongVector.zero(Lanes.I64);
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long at = x + (long) B * i;
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, at, ORDER);
      DoubleVector q = DoubleVector.fromMemorySegment(S, ALL, at + VECTOR, ORDER);
      DoubleVector r = DoubleVector.fromMemorySegment(S, ALL, at + 2 * VECTOR, ORDER);
      DoubleVector s = DoubleVector.fromMemorySegment(S, ALL, at + 3 * VECTOR, ORDER);
      a = V.cast(a).blend(p, p.compare(VectorOperators.GT, a));
      b = V.cast(b).blend(q, q.compare(VectorOperators.GT, b));
      c = V.cast(c).blend(r, r.compare(VectorOperators.GT, c));
      d = V.cast(d).blend(s, s.compare(VectorOperators.GT, d));
      most = p.viewAsIntegralLanes().and(NUMBER).max(most);
      most = q.viewAsIntegralLanes().and(NUMBER).max(most);
      most = r.viewAsIntegralLanes().and(NUMBER).max(most);
      most = s.viewAsIntegralLanes().and(NUMBER).max(most);
    }
    double found = V.cast(a).max(b).max(V.cast(c).max(d)).reduceLanes(VectorOperators.MAX);
    if (found == 0 || W.cast(most).compare(VectorOperators.GT, INFINITE).anyTrue()) {
      return exactMaximum(x, n);
    }
    for (; i < n; i++) {
      found = Math.max(found, at(x, i));
    }
    return found;
  }

  /** The same where zeros have signs and NaN is about, which costs several operations a vector. */
  private static /* wide */ double exactMaximum(long x, int n) {
    DoubleVector a = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      long u = x + (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).max(a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).max(b);
    }
    double found = V.cast(a).max(b).reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      found = Math.max(found, at(x, i));
    }
    return found;
  }

  /** min x: +∞ of nothing, NaN if an element is. */
  static /* wide */ double minimum(long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, Double.POSITIVE_INFINITY);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    // @F32 IntVector most = IntVector.zero(Lanes.I32);
    LongVector most = LongVector.zero(Lanes.I64);
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long at = x + (long) B * i;
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, at, ORDER);
      DoubleVector q = DoubleVector.fromMemorySegment(S, ALL, at + VECTOR, ORDER);
      DoubleVector r = DoubleVector.fromMemorySegment(S, ALL, at + 2 * VECTOR, ORDER);
      DoubleVector s = DoubleVector.fromMemorySegment(S, ALL, at + 3 * VECTOR, ORDER);
      a = V.cast(a).blend(p, p.compare(VectorOperators.LT, a));
      b = V.cast(b).blend(q, q.compare(VectorOperators.LT, b));
      c = V.cast(c).blend(r, r.compare(VectorOperators.LT, c));
      d = V.cast(d).blend(s, s.compare(VectorOperators.LT, d));
      most = p.viewAsIntegralLanes().and(NUMBER).max(most);
      most = q.viewAsIntegralLanes().and(NUMBER).max(most);
      most = r.viewAsIntegralLanes().and(NUMBER).max(most);
      most = s.viewAsIntegralLanes().and(NUMBER).max(most);
    }
    double found = V.cast(a).min(b).min(V.cast(c).min(d)).reduceLanes(VectorOperators.MIN);
    if (found == 0 || W.cast(most).compare(VectorOperators.GT, INFINITE).anyTrue()) {
      return exactMinimum(x, n);
    }
    for (; i < n; i++) {
      found = Math.min(found, at(x, i));
    }
    return found;
  }

  /** The same where zeros have signs and NaN is about, which costs several operations a vector. */
  private static /* wide */ double exactMinimum(long x, int n) {
    DoubleVector a = DoubleVector.broadcast(S, Double.POSITIVE_INFINITY);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      long u = x + (long) B * i;
      a = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).min(a);
      b = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).min(b);
    }
    double found = V.cast(a).min(b).reduceLanes(VectorOperators.MIN);
    for (; i < n; i++) {
      found = Math.min(found, at(x, i));
    }
    return found;
  }

  /** Returns the number of elements that are not zero; NaN counts. */
  static long count(long px, int n) {
    long x = px & ADDRESS;
    long count = 0;
    int i = 0;
    for (; i <= n - L; i += L) {
      count +=
          DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
              .compare(VectorOperators.NE, 0)
              .trueCount();
    }
    for (; i < n; i++) {
      count += at(x, i) != 0 ? 1 : 0;
    }
    return count;
  }

  /** Returns the first index whose element is {@code value}, or NaN if that is; −1 without one. */
  static int find(long px, double value, int n) {
    long x = px & ADDRESS;
    boolean missing = Double.isNaN(value);
    int i = 0;
    for (; !missing && i <= n - L; i += L) {
      var equal =
          DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
              .compare(VectorOperators.EQ, value);
      if (equal.anyTrue()) {
        return i + equal.firstTrue();
      }
    }
    for (; i < n; i++) {
      double v = at(x, i);
      if (missing ? Double.isNaN(v) : v == value) {
        return i;
      }
    }
    return -1;
  }
}
