package gatun.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of the current thread's own, for what a kernel packs or accumulates. It grows when more is
 * asked for and is kept, so that a kernel that is called again allocates nothing. Only one kernel
 * uses it at a time: the contents end with the call.
 */
final class ThreadMemory {
  private static final ThreadLocal<ThreadMemory> OWN = ThreadLocal.withInitial(ThreadMemory::new);
  private static final long LEAST = 64 << 10;
  private static final long ALIGNMENT = 128;

  private MemorySegment memory = Arena.ofAuto().allocate(LEAST, ALIGNMENT);

  private ThreadMemory() {}

  /** Returns the address of at least {@code bytes} bytes of unspecified content. */
  static long of(long bytes) {
    ThreadMemory own = OWN.get();
    if (own.memory.byteSize() < bytes) {
      own.memory = Arena.ofAuto().allocate(Math.max(bytes, 2 * LEAST), ALIGNMENT);
    }
    return own.memory.address() & Lanes.ADDRESS;
  }
}
