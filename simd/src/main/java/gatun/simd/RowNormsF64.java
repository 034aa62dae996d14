package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** What softmax and the normalisations do with one dense row of n elements. */
final class RowNormsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private RowNormsF64() {}

  private static double at(long x, int i) {
    return ALL.get(SCALAR, x + (long) B * i);
  }

  private static void put(long x, int i, double value) {
    ALL.set(SCALAR, x + (long) B * i, value);
  }

  /** y ← α x + β. Moves 2 values, 2 flops. */
  static void affine(long px, double alpha, double beta, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    DoubleVector b = DoubleVector.broadcast(S, beta);
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).fma(a, b))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(y, i, Math.fma(at(x, i), alpha, beta));
    }
  }

  /** y ← (x − m) r γ + β with vectors γ, β. Moves 4 values, 2 of them again and again; 5 flops. */
  static void layer(long px, double m, double r, long pg, long pb, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long g = pg & ADDRESS;
    long b = pb & ADDRESS;
    DoubleVector rv = DoubleVector.broadcast(S, r);
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
                  .sub(m)
                  .mul(rv)
                  .fma(
                      DoubleVector.fromMemorySegment(S, ALL, g + (long) B * i, ORDER),
                      DoubleVector.fromMemorySegment(S, ALL, b + (long) B * i, ORDER)))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(y, i, Math.fma((at(x, i) - m) * r, at(g, i), at(b, i)));
    }
  }

  /** y ← x r γ with a vector γ. Moves 3 values, 1 of them again and again; 2 flops. */
  static void scaled(long px, double r, long pg, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long g = pg & ADDRESS;
    DoubleVector rv = DoubleVector.broadcast(S, r);
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
                  .mul(rv)
                  .mul(DoubleVector.fromMemorySegment(S, ALL, g + (long) B * i, ORDER)))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(y, i, at(x, i) * r * at(g, i));
    }
  }

  /** y ← (x − a) − b. Moves 2 values, 2 flops. */
  static void minus(long px, double a, double b, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER).sub(a).sub(b))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(y, i, at(x, i) - a - b);
    }
  }

  /** dx ← y (dy − s): the gradient of softmax. Moves 3 values, 2 flops. */
  static void softmaxGradient(long py, long pd, double s, long px, int n) {
    long y = py & ADDRESS;
    long d = pd & ADDRESS;
    long x = px & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, d + (long) B * i, ORDER)
                  .sub(s)
                  .mul(DoubleVector.fromMemorySegment(S, ALL, y + (long) B * i, ORDER)))
          .intoMemorySegment(ALL, x + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(x, i, at(y, i) * (at(d, i) - s));
    }
  }

  /** z ← x + α z. Moves 3 values, 2 flops. */
  static void scaleAdd(long px, double alpha, long pz, int n) {
    long x = px & ADDRESS;
    long z = pz & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, z + (long) B * i, ORDER)
                  .fma(a, DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)))
          .intoMemorySegment(ALL, z + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(z, i, Math.fma(at(z, i), alpha, at(x, i)));
    }
  }

  /** dx ← α dy γ + β (x − m) + δ, γ a vector. Moves 4 values, 6 flops. */
  static void rowGradient(
      long pd,
      long pg,
      double alpha,
      long px,
      double m,
      double beta,
      double delta,
      long po,
      int n) {
    long d = pd & ADDRESS;
    long g = pg & ADDRESS;
    long x = px & ADDRESS;
    long o = po & ADDRESS;
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    DoubleVector b = DoubleVector.broadcast(S, beta);
    DoubleVector c = DoubleVector.broadcast(S, delta);
    int i = 0;
    for (; i <= n - L; i += L) {
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, d + (long) B * i, ORDER)
                  .mul(DoubleVector.fromMemorySegment(S, ALL, g + (long) B * i, ORDER))
                  .fma(
                      a,
                      DoubleVector.fromMemorySegment(S, ALL, x + (long) B * i, ORDER)
                          .sub(m)
                          .fma(b, c)))
          .intoMemorySegment(ALL, o + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      put(o, i, Math.fma(at(d, i) * at(g, i), alpha, Math.fma(at(x, i) - m, beta, delta)));
    }
  }

  /**
   * Sums that the gradient of a normalised row needs, with h = (x − m) r and f = dy γ: Σ f into the
   * lanes at {@code room}, Σ f h into those one vector behind, and, element by element, s ← s + dy
   * h and t ← t + dy. Moves 7 values, 9 flops.
   */
  static void gradientSums(
      long px, double m, double r, long pg, long pd, long ps, long pt, long room, int n) {
    long x = px & ADDRESS;
    long g = pg & ADDRESS;
    long d = pd & ADDRESS;
    long s = ps & ADDRESS;
    long t = pt & ADDRESS;
    DoubleVector rv = DoubleVector.broadcast(S, r);
    DoubleVector a = DoubleVector.zero(S);
    DoubleVector b = a;
    int i = 0;
    for (; i <= n - L; i += L) {
      long o = (long) B * i;
      DoubleVector h = DoubleVector.fromMemorySegment(S, ALL, x + o, ORDER).sub(m).mul(rv);
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, d + o, ORDER);
      V.cast(v.fma(h, DoubleVector.fromMemorySegment(S, ALL, s + o, ORDER)))
          .intoMemorySegment(ALL, s + o, ORDER);
      V.cast(v.add(DoubleVector.fromMemorySegment(S, ALL, t + o, ORDER)))
          .intoMemorySegment(ALL, t + o, ORDER);
      DoubleVector f = v.mul(DoubleVector.fromMemorySegment(S, ALL, g + o, ORDER));
      a = f.add(a);
      b = f.fma(h, b);
    }
    double p = 0;
    double q = 0;
    for (; i < n; i++) {
      double h = (at(x, i) - m) * r;
      double v = at(d, i);
      put(s, i, Math.fma(v, h, at(s, i)));
      put(t, i, v + at(t, i));
      p += v * at(g, i);
      q = Math.fma(v * at(g, i), h, q);
    }
    V.cast(a).intoMemorySegment(ALL, room, ORDER);
    V.cast(b).intoMemorySegment(ALL, room + B * L, ORDER);
    put(room, 0, at(room, 0) + p);
    put(room, L, at(room, L) + q);
  }
}
