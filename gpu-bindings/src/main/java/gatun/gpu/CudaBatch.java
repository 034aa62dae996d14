package gatun.gpu;

import gatun.engine.spi.Batch;
import gatun.engine.spi.Recurrence;
import gatun.gpu.bind.Driver;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one solve: the first iteration is handed over call by call, the second is recorded
 * as a graph, and from then on each iteration is one call of the host. The host waits once a batch;
 * the numbers come to pinned memory by a copy in the stream.
 *
 * <p>While a batch runs, the memory of all its operands is held, as it is in a single call.
 */
final class CudaBatch implements Batch {
  private static final System.Logger LOG = System.getLogger(CudaBatch.class.getName());

  private final DeviceQueue queue;
  private final PinnedMemory numbers;
  private HeldOperands.Known operands = HeldOperands.Known.NOTHING;
  private @Nullable Graph graph;
  private boolean recordable = true;

  /**
   * Takes pinned memory for the numbers.
   *
   * @throws CudaException if the driver refuses
   */
  CudaBatch(DeviceQueue queue) {
    this.queue = queue;
    long cells = Recurrence.NORMS + Recurrence.BATCH;
    this.numbers = new PinnedMemory(queue.stream().context(), cells * Double.BYTES);
  }

  @Override
  public int interval() {
    return Recurrence.BATCH;
  }

  @Override
  public void run(int times, Runnable body, Recurrence recurrence) {
    queue.hold();
    try {
      queue.operands().hold(operands);
      int done = 0;
      if (graph == null) {
        body.run(); // loads and prepares what is used for the first time
        done = 1;
      }
      for (; done < times; done++) {
        one(body);
      }
      operands = queue.operands().known();
      MemorySegment copy = numbers.segment();
      Status.driver(
          "cuMemcpyDtoHAsync",
          Driver.cuMemcpyDtoHAsync_v2(
              copy,
              DeviceQueue.address(recurrence.cells()),
              copy.byteSize(),
              queue.stream().handle()));
    } finally {
      queue.rest();
    }
    recurrence.seen(numbers.segment());
  }

  private void one(Runnable body) {
    Graph recorded = graph;
    if (recorded == null && recordable) {
      try {
        recorded = new Graph(queue.stream(), body);
        graph = recorded;
      } catch (CudaException failure) {
        recordable = false;
        LOG.log(System.Logger.Level.DEBUG, "an iteration cannot be recorded", failure);
      }
    }
    if (recorded == null) {
      body.run();
    } else {
      recorded.launch(queue.stream());
    }
  }

  /** Frees the recording and the pinned memory. */
  @Override
  public void close() {
    Graph recorded = graph;
    if (recorded != null) {
      recorded.close();
      graph = null;
    }
    numbers.close();
  }
}
