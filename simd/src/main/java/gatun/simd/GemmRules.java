package gatun.simd;

/** How products are done, by their shape: the sizes of blocks, what is packed, and the shares. */
final class GemmRules {
  /** Bytes of a block of B, which stays in L2 beside what streams through. */
  private static final long BLOCK = 640L << 10;

  /**
   * Terms that are summed in one go. Every part of a sum after the first reads and writes C, which
   * costs more than a panel of A that does not stay in L1.
   */
  private static final long DEPTH = 1024;

  /** Operations that are worth a thread. */
  private static final double WORK = 400e3;

  /** How many multiply-adds cost as much as to fetch and pack one element. */
  private static final double EDGE = 8;

  /** What is packed for products up to some size. The first that fits counts. */
  private record Rule(long m, long n, long bytesOfB, boolean packA, boolean packB) {
    boolean fits(GemmCall call, int bytes) {
      return call.m <= m && call.n <= n && call.k * call.n * bytes <= bytesOfB;
    }
  }

  private static final long ANY = Long.MAX_VALUE;

  private static final Rule[] RULES = {
    new Rule(512, 384, 448 << 10, false, false),
    new Rule(ANY, 192, 128 << 10, false, false),
    new Rule(ANY, 192, ANY, false, true),
    new Rule(48, ANY, ANY, true, false),
    new Rule(ANY, ANY, ANY, true, true)
  };

  private GemmRules() {}

  /** Decides how a call is done. */
  static void plan(GemmCall call, int bytes, int rows, int columns, int threads) {
    boolean halfA = HalfPanels.takes(call.typeA);
    call.byRows = !halfA && call.ak == bytes && call.ai > 0 && call.ai != bytes;
    for (Rule rule : RULES) {
      if (rule.fits(call, bytes)) {
        call.packA = !call.byRows && (rule.packA || call.ai != bytes || halfA);
        call.packB = rule.packB || call.bj != bytes || HalfPanels.takes(call.typeB);
        break;
      }
    }
    share(call, rows, columns, threads);
    long parts = Math.max(1, Math.ceilDiv(call.k, DEPTH));
    call.depth = (int) Math.max(1, Math.ceilDiv(call.k, parts));
    long panels = Math.ceilDiv(call.blockColumns, (long) columns);
    long blocks = Math.max(1, (panels * columns * call.depth * bytes + BLOCK / 2) / BLOCK);
    call.width = (int) Math.min(Math.ceilDiv(panels, blocks) * columns, 1 << 20);
  }

  /**
   * Cuts C into as many blocks as there are threads, if there is work: those of which the largest
   * costs least. A block costs its area, and its edges, for which A and B are read and packed.
   */
  private static void share(GemmCall call, int rows, int columns, int threads) {
    double work = 2.0 * call.m * call.n * Math.max(1, call.k) * call.count;
    int shares = (int) Math.clamp(work / WORK, 1, threads);
    shares = call.count >= shares ? 1 : shares;
    double least = Double.POSITIVE_INFINITY;
    for (int down = 1; down <= shares; down++) {
      long high = rounded(Math.ceilDiv(call.m, (long) down), rows);
      long wide = rounded(Math.ceilDiv(call.n, (long) shares / down), columns);
      double cost = (double) high * wide + EDGE * (high + wide);
      if (shares % down == 0 && cost < least) {
        least = cost;
        call.blockRows = high;
        call.blockColumns = wide;
      }
    }
    call.across = Math.ceilDiv(call.n, call.blockColumns);
  }

  /** Returns bytes from a row to the next: an odd number of cache lines, so that they spread. */
  static long apart(long bytes) {
    return (bytes + 63 & -64) | 64;
  }

  private static long rounded(long extent, int unit) {
    return Math.max(1, Math.ceilDiv(extent, (long) unit)) * unit;
  }
}
