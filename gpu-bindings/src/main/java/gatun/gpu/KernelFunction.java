package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A kernel and the block of its parameters, each of 64 bits. The driver copies them when it takes
 * the launch, so one block serves every launch, and a launch allocates nothing. One thread at a
 * time.
 *
 * <p>A letter says what a parameter is: {@code i} a whole number, {@code d} a real one, {@code p}
 * an address; {@code s} at the end a structure of {@link #STRUCTURE} whole numbers. A test compares
 * the letters with the sources, and {@code with} holds its callers to them.
 */
final class KernelFunction {
  /** Threads of a block: BLOCK of {@code common.cu}. */
  static final int BLOCK = 256;

  /** Elements of a thread in a pass: EACH of {@code common.cu}. */
  static final int EACH = 4;

  /** Rows and columns of a product that a block computes: TILE of {@code tile.cu}. */
  static final int TILE = 64;

  /** The most blocks of a reduction; each leaves one number for the last. */
  static final int REDUCING = 2048;

  /** Numbers of the structure that may stand at the end: LAYOUT of {@code common.cu}. */
  static final int STRUCTURE = 88;

  private static final long LARGEST_GRID = Integer.MAX_VALUE;

  private final String call;
  private final MemorySegment handle;
  private final MemorySegment values;
  private final MemorySegment pointers;
  private final String parameters;
  private final int slots;
  private int next;

  KernelFunction(String name, MemorySegment handle, String parameters) {
    this.call = "cuLaunchKernel of " + name;
    this.handle = handle;
    this.parameters = parameters;
    boolean structured = parameters.endsWith("s");
    this.slots = parameters.length() + (structured ? STRUCTURE - 1 : 0);
    Arena arena = Arena.ofAuto(); // lives as long as this function
    this.values = arena.allocate(ValueLayout.JAVA_LONG, slots);
    this.pointers = arena.allocate(ValueLayout.ADDRESS, parameters.length());
    for (int i = 0; i < parameters.length(); i++) {
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
    expect(false);
    values.setAtIndex(ValueLayout.JAVA_LONG, next++, value);
    return this;
  }

  /** Appends a real number. */
  KernelFunction with(double value) {
    expect(true);
    values.setAtIndex(ValueLayout.JAVA_DOUBLE, next++, value);
    return this;
  }

  private void expect(boolean real) {
    char letter = next < parameters.length() ? parameters.charAt(next) : 's';
    if (next >= slots || (letter == 'd') != real) {
      throw new IllegalStateException(call + ": parameter " + next + " is not as " + parameters);
    }
  }

  /** Fills up the structure with zeros. */
  KernelFunction filled() {
    while (next < slots) {
      with(0L);
    }
    return this;
  }

  /** Returns the blocks of a pass over n elements. */
  static long pass(long n) {
    return Math.ceilDiv(n, (long) BLOCK * EACH);
  }

  /** Returns the blocks of a product of m by n elements. */
  static long tiles(long m, long n) {
    return Math.ceilDiv(m, (long) TILE) * Math.ceilDiv(n, (long) TILE);
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
    if (next != slots || blocks < 1 || blocks > LARGEST_GRID) {
      throw new IllegalStateException(
          call + ": " + next + " of " + slots + " parameters, " + blocks + " blocks");
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
