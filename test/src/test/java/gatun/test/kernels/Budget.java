package gatun.test.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.test.Steady;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;

/**
 * A kernel, the bytes it moves, and what share of the speed of a copy in cache it is meant to
 * reach. A kernel bound by arithmetic states the bytes that a copy would move in the time it may
 * take.
 */
record Budget(String name, double bytes, double share, Runnable kernel) {
  void repeat(int times) {
    for (int i = 0; i < times; i++) {
      kernel.run();
    }
  }

  /** Fails if the kernel runs ten times below its budget, beside a copy timed in between. */
  void assertFast() {
    long size = 1 << 19;
    double found = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocate(size);
      MemorySegment to = arena.allocate(size);
      long begin = System.nanoTime();
      while (found < share / 10 && System.nanoTime() - begin < Steady.PATIENCE.toNanos()) {
        double copy = 2.0 * size / fastest(() -> to.copyFrom(from));
        found = Math.max(found, bytes / fastest(kernel) / copy);
      }
    }
    String message = "%s moves bytes at %.4f of the speed of a copy, meant is %.2f";
    assertTrue(found >= share / 10, message.formatted(name, found, share));
  }

  private static long fastest(Runnable action) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long begin = System.nanoTime();
      action.run();
      best = Math.min(best, System.nanoTime() - begin);
    }
    return best;
  }

  /** Fails if the kernel allocates on the heap of the calling thread, once it is compiled. */
  void assertAllocatesNothing() {
    assertAllocatesNothing(200);
  }

  /** The same, measured over so many calls at a time. */
  void assertAllocatesNothing(int calls) {
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least =
        Steady.least(
            0,
            () -> {
              long before = counter.getCurrentThreadAllocatedBytes();
              repeat(calls);
              return counter.getCurrentThreadAllocatedBytes() - before;
            });
    assertEquals(0, least, name + " allocates: bytes in " + calls + " calls");
  }
}
