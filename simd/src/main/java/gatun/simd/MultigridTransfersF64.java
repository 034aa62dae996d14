package gatun.simd;

import static gatun.simd.Lanes.ALL;

import gatun.engine.spi.PaddedGrid;
import java.lang.foreign.ValueLayout;

/** The tasks of {@link MultigridSweepsF64} that work line by line. */
final class MultigridTransfersF64 {
  private static final int B = Double.BYTES;

  private MultigridTransfersF64() {}

  /** Bytes from the beginning of a padded vector to line {@code l}. */
  private static long line(Arguments a, long l) {
    return B * (a.p6 * (l % a.p5 + 1) + a.p7 * (l / a.p5 + 1));
  }

  static void entered(Arguments a, long from, long to) {
    int n = (int) a.p4;
    for (long l = from; l < to; l++) {
      long at = line(a, l);
      if (a.q0 == 8) {
        // @F32 PaddedLines.narrow(a.s0, a.p0 + 8L * n * l, a.p1 + at, n);
        Level1KernelsF64.scaled((double) a.s0, a.p0 + 8L * n * l, a.p1 + at, n);
      } else {
        // @F32 Level1KernelsF32.scaled((float) a.s0, a.p0 + 4L * n * l, a.p1 + at, n);
        PaddedLines.widen(a.s0, a.p0 + 4L * n * l, a.p1 + at, n);
      }
      MultigridLoopsF64.scale((double) a.s1, a.p3 + at, a.p1 + at, a.p2 + at, n);
    }
  }

  static void left(Arguments a, long from, long to) {
    int n = (int) a.p4;
    for (long l = from; l < to; l++) {
      long at = line(a, l);
      if (a.q0 == 8) {
        // @F32 PaddedLines.widen(a.s0, a.p1 + at, a.p0 + 8L * n * l, n);
        Level1KernelsF64.scaled((double) a.s0, a.p1 + at, a.p0 + 8L * n * l, n);
      } else {
        // @F32 Level1KernelsF32.scaled((float) a.s0, a.p1 + at, a.p0 + 4L * n * l, n);
        PaddedLines.narrow(a.s0, a.p1 + at, a.p0 + 4L * n * l, n);
      }
    }
  }

  private static PaddedGrid grid(Arguments a) {
    if (a.object instanceof PaddedGrid g) {
      return g;
    }
    throw new IllegalStateException("no grid in " + a);
  }

  static void restricted(Arguments a, long from, long to) {
    PaddedGrid g = grid(a);
    int fine = (int) g.grid().nx();
    boolean inY = g.grid().ny() > a.p5;
    boolean inZ = g.grid().nz() > a.n / a.p5;
    long memory = ThreadMemory.of(B * (fine + 8L));
    long sums = memory + 4 * B;
    for (long i = -1; i < 4; i++) { // the padding of the line
      ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, sums + B * (i < 0 ? i : fine + i), 0);
    }
    for (long l = from; l < to; l++) {
      long j = inY ? 2 * (l % a.p5) : l % a.p5;
      long k = inZ ? 2 * (l / a.p5) : l / a.p5;
      long step = inY ? 1 : 0; // along a whole axis the four lines are one, and their shares make 2
      Level1KernelsF64.fill(0, sums, fine);
      for (int d = inZ ? -1 : 0; d <= (inZ ? 2 : 0); d++) {
        long plane = a.p0 + B * g.index(0, 0, Math.min(k + d, g.grid().nz()));
        double share = inZ ? d == 0 || d == 1 ? 0.75 : 0.25 : 1;
        MultigridLinesF64.add(
            (double) (inY ? share : 0.5 * share),
            plane + B * g.line() * (j - step),
            plane + B * g.line() * j,
            plane + B * g.line() * Math.min(j + step, g.grid().ny()),
            plane + B * g.line() * Math.min(j + 2 * step, g.grid().ny()),
            sums,
            fine);
      }
      long at = line(a, l);
      if (fine > a.p4) {
        MultigridLinesF64.gather(sums, a.p1 + at, (int) a.p4);
      } else {
        Level1KernelsF64.copy(sums, a.p1 + at, fine);
      }
      MultigridLoopsF64.scale((double) a.s0, a.p3 + at, a.p1 + at, a.p2 + at, (int) a.p4);
    }
  }

  static void prolonged(Arguments a, long from, long to) {
    PaddedGrid g = grid(a);
    int coarse = (int) g.grid().nx();
    boolean inY = a.p5 > g.grid().ny();
    boolean inZ = a.n / a.p5 > g.grid().nz();
    long memory = ThreadMemory.of(B * (coarse + 24L));
    long sums = memory + 4 * B;
    for (long i = -1; i < 16; i++) { // the padding of the line
      ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, sums + B * (i < 0 ? i : coarse + i), 0);
    }
    for (long l = from; l < to; l++) {
      long j = l % a.p5;
      long k = l / a.p5;
      long near = a.p0 + B * g.index(0, inY ? j / 2 : j, inZ ? k / 2 : k);
      long far = inY ? B * g.line() * (2 * (j & 1) - 1) : 0;
      long beyond = inZ ? B * g.plane() * (2 * (k & 1) - 1) : 0;
      MultigridLinesF64.four(near, near + far, near + beyond, near + far + beyond, sums, coarse);
      long at = line(a, l);
      if (a.p4 > coarse) {
        MultigridLinesF64.spread(a.p1 + at, sums, a.p2 + at, (int) a.p4);
      } else {
        MultigridLinesF64.weigh(a.p1 + at, sums, a.p2 + at, coarse);
      }
    }
  }
}
