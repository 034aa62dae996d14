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

  /**
   * Returns Σ x of few elements, added one by one in double precision for either type. A loop of
   * vectors that runs once in a while, as that of a mean loss does, stays interpreted for thousands
   * of calls and makes an object of each vector. 1 flop an element.
   */
  static /* wide */ double few(long px, int n) {
    long x = px & Lanes.ADDRESS;
    /* wide */ double a = 0;
    /* wide */ double b = 0;
    int i = 0;
    for (; i <= n - 2; i += 2) {
      a += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, x + (long) Double.BYTES * i);
      b += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, x + (long) Double.BYTES * (i + 1));
    }
    if (i < n) {
      a += ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, x + (long) Double.BYTES * i);
    }
    return a + b;
  }
}
