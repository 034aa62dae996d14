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
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private Level1KernelsF64() {}

  /** Writes 1 value. */
  static void fill(double value, long px, int n) {
    long x = px & ADDRESS;
    DoubleVector v = DoubleVector.broadcast(S, value);
    int i = 0;
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(v).intoMemorySegment(ALL, x + at, ORDER);
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
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, y + (long) B * i, ALL.get(SCALAR, x + (long) B * i));
    }
  }

  /** Moves 3 values, 2 flops. */
  static void axpy(double alpha, long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    int i = 0;
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)
                  .fma(a, DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER)))
          .intoMemorySegment(ALL, y + at, ORDER);
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
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)
                  .fma(a, DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER).mul(beta)))
          .intoMemorySegment(ALL, y + at, ORDER);
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
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER).mul(alpha))
          .intoMemorySegment(ALL, y + at, ORDER);
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
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)
                  .mul(DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER)))
          .intoMemorySegment(ALL, z + at, ORDER);
    }
    for (; i < n; i++) {
      long at = (long) B * i;
      ALL.set(SCALAR, z + at, ALL.get(SCALAR, x + at) * ALL.get(SCALAR, y + at));
    }
  }

  /**
   * Reads 2 values, 2 flops. Here and below the chunk is read as several streams side by side,
   * which the hardware fetches ahead better than one, and the step comes from {@link Raw#step}:
   * unrolled by the compiler, the loop reads memory out of order, up to 1.6 times slower.
   */
  static /* wide */ double dot(long px, long py, int n) {
    int part = n / (4 * L) * (2 * L);
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long x2 = (px + (long) B * part) & ADDRESS;
    long y2 = (py + (long) B * part) & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int step = 2 * L * Raw.step();
    for (int i = 0; i < part; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      long next = at + B * L;
      a =
          DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER), a);
      b =
          DoubleVector.fromMemorySegment(S, ALL, x + next, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + next, ORDER), b);
      c =
          DoubleVector.fromMemorySegment(S, ALL, x2 + at, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y2 + at, ORDER), c);
      d =
          DoubleVector.fromMemorySegment(S, ALL, x2 + next, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y2 + next, ORDER), d);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b).add(V.cast(c).add(d))).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (int i = 2 * part; i < n; i++) {
      long at = (long) B * i;
      sum += (/* wide */ double) ALL.get(SCALAR, x + at) * ALL.get(SCALAR, y + at);
    }
    return sum;
  }

  /** Σ (scale · x)². Reads 1 value, 3 flops. */
  static /* wide */ double squares(double scale, long px, int n) {
    int part = n / (4 * L) * L;
    long x = px & ADDRESS;
    long x2 = (px + (long) B * part) & ADDRESS;
    long x3 = (px + 2L * B * part) & ADDRESS;
    long x4 = (px + 3L * B * part) & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int step = L * Raw.step();
    for (int i = 0; i < part; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER).mul(scale);
      DoubleVector v2 = DoubleVector.fromMemorySegment(S, ALL, x2 + at, ORDER).mul(scale);
      DoubleVector v3 = DoubleVector.fromMemorySegment(S, ALL, x3 + at, ORDER).mul(scale);
      DoubleVector v4 = DoubleVector.fromMemorySegment(S, ALL, x4 + at, ORDER).mul(scale);
      a = v.fma(v, a);
      b = v2.fma(v2, b);
      c = v3.fma(v3, c);
      d = v4.fma(v4, d);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b).add(V.cast(c).add(d))).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (int i = 4 * part; i < n; i++) {
      double v = scale * ALL.get(SCALAR, x + (long) B * i);
      sum += (/* wide */ double) v * v;
    }
    return sum;
  }

  /** Reads 1 value. */
  static /* wide */ double asum(long px, int n) {
    int part = n / (4 * L) * L;
    long x = px & ADDRESS;
    long x2 = (px + (long) B * part) & ADDRESS;
    long x3 = (px + 2L * B * part) & ADDRESS;
    long x4 = (px + 3L * B * part) & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int step = L * Raw.step();
    for (int i = 0; i < part; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      a = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER).abs().add(a);
      b = DoubleVector.fromMemorySegment(S, ALL, x2 + at, ORDER).abs().add(b);
      c = DoubleVector.fromMemorySegment(S, ALL, x3 + at, ORDER).abs().add(c);
      d = DoubleVector.fromMemorySegment(S, ALL, x4 + at, ORDER).abs().add(d);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(a).add(b).add(V.cast(c).add(d))).intoMemorySegment(ALL, lanes, ORDER);
    /* wide */ double sum = SumsF64.sum(lanes);
    for (int i = 4 * part; i < n; i++) {
      sum += Math.abs(ALL.get(SCALAR, x + (long) B * i));
    }
    return sum;
  }

  /** Reads 1 value; NaN if one is NaN, as {@link Math#max} does. */
  static /* wide */ double amax(long px, int n) {
    int part = n / (4 * L) * L;
    long x = px & ADDRESS;
    long x2 = (px + (long) B * part) & ADDRESS;
    long x3 = (px + 2L * B * part) & ADDRESS;
    long x4 = (px + 3L * B * part) & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int step = L * Raw.step();
    for (int i = 0; i < part; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      a = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER).abs().max(a);
      b = DoubleVector.fromMemorySegment(S, ALL, x2 + at, ORDER).abs().max(b);
      c = DoubleVector.fromMemorySegment(S, ALL, x3 + at, ORDER).abs().max(c);
      d = DoubleVector.fromMemorySegment(S, ALL, x4 + at, ORDER).abs().max(d);
    }
    /* wide */ double largest =
        V.cast(a).max(b).max(V.cast(c).max(d)).reduceLanes(VectorOperators.MAX);
    for (int i = 4 * part; i < n; i++) {
      largest = Math.max(largest, Math.abs(ALL.get(SCALAR, x + (long) B * i)));
    }
    return largest;
  }
}
