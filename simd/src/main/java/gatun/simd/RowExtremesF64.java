package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;
import static gatun.simd.RowReductionsF64.VECTOR;
import static gatun.simd.RowReductionsF64.at;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The largest and the smallest of one dense run of n elements, and where a value is. */
final class RowExtremesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  // @F32 private static final Class<? extends IntVector> W = Lanes.CLASS_I32;
  private static final Class<? extends LongVector> W = Lanes.CLASS_I64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;

  /** The bits of a number without its sign, and those of infinity; beyond are those of NaN. */
  // @F32 private static final int NUMBER = Integer.MAX_VALUE;
  private static final long NUMBER = Long.MAX_VALUE;

  // @F32 private static final int INFINITE = 0x7F80_0000;
  private static final long INFINITE = 0x7FF0_0000_0000_0000L;

  private RowExtremesF64() {}

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
