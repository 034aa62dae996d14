package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums and products of one dense run of n elements. Each reads 1 value an element; lanes are
 * combined in a fixed order, in double precision. Extremes: {@link RowExtremesF64}.
 */
final class RowReductionsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

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

  /** Σ x y. Reads 2 values and takes 2 flops an element. */
  private static /* wide */ double products(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      long u = x + (long) B * i;
      long v = y + (long) B * i;
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, u, ORDER);
      DoubleVector q = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER);
      DoubleVector r = DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER);
      DoubleVector s = DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER);
      a = p.fma(DoubleVector.fromMemorySegment(S, ALL, v, ORDER), a);
      b = q.fma(DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER), b);
      c = r.fma(DoubleVector.fromMemorySegment(S, ALL, v + 2 * B * L, ORDER), c);
      d = s.fma(DoubleVector.fromMemorySegment(S, ALL, v + 3 * B * L, ORDER), d);
    }
    for (; i <= n - L; i += L) {
      DoubleVector p = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER);
      a = p.fma(DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER), a);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b).add(V.cast(c).add(d))).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = lanes(lanes);
    for (; i < n; i++) {
      /* wide */ double p = at(x, i);
      sum += p * at(y, i);
    }
    return sum;
  }

  /** Σ x y of runs of any length: blocks are added in double precision. */
  static /* wide */ double blocks(long x, long y, int n) {
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i += ReductionPlan.BLOCK) {
      long at = (long) B * i;
      sum += products(x + at, y + at, Math.min(ReductionPlan.BLOCK, n - i));
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
}
