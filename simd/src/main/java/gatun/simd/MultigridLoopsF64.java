package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The relaxations and residuals of a multigrid level. Padding makes the whole grid one loop, whose
 * neighbours lie at fixed distances: 1, {@code line} and {@code plane} bytes.
 */
final class MultigridLoopsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private MultigridLoopsF64() {}

  /** y ← ω w ∘ b. Traffic 3 values a cell. */
  static void scale(double omega, long pw, long pb, long py, int n) {
    long w = pw & ADDRESS;
    long b = pb & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector factor = DoubleVector.broadcast(S, omega);
    int i = 0;
    int step = L * Raw.step();
    for (; i <= n - L; i += step) {
      long at = B * (i & 0xFFFF_FFFFL);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, w + at, ORDER)
                  .mul(factor)
                  .mul(DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER)))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
    for (; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      ALL.set(SCALAR, y + at, ALL.get(SCALAR, w + at) * omega * ALL.get(SCALAR, b + at));
    }
  }

  /**
   * Damped Jacobi with couplings 1 of the whole vectors among n cells; {@link #relaxRest} does the
   * others (decision 0004, rule 10). Traffic 4 values a cell from memory; 10 flops.
   */
  static void relax(
      double omega, long pw, long pb, long px, long py, int n, long line, long plane) {
    long w = pw & ADDRESS;
    long b = pb & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long jm = (px - line) & ADDRESS;
    long jp = (px + line) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    DoubleVector factor = DoubleVector.broadcast(S, omega);
    DoubleVector rest = DoubleVector.broadcast(S, 1 - omega);
    for (int i = 0; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector sum =
          DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER)
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, x + at - B, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, x + at + B, ORDER)))
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER)))
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER)));
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, w + at, ORDER)
                  .mul(factor)
                  .fma(sum, DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER).mul(rest)))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
  }

  /** The cells behind the whole vectors of {@link #relax}. */
  static void relaxRest(
      double omega, long pw, long pb, long px, long py, int n, long line, long plane) {
    long w = pw & ADDRESS;
    long b = pb & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long jm = (px - line) & ADDRESS;
    long jp = (px + line) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    for (int i = n / L * L; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double sum =
          ALL.get(SCALAR, b + at)
              + (ALL.get(SCALAR, x + at - B) + ALL.get(SCALAR, x + at + B))
              + (ALL.get(SCALAR, jm + at) + ALL.get(SCALAR, jp + at))
              + (ALL.get(SCALAR, km + at) + ALL.get(SCALAR, kp + at));
      double kept = ALL.get(SCALAR, x + at) * (1 - omega);
      ALL.set(SCALAR, y + at, Math.fma(ALL.get(SCALAR, w + at) * omega, sum, kept));
    }
  }

  /**
   * y ← s ∘ (b + Σ x_n) − t ∘ x in the whole vectors among n cells; {@link #residualRest} does the
   * others. Traffic 5 values a cell from memory; 9 flops.
   */
  static void residual(long ps, long pt, long pb, long px, long py, int n, long line, long plane) {
    long s = ps & ADDRESS;
    long t = pt & ADDRESS;
    long b = pb & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long jm = (px - line) & ADDRESS;
    long jp = (px + line) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    for (int i = 0; i <= n - L; i += L) {
      long at = B * (i & 0xFFFF_FFFFL);
      DoubleVector sum =
          DoubleVector.fromMemorySegment(S, ALL, b + at, ORDER)
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, x + at - B, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, x + at + B, ORDER)))
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, jm + at, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, jp + at, ORDER)))
              .add(
                  DoubleVector.fromMemorySegment(S, ALL, km + at, ORDER)
                      .add(DoubleVector.fromMemorySegment(S, ALL, kp + at, ORDER)));
      DoubleVector own =
          DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER)
              .mul(DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER));
      V.cast(DoubleVector.fromMemorySegment(S, ALL, s + at, ORDER).mul(sum).sub(own))
          .intoMemorySegment(ALL, y + at, ORDER);
    }
  }

  /** The cells behind the whole vectors of {@link #residual}. */
  static void residualRest(
      long ps, long pt, long pb, long px, long py, int n, long line, long plane) {
    long s = ps & ADDRESS;
    long t = pt & ADDRESS;
    long b = pb & ADDRESS;
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    long jm = (px - line) & ADDRESS;
    long jp = (px + line) & ADDRESS;
    long km = (px - plane) & ADDRESS;
    long kp = (px + plane) & ADDRESS;
    for (int i = n / L * L; i < n; i++) {
      long at = B * (i & 0xFFFF_FFFFL);
      double sum =
          ALL.get(SCALAR, b + at)
              + (ALL.get(SCALAR, x + at - B) + ALL.get(SCALAR, x + at + B))
              + (ALL.get(SCALAR, jm + at) + ALL.get(SCALAR, jp + at))
              + (ALL.get(SCALAR, km + at) + ALL.get(SCALAR, kp + at));
      double own = ALL.get(SCALAR, t + at) * ALL.get(SCALAR, x + at);
      ALL.set(SCALAR, y + at, ALL.get(SCALAR, s + at) * sum - own);
    }
  }
}
