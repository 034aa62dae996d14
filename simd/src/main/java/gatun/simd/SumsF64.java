package gatun.simd;

import static gatun.simd.Lanes.ALL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Adds the lanes of an accumulator in a fixed order. The vector operation {@code reduceLanes(ADD)}
 * leaves the order to the compiler: its result changes by rounding at the moment when a kernel gets
 * compiled. So a kernel stores its accumulator in the thread's own {@link #lanes} and adds from
 * there.
 */
final class SumsF64 {
  private static final int COUNT = Lanes.F64.length();
  private static final ThreadLocal<MemorySegment> MEMORY =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(128, 128));

  private SumsF64() {}

  /** Returns the address of room for one vector, the current thread's own. */
  static long lanes() {
    return MEMORY.get().address() & Lanes.ADDRESS;
  }

  /** Returns {@link #lanes} with zeros in it. */
  static long clear() {
    MemorySegment memory = MEMORY.get();
    memory.fill((byte) 0);
    return memory.address() & Lanes.ADDRESS;
  }

  /** Returns the sum of the lanes stored at an address: those at even places, then those at odd. */
  static /* wide */ double sum(long address) {
    /* wide */ double even = 0;
    /* wide */ double odd = 0;
    for (int i = 0; i < COUNT; i += 2) {
      long at = address + (long) Double.BYTES * i;
      even += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
      odd += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at + Double.BYTES);
    }
    return even + odd;
  }
}
