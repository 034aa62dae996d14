package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the driver holds for one device: its primary context, which CUDA's own libraries use too. It
 * is retained once for each device and kept for the life of the process, so that memory taken from
 * it stays valid whatever else is closed.
 *
 * <p>A thread must {@link #bind} the context before it calls CUDA; the classes of this package do
 * so themselves. Safe for use by several threads.
 */
public final class Context {
  private static final Map<Integer, Context> RETAINED = new ConcurrentHashMap<>();

  private final Device device;
  private final MemorySegment handle;
  private final SharedMemory memory;

  private Context(Device device) {
    this.device = device;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
      Status.driver("cuDeviceGet", Driver.cuDeviceGet(number, device.ordinal()));
      MemorySegment cell = arena.allocate(ValueLayout.ADDRESS);
      Status.driver(
          "cuDevicePrimaryCtxRetain",
          Driver.cuDevicePrimaryCtxRetain(cell, number.get(ValueLayout.JAVA_INT, 0)));
      this.handle = cell.get(ValueLayout.ADDRESS, 0);
    }
    this.memory = new SharedMemory(this);
  }

  /**
   * Returns the context of a device.
   *
   * @throws CudaException if the driver refuses
   */
  public static Context of(Device device) {
    return RETAINED.computeIfAbsent(device.ordinal(), _ -> new Context(device));
  }

  /** Returns the device. */
  public Device device() {
    return device;
  }

  /** Returns the memory of workspaces; one for each device, so blocks are kept for all of them. */
  SharedMemory memory() {
    return memory;
  }

  /** Makes this context the current one of the calling thread. Allocates nothing. */
  public void bind() {
    Status.driver("cuCtxSetCurrent", Driver.cuCtxSetCurrent(handle));
  }
}
