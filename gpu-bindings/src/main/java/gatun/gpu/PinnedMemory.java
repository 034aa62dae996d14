package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A few bytes of the host, held in place, that a kernel writes at the same address: results that
 * the host reads after it waited for the stream, without a copy.
 */
final class PinnedMemory implements AutoCloseable {
  private final Context context;
  private final MemorySegment segment;
  private boolean closed;

  PinnedMemory(Context context, long bytes) {
    this.context = context;
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      int flags = Driver.CU_MEMHOSTALLOC_PORTABLE() | Driver.CU_MEMHOSTALLOC_DEVICEMAP();
      Status.driver("cuMemHostAlloc", Driver.cuMemHostAlloc(cell, bytes, flags));
      this.segment = cell.get(ValueLayout.ADDRESS, 0).reinterpret(bytes).fill((byte) 0);
    }
  }

  MemorySegment segment() {
    return segment;
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.bind();
      Status.driver("cuMemFreeHost", Driver.cuMemFreeHost(segment));
    }
  }
}
