package gatun.simd;

/** How products are done, by their shape: the sizes of blocks, what is packed, and the shares. */
final class GemmRules {
  /** Bytes of a block of B, which stays in L2 beside what streams through. */
  private static final long BLOCK = 640L << 10;

  /** Bytes of a panel of A, which stays in L1 beside a stream of B. */
  private static final long PANEL = 12L << 10;

  /** Operations that are worth a thread. */
  private static final double WORK = 400e3;

  /** What is packed for products up to some size. The first that fits counts. */
  private record Rule(long m, long n, long bytesOfB, boolean packA, boolean packB) {
    boolean fits(GemmCall call, int bytes) {
      return call.m <= m && call.n <= n && call.k * call.n * bytes <= bytesOfB;
    }
  }

  private static final long ANY = Long.MAX_VALUE;

  private static final Rule[] RULES = {
    new Rule(ANY, 192, 32 << 10, false, false),
    new Rule(ANY, 192, ANY, false, true),
    new Rule(48, ANY, ANY, true, false),
    new Rule(ANY, ANY, ANY, true, true)
  };

  private GemmRules() {}

  /** Decides how a call is done. */
  static void plan(GemmCall call, int bytes, int rows, int columns, int threads) {
    for (Rule rule : RULES) {
      if (rule.fits(call, bytes)) {
        boolean readable = call.ai == bytes || (call.ak == bytes && call.ai > 0);
        call.packA = rule.packA || !readable || HalfPanels.takes(call.typeA);
        call.packB = rule.packB || call.bj != bytes || HalfPanels.takes(call.typeB);
        break;
      }
    }
    long most = PANEL / ((long) bytes * rows);
    long parts = Math.max(1, Math.ceilDiv(call.k, most));
    call.depth = (int) Math.max(1, Math.ceilDiv(call.k, parts));
    long panels = Math.max(1, BLOCK / ((long) bytes * columns * call.depth));
    call.width = (int) Math.min(panels * columns, 1 << 20);
    share(call, rows, columns, threads);
  }

  /** Cuts C into as many blocks as there are threads, nearly square ones, if there is work. */
  private static void share(GemmCall call, int rows, int columns, int threads) {
    double work = 2.0 * call.m * call.n * Math.max(1, call.k) * call.count;
    int shares = (int) Math.clamp(work / WORK, 1, threads);
    shares = call.count >= shares ? 1 : shares;
    int down = 1;
    for (int d = 1; d <= shares; d++) {
      boolean better = call.m / d >= call.n / (shares / d) || d == 1;
      down = shares % d == 0 && better ? d : down;
    }
    call.blockRows = rounded(Math.ceilDiv(call.m, (long) down), rows);
    call.blockColumns = rounded(Math.ceilDiv(call.n, (long) shares / down), columns);
    call.across = Math.ceilDiv(call.n, call.blockColumns);
  }

  private static long rounded(long extent, int unit) {
    return Math.max(1, Math.ceilDiv(extent, (long) unit)) * unit;
  }
}
