package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Level 1 on one chunk of contiguous memory. The Vector API is called directly everywhere: in a
 * large method the compiler would leave helper methods out of line and box every vector.
 */
final class Level1KernelsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private Level1KernelsF64() {}

  /** Writes 1 value. */
  static void fill(double value, long px, int n) {
    long x = px & ADDRESS;
    DoubleVector v = DoubleVector.broadcast(S, value);
    int i = 0;
    for (; i <= n - L; i += L) {
      v.intoMemorySegment(ALL, x + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, x + (long) B * i, value);
    }
  }

  /** Moves 2 values. */
  static void copy(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, y + (long) B * i, ALL.get(SCALAR, x + (long) B * i));
    }
  }

  /** Moves 2 values. */
  static void scal(double alpha, long px, int n) {
    long x = px & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
          .mul(alpha)
          .intoMemorySegment(ALL, x + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, x + (long) B * i, alpha * ALL.get(SCALAR, x + (long) B * i));
    }
  }

  /** Moves 3 values, 2 flops. */
  static void axpy(double alpha, long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
          .fma(a, DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      ALL.set(SCALAR, y + at, Math.fma(alpha, ALL.get(SCALAR, x + at), ALL.get(SCALAR, y + at)));
    }
  }

  /** Moves 3 values, 3 flops. */
  static void axpby(double alpha, long px, double beta, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
          .fma(a, DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER).mul(beta))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      double scaled = beta * ALL.get(SCALAR, y + at);
      ALL.set(SCALAR, y + at, Math.fma(alpha, ALL.get(SCALAR, x + at), scaled));
    }
  }

  /** y ← α x. Moves 2 values. */
  static void scaled(double alpha, long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
          .mul(alpha)
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, y + (long) B * i, alpha * ALL.get(SCALAR, x + (long) B * i));
    }
  }

  /** Moves 3 values. */
  static void multiply(long px, long py, long pz, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long z = pz & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
          .mul(DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER))
          .intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      ALL.set(SCALAR, z + at, ALL.get(SCALAR, x + at) * ALL.get(SCALAR, y + at));
    }
  }

  /** Reads 2 values, 2 flops; four accumulators hide the latency of the additions. */
  static /* wide */ double dot(long px, long py, int n) {
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
      a =
          DoubleVector.fromMemorySegment(S, ALL, u, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, v, ORDER), a);
      b =
          DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, v + B * L, ORDER), b);
      c =
          DoubleVector.fromMemorySegment(S, ALL, u + 2 * B * L, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, v + 2 * B * L, ORDER), c);
      d =
          DoubleVector.fromMemorySegment(S, ALL, u + 3 * B * L, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, v + 3 * B * L, ORDER), d);
    }
    for (; i <= n - L; i += L) {
      a =
          DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER), a);
    }
    long lanes = SumsF64.lanes();
    a.add(b).add(c.add(d)).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (; i < n; i++) {
      long at = (long) B * i;
      sum += (/* wide */ double) ALL.get(SCALAR, x + at) * ALL.get(SCALAR, y + at);
    }
    return sum;
  }

  /** Σ (scale · x)². Reads 1 value, 3 flops. */
  static /* wide */ double squares(double scale, long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      long u = x + (long) B * i;
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, u, ORDER).mul(scale);
      DoubleVector w = DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).mul(scale);
      a = v.fma(v, a);
      b = w.fma(w, b);
    }
    long lanes = SumsF64.lanes();
    a.add(b).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (; i < n; i++) {
      double v = scale * ALL.get(SCALAR, x + (long) B * i);
      sum += (/* wide */ double) v * v;
    }
    return sum;
  }

  /** Reads 1 value. */
  static /* wide */ double asum(long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      long u = x + (long) B * i;
      a = a.add(DoubleVector.fromMemorySegment(S, ALL, u, ORDER).abs());
      b = b.add(DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).abs());
    }
    long lanes = SumsF64.lanes();
    a.add(b).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (; i < n; i++) {
      sum += Math.abs(ALL.get(SCALAR, x + (long) B * i));
    }
    return sum;
  }

  /** Reads 1 value; NaN if one is NaN, as {@link Math#max} does. */
  static /* wide */ double amax(long px, int n) {
    long x = px & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      long u = x + (long) B * i;
      a = a.max(DoubleVector.fromMemorySegment(S, ALL, u, ORDER).abs());
      b = b.max(DoubleVector.fromMemorySegment(S, ALL, u + B * L, ORDER).abs());
    }
    /* wide */ double largest = a.max(b).reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      largest = Math.max(largest, Math.abs(ALL.get(SCALAR, x + (long) B * i)));
    }
    return largest;
  }
}
