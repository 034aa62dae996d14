package gatun.gpu;

/**
 * How {@code lanes.cu} spreads reductions over blocks: a block has 256 threads for some outputs,
 * and where there are few outputs of many terms, several blocks take a part of them each. All of it
 * depends on the shape alone, as the bits do.
 */
final class Lanes {
  /** The most parts of all outputs: their states lie in the queue's scratch memory. */
  static final int PARTS = 1024;

  private static final int SHORT = 32; // terms that one thread adds
  private static final int LONG = 8192; // terms that are worth a block

  private Lanes() {}

  /**
   * Returns how many outputs a block has: 1, 32 or one for each thread.
   *
   * @param together whether neighbouring outputs begin side by side in memory and neighbouring
   *     terms do not
   */
  static int lanes(long outputs, long terms, boolean together) {
    if (terms <= SHORT && outputs >= KernelFunction.BLOCK) {
      return KernelFunction.BLOCK;
    }
    return together && outputs > 1 ? 32 : 1;
  }

  /** Returns how many blocks share an output. */
  static long parts(long outputs, long terms, int lanes) {
    long room = Math.max(1, PARTS / outputs);
    long worth = Math.max(1, terms / ((long) LONG / lanes));
    return Math.min(room, worth);
  }

  /** Returns the blocks of a launch. */
  static long blocks(long outputs, int lanes, long parts) {
    return Math.ceilDiv(outputs, (long) lanes) * parts;
  }
}
