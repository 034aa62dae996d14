package gatun.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this process, chosen once when the class is initialised: the preferred one of
 * the machine, or the one that the setting {@code gatun.simd.bits} names. It must be a constant for
 * the compiler.
 */
final class Lanes {
  /** All memory by address. Kernels use it; who calls them holds the lifetime of the operands. */
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /**
   * What an address can be. A kernel masks its base addresses with it once: the compiler then knows
   * that they, with an int offset added, lie inside {@link #ALL}, and leaves all checks out.
   */
  static final long ADDRESS = 0xFFFF_FFFF_FFFFL;

  static final double INFINITY = Double.POSITIVE_INFINITY;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** A value that no data has by chance; see where results are compared with it. */
  static final long UNLIKELY = 0x5EED_0DD5_1DEA_0001L;

  /** The vector width in bits. */
  static final int BITS = chosen();

  static final VectorSpecies<Double> F64 =
      VectorSpecies.of(double.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Float> F32 =
      VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));

  /**
   * The classes of these vectors. A kernel casts a vector that a loop or a branch has changed to
   * its class before it calls a method of it: the compiler does not know it otherwise (decision
   * 0004).
   */
  static final Class<? extends DoubleVector> CLASS_F64 = DoubleVector.zero(F64).getClass();

  static final Class<? extends FloatVector> CLASS_F32 = FloatVector.zero(F32).getClass();

  /** As many bits of integers, for the bits of {@link #F64} and {@link #F32}. */
  static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, F64.vectorShape());

  static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, F32.vectorShape());

  static final Class<? extends LongVector> CLASS_I64 = LongVector.zero(I64).getClass();

  static final Class<? extends IntVector> CLASS_I32 = IntVector.zero(I32).getClass();

  private Lanes() {}

  /** Returns the width that the machine prefers. */
  static int preferred() {
    return Math.min(
        DoubleVector.SPECIES_PREFERRED.vectorBitSize(),
        FloatVector.SPECIES_PREFERRED.vectorBitSize());
  }

  private static int chosen() {
    Integer setting = Integer.getInteger(SimdBackendProvider.BITS);
    return setting == null ? Math.min(512, preferred()) : setting;
  }
}
