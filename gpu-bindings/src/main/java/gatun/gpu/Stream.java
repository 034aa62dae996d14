package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A queue of a device: what is handed to it runs in this order, beside the host. It does not wait
 * for the default stream. One thread at a time may use it.
 */
public final class Stream implements AutoCloseable {
  private final Context context;
  private final MemorySegment handle;
  private boolean closed;

  /**
   * Creates a stream.
   *
   * @throws CudaException if the driver refuses
   */
  public Stream(Context context) {
    this.context = context;
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      Status.driver("cuStreamCreate", Driver.cuStreamCreate(cell, Driver.CU_STREAM_NON_BLOCKING()));
      this.handle = cell.get(ValueLayout.ADDRESS, 0);
    }
  }

  /** Returns the context it belongs to. */
  public Context context() {
    return context;
  }

  /**
   * Waits until all that was handed over is done.
   *
   * @throws CudaException if some of it failed; the device's context is then unusable
   */
  public void await() {
    Status.driver("cuStreamSynchronize", Driver.cuStreamSynchronize(handle));
  }

  /** Ends the stream after its work; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.bind();
      Status.driver("cuStreamDestroy", Driver.cuStreamDestroy_v2(handle));
    }
  }

  MemorySegment handle() {
    return handle;
  }
}
