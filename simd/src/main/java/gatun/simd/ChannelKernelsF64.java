package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The passes of batch and group normalisation over one dense plane or one line of channels. */
final class ChannelKernelsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private ChannelKernelsF64() {}

  private static double at(long x, int i) {
    return ALL.get(SCALAR, x + (long) B * i);
  }

  private static void put(long x, int i, double value) {
    ALL.set(SCALAR, x + (long) B * i, value);
  }

  /** o ← α d + β x + γ. Moves 3 values, 4 flops. */
  static void plane(long pd, double alpha, long px, double beta, double gamma, long po, int n) {
    long d = pd & ADDRESS;
    long x = px & ADDRESS;
    long o = po & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    DoubleVector b = DoubleVector.broadcast(S, beta);
    DoubleVector c = DoubleVector.broadcast(S, gamma);
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, d + (long) B * i, ORDER)
                  .fma(
                      a, DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).fma(b, c)))
          .intoMemorySegment(ALL, o + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(o, i, Math.fma(at(d, i), alpha, Math.fma(at(x, i), beta, gamma)));
    }
  }

  /** o ← a d + b x + c with vectors a, b, c. Moves 3 values and 3 again and again; 4 flops. */
  static void line(long pd, long pa, long px, long pb, long pc, long po, int n) {
    long d = pd & ADDRESS;
    long a = pa & ADDRESS;
    long x = px & ADDRESS;
    long b = pb & ADDRESS;
    long c = pc & ADDRESS;
    long o = po & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      long k = (long) B * i;
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, d + k, ORDER)
                  .fma(
                      DoubleVector.fromMemorySegment(S, ALL, a + k, ORDER),
                      DoubleVector.fromMemorySegment(S, ALL, x + k, ORDER)
                          .fma(
                              DoubleVector.fromMemorySegment(S, ALL, b + k, ORDER),
                              DoubleVector.fromMemorySegment(S, ALL, c + k, ORDER))))
          .intoMemorySegment(ALL, o + k, ORDER);
    }
    for (; i < n; i++) {
      put(o, i, Math.fma(at(d, i), at(a, i), Math.fma(at(x, i), at(b, i), at(c, i))));
    }
  }

  /** Σ d into the lanes at {@code room}, Σ d (x − m) into those behind. Reads 2 values, 4 flops. */
  static void planeSums(long px, double m, long pd, long room, int n) {
    long x = px & ADDRESS;
    long d = pd & ADDRESS;
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - L; i += L) {
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, d + (long) B * i, ORDER);
      a = v.add(a);
      b = DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).sub(m).fma(v, b);
    }
    double p = 0;
    double q = 0;
    for (; i < n; i++) {
      p += at(d, i);
      q = Math.fma(at(d, i), at(x, i) - m, q);
    }
    V.cast(a).intoMemorySegment(ALL, room, ORDER);
    V.cast(b).intoMemorySegment(ALL, room + B * L, ORDER);
    put(room, 0, at(room, 0) + p);
    put(room, L, at(room, L) + q);
  }

  /** s ← s + d and t ← t + d (x − m), element by element, m a vector. Moves 7 values, 4 flops. */
  static void lineSums(long px, long pm, long pd, long ps, long pt, int n) {
    long x = px & ADDRESS;
    long m = pm & ADDRESS;
    long d = pd & ADDRESS;
    long s = ps & ADDRESS;
    long t = pt & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      long k = (long) B * i;
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, d + k, ORDER);
      V.cast(v.add(DoubleVector.fromMemorySegment(S, ALL, s + k, ORDER)))
          .intoMemorySegment(ALL, s + k, ORDER);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + k, ORDER)
                  .sub(DoubleVector.fromMemorySegment(S, ALL, m + k, ORDER))
                  .fma(v, DoubleVector.fromMemorySegment(S, ALL, t + k, ORDER)))
          .intoMemorySegment(ALL, t + k, ORDER);
    }
    for (; i < n; i++) {
      put(s, i, at(d, i) + at(s, i));
      put(t, i, Math.fma(at(x, i) - at(m, i), at(d, i), at(t, i)));
    }
  }
}
