package gatun.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A thread's own memory for copies of source rows; grows when it must, then stays. */
final class HostSlab {
  private MemorySegment memory = Arena.ofAuto().allocate(64, 64);

  /** Returns the address of at least so many bytes; their content is whatever it was. */
  long of(long bytes) {
    if (memory.byteSize() < bytes) {
      memory = Arena.ofAuto().allocate(bytes, 64);
    }
    return memory.address();
  }
}
