package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** As {@link MultigridLoopsF64}, with a coupling on each face. */
final class MultigridFacesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private MultigridFacesF64() {}

  /**
   * y ← b + Σ a_f x_n in the whole vectors among n cells; {@link #sumRest} does the others. Traffic
   * 6 values a cell from memory; 12 flops.
   *
   * @param line bytes to the neighbour in y, {@code plane} to the one in z
   */
  static void sum(
      long pax, long pay, long paz, long pb, long px, long py, int n, long line, long plane) {
    long ax = pax & ADDRESS;
    long ay = pay & ADDRESS;
    long az = paz & ADDRESS;
    long am = (pay - line) & ADDRESS;
    long cm = (paz - plane) & ADDRESS;
    long b = pb & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long jm = (px - line) & ADDRESS;
    long jp = (px + line) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    for (int i = 0; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector even =
          DoubleVector.fromMemorySegment(S, ALL, ax + at - B, ORDER)
              .fma(
                  DoubleVector.fromMemorySegment(S, ALL, x + at - B, ORDER),
                  DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER));
      DoubleVector odd =
          DoubleVector.fromMemorySegment(S, ALL, ax + at, ORDER)
              .mul(DoubleVector.fromMemorySegment(S, ALL, x + at + B, ORDER));
      even =
          DoubleVector.fromMemorySegment(S, ALL, am + at, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER), even);
      odd =
          DoubleVector.fromMemorySegment(S, ALL, ay + at, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER), odd);
      even =
          DoubleVector.fromMemorySegment(S, ALL, cm + at, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER), even);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, az + at, ORDER)
                  .fma(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER), odd)
                  .add(even))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
  }

  /** The cells behind the whole vectors of {@link #sum}. */
  static void sumRest(
      long pax, long pay, long paz, long pb, long px, long py, int n, long line, long plane) {
    long ax = pax & ADDRESS;
    long ay = pay & ADDRESS;
    long az = paz & ADDRESS;
    long am = (pay - line) & ADDRESS;
    long cm = (paz - plane) & ADDRESS;
    long b = pb & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long jm = (px - line) & ADDRESS;
    long jp = (px + line) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    for (int i = n / L * L; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double left = ALL.get(SCALAR, x + at - B);
      double even = Math.fma(ALL.get(SCALAR, ax + at - B), left, ALL.get(SCALAR, b + at));
      double odd = ALL.get(SCALAR, ax + at) * ALL.get(SCALAR, x + at + B);
      even = Math.fma(ALL.get(SCALAR, am + at), ALL.get(SCALAR, jm + at), even);
      odd = Math.fma(ALL.get(SCALAR, ay + at), ALL.get(SCALAR, jp + at), odd);
      even = Math.fma(ALL.get(SCALAR, cm + at), ALL.get(SCALAR, km + at), even);
      odd = Math.fma(ALL.get(SCALAR, az + at), ALL.get(SCALAR, kp + at), odd);
      ALL.set(SCALAR, y + at, odd + even);
    }
  }

  /** y ← ω w ∘ y + (1 − ω) x, which makes a relaxation of {@link #sum}. */
  static void relax(double omega, long pw, long px, long py, int n) {
    long w = pw & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector factor = DoubleVector.broadcast(S, omega);
    DoubleVector rest = DoubleVector.broadcast(S, 1 - omega);
    int i = 0;
    for (; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, w + at, ORDER)
                  .mul(factor)
                  .fma(
                      DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER),
                      DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER).mul(rest)))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double kept = ALL.get(SCALAR, x + at) * (1 - omega);
      double value = Math.fma(ALL.get(SCALAR, w + at) * omega, ALL.get(SCALAR, y + at), kept);
      ALL.set(SCALAR, y + at, value);
    }
  }

  /** y ← s ∘ y − t ∘ x, which makes a residual of {@link #sum}. */
  static void residual(long ps, long pt, long px, long py, int n) {
    long s = ps & ADDRESS;
    long t = pt & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector own =
          DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER)
              .mul(DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER));
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, s + at, ORDER)
                  .mul(DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER))
                  .sub(own))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double own = ALL.get(SCALAR, t + at) * ALL.get(SCALAR, x + at);
      ALL.set(SCALAR, y + at, ALL.get(SCALAR, s + at) * ALL.get(SCALAR, y + at) - own);
    }
  }
}
