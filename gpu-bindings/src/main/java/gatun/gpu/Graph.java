package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Work that was recorded once and is handed over as a whole: one call of the host for all its
 * launches. Addresses and parameters are those of the recording.
 *
 * <p>One thread at a time, the one that holds the stream.
 */
public final class Graph implements AutoCloseable {
  private final Context context;
  private final MemorySegment executable;
  private boolean closed;

  /**
   * Records what the work hands to a stream, without running it.
   *
   * @throws CudaException if the work cannot be recorded: it waits for the device, say. The stream
   *     then holds nothing of it
   */
  public Graph(Stream stream, Runnable work) {
    this.context = stream.context();
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment graph = record(stream, work, cell);
      try {
        Status.driver(
            "cuGraphInstantiateWithFlags", Driver.cuGraphInstantiateWithFlags(cell, graph, 0));
        this.executable = cell.get(ValueLayout.ADDRESS, 0);
      } finally {
        Driver.cuGraphDestroy(graph);
      }
    }
  }

  private static MemorySegment record(Stream stream, Runnable work, MemorySegment cell) {
    Status.driver(
        "cuStreamBeginCapture",
        Driver.cuStreamBeginCapture_v2(
            stream.handle(), Driver.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL()));
    boolean whole = false;
    int code;
    try {
      work.run();
      whole = true;
    } finally {
      code = Driver.cuStreamEndCapture(stream.handle(), cell); // ends it in any case
      MemorySegment begun = cell.get(ValueLayout.ADDRESS, 0);
      if (!whole && begun.address() != 0) {
        Driver.cuGraphDestroy(begun);
      }
    }
    Status.driver("cuStreamEndCapture", code);
    return cell.get(ValueLayout.ADDRESS, 0);
  }

  /**
   * Hands the recorded work to a stream.
   *
   * @throws CudaException if the driver refuses
   */
  public void launch(Stream stream) {
    Status.driver("cuGraphLaunch", Driver.cuGraphLaunch(executable, stream.handle()));
  }

  /** Frees the recording; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.bind();
      Status.driver("cuGraphExecDestroy", Driver.cuGraphExecDestroy(executable));
    }
  }
}
