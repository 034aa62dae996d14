package gatun.simd;

import gatun.engine.spi.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Room for the values of one tile of an elementwise computation, the current thread's own. */
final class MapTiles {
  /** Bytes of one value's tile: so small that several stay in the first-level cache. */
  static final int BYTES = 4096;

  private static final ThreadLocal<MapTiles> OWN = ThreadLocal.withInitial(MapTiles::new);
  private static final int SPACING = BYTES + 64; // else all would fall into the same cache sets

  private final MemorySegment memory =
      Arena.ofAuto().allocate((long) SPACING * (Program.VALUES + 2), 64);

  /** Where the values of the current tile are. */
  final long[] at = new long[Program.VALUES];

  private MapTiles() {}

  static MapTiles own() {
    return OWN.get();
  }

  /** Returns the address of the tile of a value; beyond all values there are two more. */
  long tile(int value) {
    return memory.address() + (long) SPACING * value;
  }
}
