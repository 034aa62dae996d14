package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import java.lang.foreign.ValueLayout;

/**
 * Reads and writes of memory by address, without a check in the compiled code.
 *
 * <p>A segment access is guarded by a range check. Inside a loop the compiler turns it into a nest
 * of loops whose preamble costs more than a short row of a sparse matrix. It can prove the check
 * away instead if the address is known to be small: so kernels mask every base address once with
 * {@link #MASK}, and a moving pointer where it is used, and index with unsigned 32-bit integers.
 */
final class Raw {
  /** Keeps the 48 bits that an address in user space can have. */
  static final long MASK = 0xFFFF_FFFF_FFFFL;

  private static int one = 1; // not final: see step()

  private Raw() {}

  /**
   * Returns 1, without the compiler knowing it. A loop that advances by it is not unrolled and
   * split into pre-, main and post-loop, which does not pay for a few iterations.
   */
  static int step() {
    return one;
  }

  /** Returns where a tensor begins. */
  static long address(Tensor tensor) {
    return ((HostTensor) tensor).address();
  }

  static int int32(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  static long unsigned32(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address) & 0xFFFF_FFFFL;
  }

  static long int64(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  static void int8(long address, int value) {
    Lanes.ALL.set(ValueLayout.JAVA_BYTE, address, (byte) value);
  }

  static void int16(long address, int value) {
    Lanes.ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, (short) value);
  }

  static void int32(long address, int value) {
    Lanes.ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  static void int64(long address, long value) {
    Lanes.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  static double real64(long address) {
    return Lanes.ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }

  static void real64(long address, double value) {
    Lanes.ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
  }

  /** Copies one element of {@code bytes} = 4 or 8 bytes. */
  static void copy(long from, long to, int bytes) {
    if (bytes == 8) {
      int64(to, int64(from));
    } else {
      int32(to, int32(from));
    }
  }

  /** Returns the bits of one element of {@code bytes} = 4 or 8 bytes. */
  static long bits(long address, int bytes) {
    return bytes == 8 ? int64(address) : unsigned32(address);
  }

  /** Stores the bits of one element of {@code bytes} = 4 or 8 bytes. */
  static void bits(long address, int bytes, long value) {
    if (bytes == 8) {
      int64(address, value);
    } else {
      int32(address, (int) value);
    }
  }
}
