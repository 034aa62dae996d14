package gatun.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A thread's own room for the addresses of a block of positions and for one tile of results. */
final class ConvolutionScratch {
  private static final int PLACES = (TapBoxes.BLOCK + 8) * Long.BYTES;
  private static final int TILE_PLACES = 8 * Long.BYTES;
  private static final int TILE = 8 * 4 * 64; // positions × vectors × bytes, more than any tile has
  private static final ThreadLocal<MemorySegment> MEMORY =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(2 * PLACES + TILE_PLACES + TILE, 64));

  private ConvolutionScratch() {}

  /** Returns the address of the current thread's room: first the sources of a block. */
  static long sources() {
    return MEMORY.get().address();
  }

  /** Returns where the targets of a block are, for its sources. */
  static long targets(long sources) {
    return sources + PLACES;
  }

  /**
   * Returns where the addresses of a tile's own results are, after setting them {@code row} bytes
   * apart.
   */
  static long tilePlaces(long sources, long row) {
    long places = sources + 2L * PLACES;
    for (int p = 0; p < 8; p++) {
      Raw.int64(places + 8L * p, places + TILE_PLACES + p * row);
    }
    return places;
  }

  /** Returns the address of a tile's results, for {@link #tilePlaces}. */
  static long tile(long tilePlaces) {
    return tilePlaces + TILE_PLACES;
  }
}
