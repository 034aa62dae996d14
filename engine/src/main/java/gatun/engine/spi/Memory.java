package gatun.engine.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the tensors of a backend lie. Whatever the kind, the processor of the host can read and
 * write it: a backend with a device gives memory that both address.
 */
public interface Memory {
  /** Ordinary memory of the host. */
  Memory HOST = (bytes, alignment, arena) -> arena.allocate(bytes, alignment);

  /**
   * Returns new memory, all bytes zero, that is freed when the arena closes.
   *
   * @param bytes at least 1
   * @param alignment a power of two, at most 64
   * @throws OutOfMemoryError if there is not enough
   */
  MemorySegment allocate(long bytes, long alignment, Arena arena);
}
