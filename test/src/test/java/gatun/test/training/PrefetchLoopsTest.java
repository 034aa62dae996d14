package gatun.test.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Workspace;
import gatun.test.Steady;
import gatun.training.Prefetch;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PrefetchLoopsTest {
  @Test
  void nothingIsAllocatedInTheSteadyState() {
    Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Prefetch prefetch =
        Prefetch.start(PrefetchTest.loader(w, 4096), 0, 0, Long.MAX_VALUE, 2)) {
      long off = w.bytes();
      long least =
          Steady.least(
              20_000,
              () -> {
                long before = counter.getTotalThreadAllocatedBytes();
                for (int i = 0; i < 1024; i++) { // two epochs
                  assertNotNull(prefetch.next());
                }
                return counter.getTotalThreadAllocatedBytes() - before;
              });
      assertTrue(least <= 20_000, "bytes in 1024 batches, both threads: " + least);
      assertEquals(off, w.bytes());
    }
    w.close();
  }
}
