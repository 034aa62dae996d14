package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Memory of the device that the host does not touch: buffers of kernels and libraries. */
final class DeviceMemory implements AutoCloseable {
  private final Context context;
  private final long address;
  private boolean closed;

  /**
   * Takes memory, all bytes zero.
   *
   * @throws CudaException if there is not enough
   */
  DeviceMemory(Stream stream, long bytes) {
    this.context = stream.context();
    context.bind();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.JAVA_LONG);
      Status.driver("cuMemAlloc of " + bytes + " bytes", Driver.cuMemAlloc_v2(cell, bytes));
      this.address = cell.get(ValueLayout.JAVA_LONG, 0);
    }
    int code = Driver.cuMemsetD8Async(address, (byte) 0, bytes, stream.handle());
    if (code != Driver.CUDA_SUCCESS()) {
      close();
    }
    Status.driver("cuMemsetD8Async", code);
  }

  long address() {
    return address;
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.bind();
      Status.driver("cuMemFree", Driver.cuMemFree_v2(address));
    }
  }
}
