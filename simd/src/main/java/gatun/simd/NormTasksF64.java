package gatun.simd;

import static gatun.simd.Lanes.ALL;

import java.lang.foreign.ValueLayout;

/** Layer and root-mean-square normalisation of dense rows; p6 is their length. */
final class NormTasksF64 {
  private static final int B = Double.BYTES;
  private static final int BLOCK = ReductionPlan.BLOCK;
  private static final int ROWS = NormalizationF64.ROWS;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private NormTasksF64() {}

  static void put(long x, long i, double value) {
    ALL.set(SCALAR, x + B * i, value);
  }

  private static double at(long x, long i) {
    return ALL.get(SCALAR, x + B * i);
  }

  private static /* wide */ double squares(long x, double center, int n) {
    /* wide */ double sum = 0;
    for (int i = 0; i < n; i += BLOCK) {
      sum += RowReductionsF64.squares(x + (long) B * i, center, Math.min(BLOCK, n - i));
    }
    return sum;
  }

  /** γ at p2, β at p3, means at p4, inverse deviations at p5, ε in s0. */
  static void layer(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long x = a.p0 + nest.offset(0, i);
      double mean = (double) (RowReductionsF64.blocks(x, n) / n);
      double inverse = (double) (1 / Math.sqrt(squares(x, mean, n) / n + a.s0));
      RowNormsF64.layer(x, mean, inverse, a.p2, a.p3, a.p1 + nest.offset(1, i), n);
      put(a.p4, i, mean);
      put(a.p5, i, inverse);
    }
  }

  /** γ at p2, inverse root mean squares at p5, ε in s0. */
  static void rms(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long x = a.p0 + nest.offset(0, i);
      double inverse = (double) (1 / Math.sqrt(squares(x, 0, n) / n + a.s0));
      RowNormsF64.scaled(x, inverse, a.p2, a.p1 + nest.offset(1, i), n);
      put(a.p5, i, inverse);
    }
  }

  /**
   * x at p0, dx at p1, dy at p2, γ at p3, means at p4 (0: none, as in rms), inverses at p5; p7
   * chunks of rows, each with its own sums of dscale and dshift in the partials.
   */
  static void gradient(Arguments a, long from, long to) {
    if (!(a.object instanceof Nest nest)) {
      return;
    }
    int n = (int) a.p6;
    long sums = ThreadMemory.of(2L * B * n + 256);
    long room = sums + 2L * B * n;
    for (long chunk = from; chunk < to; chunk++) {
      long end = (chunk + 1) * a.n / a.p7;
      for (long i = chunk * a.n / a.p7; i < end; i += ROWS) {
        Level1KernelsF64.fill(0, sums, n);
        Level1KernelsF64.fill(0, sums + (long) B * n, n);
        for (long row = i; row < Math.min(end, i + ROWS); row++) {
          gradient(a, nest, row, n, sums, room);
        }
        int first = (int) chunk * 2 * n;
        for (int k = 0; k < 2 * n; k++) {
          a.partials[first + k] += at(sums, k);
        }
      }
    }
  }

  private static void gradient(Arguments a, Nest nest, long row, int n, long sums, long room) {
    long x = a.p0 + nest.offset(0, row);
    long dx = a.p1 + nest.offset(1, row);
    long dy = a.p2 + nest.offset(2, row);
    boolean centred = a.p4 != 0;
    double mean = centred ? at(a.p4, row) : 0;
    double r = at(a.p5, row);
    /* wide */ double f = 0;
    /* wide */ double fh = 0;
    for (int i = 0; i < n; i += BLOCK) {
      long o = (long) B * i;
      long s = sums + o;
      int w = Math.min(BLOCK, n - i);
      long t = s + (long) B * n;
      RowNormsF64.gradientSums(x + o, mean, r, a.p3 + o, dy + o, s, t, room, w);
      f += RowReductionsF64.lanes(room);
      fh += RowReductionsF64.lanes(room + RowReductionsF64.VECTOR);
    }
    double delta = centred ? (double) (-r * f / n) : 0;
    double beta = (double) (-(/* wide */ double) r * r * fh / n);
    RowNormsF64.rowGradient(dy, a.p3, r, x, mean, beta, delta, dx, n);
  }
}
