package gatun.test.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.training.TrainerSettings;
import gatun.training.TrainingProgress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A steady step takes less than 1 KiB of heap, all threads together, and nothing off heap. */
@Timeout(300)
class TrainerLoopsTest {
  private static final int WARM =
      1500; // steps at least; more until kernels are compiled that run rarely
  private static final int COUNTED = 15; // an epoch has as many

  /** Counts from step to step. */
  private static final class Counter implements TrainingProgress {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TrainingFixture fixture;
    private long before;
    private long off;
    private long least = Long.MAX_VALUE;

    Counter(TrainingFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public boolean step(long step, long steps, double loss) {
      if (step % COUNTED == 1) { // the first of an epoch: what the epoch's end took is behind it
        before = threads.getTotalThreadAllocatedBytes();
        off = fixture.workspace.bytes();
      } else if (step % COUNTED == COUNTED - 1) {
        long taken = threads.getTotalThreadAllocatedBytes() - before;
        least = Math.min(least, taken / (COUNTED - 2));
        assertTrue(step < 100 || off == fixture.workspace.bytes(), "memory off heap");
      }
      return step < WARM || least >= 1024 && step < 40 * WARM;
    }
  }

  @Test
  void aSteadyStepTakesNoMemory() throws IOException {
    try (TrainingFixture fixture = new TrainingFixture(2, 1e-3)) {
      Counter counter = new Counter(fixture);
      fixture.trainer.run(TrainerSettings.of(40 * WARM), counter);
      assertTrue(counter.least < 1024, "bytes of heap in a step: " + counter.least);
    }
  }
}
