package gatun.engine;

/**
 * The two real types of 16 bits, F16 and BF16: their bits, held in a {@code short}, to numbers and
 * back. To a wider type is exact. To 16 bits is rounded once, to the nearest, halves to even;
 * beyond the largest number it is infinity. NaN becomes a quiet NaN with its sign and the leading
 * bits of its payload.
 */
public final class Halves {
  private static final int QUIET = 0x0040_0000;
  private static final int EXPONENT = 0x7F80_0000;

  private Halves() {}

  /** Returns the number that the bits of an F16 stand for. */
  public static float fromF16(short bits) {
    float value = Float.float16ToFloat(bits);
    if (Float.isNaN(
        value)) { // compiled and interpreted code differ in the payload of a signalling NaN
      return Float.intBitsToFloat((bits & 0x8000) << 16 | EXPONENT | QUIET | (bits & 0x3FF) << 13);
    }
    return value;
  }

  /** Returns the number that the bits of a BF16 stand for. */
  public static float fromBf16(short bits) {
    float value = Float.intBitsToFloat(bits << 16);
    return Float.isNaN(value) ? Float.intBitsToFloat(bits << 16 | QUIET) : value;
  }

  /** Returns the bits of the nearest F16. */
  public static short toF16(float value) {
    if (Float.isNaN(value)) {
      int bits = Float.floatToRawIntBits(value);
      return (short) (bits >> 16 & 0x8000 | 0x7E00 | bits >> 13 & 0x3FF);
    }
    return Float.floatToFloat16(value);
  }

  /** Returns the bits of the nearest F16, rounded once. */
  public static short toF16(double value) {
    return toF16(odd(value));
  }

  /** Returns the bits of the nearest BF16. */
  public static short toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits | QUIET) >> 16);
    }
    return (short) (bits + 0x7FFF + (bits >> 16 & 1) >> 16);
  }

  /** Returns the bits of the nearest BF16, rounded once. */
  public static short toBf16(double value) {
    return toBf16(odd(value));
  }

  /**
   * Returns a number cut off to F32, with the last bit set if it is not exact: rounded again to a
   * shorter type this gives what the number itself would.
   */
  private static float odd(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    int cut = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
    return Float.intBitsToFloat(cut | 1);
  }
}
