package gatun.simd;

/**
 * Triangular systems T X = α B by halves: the half of the unknowns that depends on no other, a
 * product that takes them from the rest, the rest. X A = B is Aᵀ Xᵀ = Bᵀ, that is, other strides.
 */
final class TrsmF64 {
  private static final int B = Double.BYTES;

  /** Unknowns that are solved for in one go. */
  static final int BLOCK = 24;

  private static final int COLUMNS = GemmTilesF64.COLUMNS;

  private TrsmF64() {}

  /**
   * Solves a system.
   *
   * @param n unknowns of a column
   * @param columns columns of B
   * @param ti bytes from a row of T to the next
   * @param tk bytes from a column of T to the next
   */
  static void solve(
      Workers workers,
      boolean lower,
      boolean unit,
      long n,
      long columns,
      /* wide */ double alpha,
      long t,
      long ti,
      long tk,
      long b,
      long bi,
      long bj) {
    if (n <= BLOCK) {
      small(workers, lower, unit, n, columns, alpha, t, ti, tk, b, bi, bj);
      return;
    }
    long half = Math.ceilDiv(n / 2, (long) BLOCK) * BLOCK;
    long from = lower ? 0 : half;
    long to = lower ? half : 0;
    long done = lower ? half : n - half;
    long rest = n - done;
    long corner = t + from * (ti + tk);
    long known = b + from * bi;
    solve(workers, lower, unit, done, columns, alpha, corner, ti, tk, known, bi, bj);
    GemmCall call = GemmCall.own();
    long c = b + to * bi;
    call.matrices(rest, columns, done, t + to * ti + from * tk, ti, tk, known, bi, bj, c, bi, bj);
    call.alpha = -1;
    call.beta = alpha;
    GemmF64.run(workers, call);
    solve(workers, lower, unit, rest, columns, 1, t + to * (ti + tk), ti, tk, c, bi, bj);
  }

  /** Solves for a few unknowns; an upper triangle is a lower one, numbered from the end. */
  private static void small(
      Workers workers,
      boolean lower,
      boolean unit,
      long n,
      long columns,
      /* wide */ double alpha,
      long t,
      long ti,
      long tk,
      long b,
      long bi,
      long bj) {
    long end = lower ? 0 : n - 1;
    int sign = lower ? 1 : -1;
    try (Arguments a = Arguments.borrow()) {
      a.n = n;
      a.p0 = t + end * (ti + tk);
      a.p1 = sign * ti;
      a.p2 = sign * tk;
      a.p3 = b + end * bi;
      a.p4 = sign * bi;
      a.p5 = bj;
      a.p6 = columns;
      a.p7 = unit ? 1 : 0;
      a.s0 = alpha;
      workers.run(TrsmF64::blocks, a, Math.ceilDiv(columns, (long) COLUMNS), 16);
    }
  }

  /** Solves for up to {@link #BLOCK} unknowns in chunks of columns: packed, solved, put back. */
  private static void blocks(Arguments a, long from, long to) {
    int n = (int) a.n;
    long panel = GemmBuffers.own().block((long) BLOCK * COLUMNS * B);
    for (long chunk = from; chunk < to; chunk++) {
      long first = chunk * COLUMNS;
      int count = (int) Math.min(COLUMNS, a.p6 - first);
      long b = a.p3 + first * a.p5;
      GemmPackF64.panel(n, count, COLUMNS, b, a.p4, a.p5, panel);
      TrsmPanelF64.solve(n, a.p7 != 0, (double) a.s0, a.p0, a.p1, a.p2, panel);
      for (int i = 0; i < n; i++) {
        StridedF64.copy(panel + (long) i * COLUMNS * B, B, b + i * a.p4, a.p5, count);
      }
    }
  }
}
