package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.DType;
import gatun.engine.Halves;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Densely packed F16 and BF16 to F32 and back, as {@link Halves} defines it. Moves 6 bytes an
 * element.
 *
 * <p>JDK 25 has no vectors of F16, so bits are moved as integers. The scalar conversion of the JDK
 * is one instruction, but in a loop over memory by address the compiler does not vectorise it
 * (decision 0015).
 */
final class HalfStorage {
  private static final VectorSpecies<Float> F = Lanes.F32;
  private static final VectorSpecies<Integer> I = Lanes.I32;
  private static final VectorSpecies<Short> H =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.BITS / 2));
  private static final Class<? extends IntVector> W = Lanes.CLASS_I32;
  private static final Class<? extends ShortVector> N = ShortVector.zero(H).getClass();
  private static final int L = F.length();
  private static final int B = Float.BYTES;
  private static final int HALF = Short.BYTES;
  private static final ValueLayout.OfFloat SCALAR = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  /** Infinity of F16, its bits moved to where those of an F32 are. */
  private static final int INFINITY = 0x7C00 << 13;

  private HalfStorage() {}

  /** Computes n numbers y from those of a type of 16 bits at x; returns false for another type. */
  static boolean load(DType type, long x, long y, int n) {
    if (type == DType.F16) {
      loadF16(x, y, n);
    } else if (type == DType.BF16) {
      loadBf16(x, y, n);
    }
    return type == DType.F16 || type == DType.BF16;
  }

  /** Stores n numbers x in a type of 16 bits at y; returns false for another type. */
  static boolean store(DType type, long x, long y, int n) {
    if (type == DType.F16) {
      storeF16(x, y, n);
    } else if (type == DType.BF16) {
      storeBf16(x, y, n);
    }
    return type == DType.F16 || type == DType.BF16;
  }

  /** Computes n numbers y from the F16 at x. */
  static void loadF16(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      IntVector h =
          (IntVector)
              ShortVector.fromMemorySegment(H, ALL, x + (long) HALF * i, ORDER)
                  .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
      IntVector m = h.and(0x7FFF).lanewise(VectorOperators.LSHL, 13);
      // The exponent is 112 too small; as a product it comes out right for subnormal numbers, too.
      IntVector u = m.viewAsFloatingLanes().mul(0x1p112f).viewAsIntegralLanes();
      IntVector v =
          u.lanewise(VectorOperators.OR, 0x7F80_0000, m.compare(VectorOperators.GE, INFINITY));
      IntVector w =
          v.lanewise(VectorOperators.OR, 0x0040_0000, m.compare(VectorOperators.GT, INFINITY));
      W.cast(w.or(h.lanewise(VectorOperators.LSHL, 16).and(Integer.MIN_VALUE)))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, y + (long) B * i, Halves.fromF16(ALL.get(SHORT, x + (long) HALF * i)));
    }
  }

  /** Computes n numbers y from the BF16 at x. */
  static void loadBf16(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      IntVector h =
          (IntVector)
              ShortVector.fromMemorySegment(H, ALL, x + (long) HALF * i, ORDER)
                  .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
      IntVector v = h.lanewise(VectorOperators.LSHL, 16);
      IntVector a = v.and(Integer.MAX_VALUE);
      W.cast(
              v.lanewise(
                  VectorOperators.OR, 0x0040_0000, a.compare(VectorOperators.GT, 0x7F80_0000)))
          .intoMemorySegment(ALL, y + (long) B * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SCALAR, y + (long) B * i, Halves.fromBf16(ALL.get(SHORT, x + (long) HALF * i)));
    }
  }

  /** Stores n numbers x as F16 at y. */
  static void storeF16(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      IntVector f = IntVector.fromMemorySegment(I, ALL, x + (long) B * i, ORDER);
      IntVector a = f.and(Integer.MAX_VALUE);
      // Below 2^-14 the sum with ½ rounds to the last place of a subnormal F16.
      IntVector small = a.viewAsFloatingLanes().add(0.5f).viewAsIntegralLanes().sub(0x3F00_0000);
      IntVector odd = a.lanewise(VectorOperators.LSHR, 13).and(1);
      IntVector up = a.add(odd).sub(0x3800_0000 - 0xFFF).lanewise(VectorOperators.LSHR, 13);
      IntVector r = up.blend(small, a.compare(VectorOperators.LT, 0x3880_0000));
      IntVector s = r.blend(0x7C00, a.compare(VectorOperators.GE, 0x4780_0000));
      IntVector nan = a.lanewise(VectorOperators.LSHR, 13).and(0x3FF).or(0x7E00);
      IntVector t = s.blend(nan, a.compare(VectorOperators.GT, 0x7F80_0000));
      IntVector sign = f.lanewise(VectorOperators.LSHR, 16).and(0x8000);
      N.cast(t.or(sign).convertShape(VectorOperators.I2S, H, 0))
          .intoMemorySegment(ALL, y + (long) HALF * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SHORT, y + (long) HALF * i, Halves.toF16(ALL.get(SCALAR, x + (long) B * i)));
    }
  }

  /** Stores n numbers x as BF16 at y. */
  static void storeBf16(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    for (; i <= n - L; i += L) {
      IntVector f = IntVector.fromMemorySegment(I, ALL, x + (long) B * i, ORDER);
      IntVector odd = f.lanewise(VectorOperators.LSHR, 16).and(1);
      IntVector up = f.add(odd).add(0x7FFF);
      IntVector a = f.and(Integer.MAX_VALUE);
      IntVector r = up.blend(f.or(0x0040_0000), a.compare(VectorOperators.GT, 0x7F80_0000));
      N.cast(r.lanewise(VectorOperators.LSHR, 16).convertShape(VectorOperators.I2S, H, 0))
          .intoMemorySegment(ALL, y + (long) HALF * i, ORDER);
    }
    for (; i < n; i++) {
      ALL.set(SHORT, y + (long) HALF * i, Halves.toBf16(ALL.get(SCALAR, x + (long) B * i)));
    }
  }
}
