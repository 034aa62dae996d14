package gatun.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory into which one thread packs its operands. It grows to what the largest product needed,
 * at most some MiB, and is freed after the thread has ended.
 */
final class GemmBuffers {
  private static final ThreadLocal<GemmBuffers> OWN = ThreadLocal.withInitial(GemmBuffers::new);

  /** Room behind a panel for the vector that the last short row is stored with. */
  private static final long SLACK = 256;

  private static final long TILE = 8192;

  /** A tile of results; kept reachable as long as this is. */
  private final MemorySegment tile = allocate(TILE);

  private MemorySegment rows = tile;
  private MemorySegment lines = tile;
  private MemorySegment columns = tile;
  private MemorySegment block = tile;
  private MemorySegment numbers = tile;
  private long room;
  private long length;
  private long width;
  private long extent;
  private long converted;

  private GemmBuffers() {}

  /** Returns the current thread's buffers. */
  static GemmBuffers own() {
    return OWN.get();
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, 4096);
  }

  /** Returns the address of a tile. */
  long tile() {
    return tile.address();
  }

  /** Returns the address of room beside that tile, 4 KiB. */
  long work() {
    return tile.address() + TILE / 2;
  }

  /** Returns the address of room for a panel of A. */
  long rows(long bytes) {
    if (bytes > room) {
      rows = allocate(bytes + SLACK);
      room = bytes;
    }
    return rows.address();
  }

  /** Returns the address of room for rows of A that are packed one behind the other. */
  long lines(long bytes) {
    if (bytes > length) {
      lines = allocate(bytes + SLACK);
      length = bytes;
    }
    return lines.address();
  }

  /** Returns the address of room for a block of B. */
  long columns(long bytes) {
    if (bytes > width) {
      columns = allocate(bytes + SLACK);
      width = bytes;
    }
    return columns.address();
  }

  /** Returns the address of room for what is converted before it is packed. */
  long numbers(long bytes) {
    if (bytes > converted) {
      numbers = allocate(bytes + SLACK);
      converted = bytes;
    }
    return numbers.address();
  }

  /** Returns the address of room that no product uses. */
  long block(long bytes) {
    if (bytes > extent) {
      block = allocate(bytes + SLACK);
      extent = bytes;
    }
    return block.address();
  }
}
