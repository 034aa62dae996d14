package gatun.gpu;

import gatun.engine.spi.Memory;
import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/**
 * Unified memory of one device for the tensors of workspaces: one address for host and device, and
 * pages that move to the side that uses them. Begins on the device, filled with zeros there.
 *
 * <p>Blocks of up to 1 MiB are cut from slabs, in sizes of powers of two, and kept when their arena
 * closes; larger ones are given back to the driver.
 */
final class SharedMemory implements Memory {
  private static final System.Logger LOG = System.getLogger(SharedMemory.class.getName());
  private static final int SMALLEST = 8; // 256 bytes, the alignment that the driver itself gives
  private static final int LARGEST = 20;
  private static final long SLAB = 2L << LARGEST;

  private final Context context;
  private final ArrayDeque<Long>[] free;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic type
  SharedMemory(Context context) {
    this.context = context;
    this.free = new ArrayDeque[LARGEST + 1];
    for (int size = SMALLEST; size <= LARGEST; size++) {
      free[size] = new ArrayDeque<>();
    }
  }

  @Override
  public MemorySegment allocate(long bytes, long alignment, Arena arena) {
    context.bind();
    int size = sizeClass(bytes);
    long address = size <= LARGEST ? block(size) : fresh(bytes);
    try {
      zero(address, bytes);
      return MemorySegment.ofAddress(address)
          .reinterpret(bytes, arena, _ -> giveBack(address, size));
    } catch (RuntimeException failure) {
      giveBack(address, size);
      throw failure;
    }
  }

  /** Returns the exponent of the smallest power of two that holds so many bytes. */
  static int sizeClass(long bytes) {
    return Math.max(SMALLEST, Long.SIZE - Long.numberOfLeadingZeros(bytes - 1));
  }

  private synchronized long block(int size) {
    ArrayDeque<Long> kept = free[size];
    if (kept.isEmpty()) {
      long slab = fresh(SLAB);
      for (long at = 0; at < SLAB; at += 1L << size) {
        kept.add(slab + at);
      }
    }
    return kept.remove();
  }

  private static long fresh(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.JAVA_LONG);
      int code = Driver.cuMemAllocManaged(cell, bytes, Driver.CU_MEM_ATTACH_GLOBAL());
      if (code == Driver.CUDA_ERROR_OUT_OF_MEMORY()) {
        throw new OutOfMemoryError("cuMemAllocManaged: " + Status.driverMeaning(code));
      }
      Status.driver("cuMemAllocManaged of " + bytes + " bytes", code);
      return cell.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  private static void zero(long address, long bytes) {
    MemorySegment defaultStream = MemorySegment.NULL;
    Status.driver(
        "cuMemsetD8Async", Driver.cuMemsetD8Async(address, (byte) 0, bytes, defaultStream));
    Status.driver("cuStreamSynchronize", Driver.cuStreamSynchronize(defaultStream));
  }

  /** Called when an arena closes, maybe by a cleaner: it must not throw. */
  private void giveBack(long address, int size) {
    if (size <= LARGEST) {
      synchronized (this) {
        free[size].add(address);
      }
      return;
    }
    try {
      context.bind();
      Status.driver("cuMemFree", Driver.cuMemFree_v2(address));
    } catch (CudaException failure) {
      LOG.log(System.Logger.Level.WARNING, "memory of the device was not freed", failure);
    }
  }
}
