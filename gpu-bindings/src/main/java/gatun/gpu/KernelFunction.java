package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A kernel and the block of its parameters, each of 64 bits. The driver copies them when it takes
 * the launch, so one block serves every launch, and a launch allocates nothing. One thread at a
 * time.
 */
final class KernelFunction {
  /** Threads of a block: BLOCK of {@code common.cu}. */
  static final int BLOCK = 256;

  /** Elements of a thread in a pass: EACH of {@code common.cu}. */
  static final int EACH = 4;

  /** The most blocks of a reduction; each leaves one number for the last. */
  static final int REDUCING = 2048;

  private static final long LARGEST_GRID = Integer.MAX_VALUE;

  private final String call;
  private final MemorySegment handle;
  private final MemorySegment values;
  private final MemorySegment pointers;
  private final int parameters;
  private int next;

  KernelFunction(String name, MemorySegment handle, int parameters) {
    this.call = "cuLaunchKernel of " + name;
    this.handle = handle;
    this.parameters = parameters;
    Arena arena = Arena.ofAuto(); // lives as long as this function
    this.values = arena.allocate(ValueLayout.JAVA_LONG, parameters);
    this.pointers = arena.allocate(ValueLayout.ADDRESS, parameters);
    for (int i = 0; i < parameters; i++) {
      pointers.setAtIndex(ValueLayout.ADDRESS, i, values.asSlice(8L * i));
    }
  }

  /** Begins with the first parameter, whatever an interrupted caller left. */
  KernelFunction begin() {
    next = 0;
    return this;
  }

  /** Appends a whole number or an address. */
  KernelFunction with(long value) {
    values.setAtIndex(ValueLayout.JAVA_LONG, next++, value);
    return this;
  }

  /** Appends a real number. */
  KernelFunction with(double value) {
    values.setAtIndex(ValueLayout.JAVA_DOUBLE, next++, value);
    return this;
  }

  /** Returns the blocks of a pass over n elements. */
  static long pass(long n) {
    return Math.ceilDiv(n, (long) BLOCK * EACH);
  }

  /** Returns the blocks of a reduction of n elements; a function of n alone, as the bits are. */
  static long reduction(long n) {
    return Math.min(REDUCING, Math.ceilDiv(n, (long) BLOCK * EACH));
  }

  /**
   * Hands the kernel to a stream, with the parameters that were appended.
   *
   * @throws CudaException if the driver refuses
   */
  void launch(Stream stream, long blocks) {
    if (next != parameters || blocks < 1 || blocks > LARGEST_GRID) {
      throw new IllegalStateException(
          call + ": " + next + " of " + parameters + " parameters, " + blocks + " blocks");
    }
    int code =
        Driver.cuLaunchKernel(
            handle,
            (int) blocks,
            1,
            1,
            BLOCK,
            1,
            1,
            0,
            stream.handle(),
            pointers,
            MemorySegment.NULL);
    if (code != Driver.CUDA_SUCCESS()) {
      Status.driver(call, code);
    }
  }
}
