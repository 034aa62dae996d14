package gatun.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory for the intermediate values of a product, each thread's own. */
final class SpmvBuffer {
  /** Bytes of the buffer. */
  static final int BYTES = SpmvSellBuilder.SUM_BYTES;

  private static final ThreadLocal<MemorySegment> MEMORY =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(BYTES, 64));

  private SpmvBuffer() {}

  /** Returns the address of the current thread's buffer. */
  static long address() {
    return MEMORY.get().address() & Raw.MASK;
  }
}
