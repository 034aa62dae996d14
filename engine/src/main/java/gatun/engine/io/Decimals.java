package gatun.engine.io;

import java.math.BigInteger;

/**
 * Turns a decimal number, digits times a power of ten, into the nearest double, ties to even.
 *
 * <p>Two ways, both exact. Digits up to 2^53 and powers up to 10^22 are doubles themselves, and so
 * their product or quotient is rounded only once (W. D. Clinger, How to read floating point numbers
 * accurately, PLDI 1990). Otherwise the digits are multiplied by the first 128 bits of the power of
 * five; that the bits behind them cannot matter is proved in D. Lemire, Number parsing at a
 * gigabyte per second, Software: Practice and Experience 51, 2021, and N. Mushtak, D. Lemire, Fast
 * number parsing without fallback, 53, 2023.
 */
final class Decimals {
  /** Powers of ten from −{@value} to {@value} are taken: all results are normal numbers. */
  static final int MOST = 64;

  private static final long EXACT = 1L << 53; // integers up to here are doubles
  private static final int MANTISSA = 52;
  private static final int BIAS = 1023;
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Decimals() {}

  /**
   * Returns digits · 10^power.
   *
   * @param digits from 0 to 2^63 − 1
   * @param power from −{@link #MOST} to {@link #MOST}
   */
  static double nearest(long digits, int power) {
    if (digits <= EXACT && power >= -22 && power <= 22) {
      return power < 0 ? digits / TENS[-power] : digits * TENS[power];
    }
    return digits == 0 ? 0 : product(digits, power);
  }

  private static double product(long digits, int power) {
    int zeros = Long.numberOfLeadingZeros(digits);
    long w = digits << zeros;
    long five = Fives.HIGH[MOST + power];
    long high = Math.unsignedMultiplyHigh(w, five);
    long low = w * five;
    if ((high & 0x1ff) == 0x1ff) { // the lower half of the power may carry into what counts
      long carry = Math.unsignedMultiplyHigh(w, Fives.LOW[MOST + power]);
      low += carry;
      high += Long.compareUnsigned(low, carry) < 0 ? 1 : 0;
    }
    int top = (int) (high >>> 63);
    int shift = top + 64 - MANTISSA - 3;
    long mantissa = high >>> shift; // 53 bits and one for rounding
    boolean half = (low == 0 || low == 1) && power >= -4 && power <= 23 && (mantissa & 3) == 1;
    if (half && mantissa << shift == high) {
      mantissa--; // exactly between two doubles, the lower one is even
    }
    mantissa = mantissa + (mantissa & 1) >>> 1;
    int log2 = ((152_170 + 65_536) * power >> 16) + 63;
    long exponent = log2 + top - zeros + BIAS;
    if (mantissa == 1L << MANTISSA + 1) {
      mantissa >>= 1;
      exponent++;
    }
    return Double.longBitsToDouble(exponent << MANTISSA | mantissa & (1L << MANTISSA) - 1);
  }

  /** The powers of five, each shifted to 128 bits; those below 1 are rounded up. */
  private static final class Fives {
    static final long[] HIGH = new long[2 * MOST + 1];
    static final long[] LOW = new long[2 * MOST + 1];

    static {
      for (int power = -MOST; power <= MOST; power++) {
        BigInteger five = BigInteger.valueOf(5).pow(Math.abs(power));
        BigInteger bits;
        if (power >= 0) {
          bits = five.shiftLeft(128).shiftRight(five.bitLength());
        } else {
          int places = (power >= -27 ? 127 : 128 + five.bitLength()) + five.bitLength();
          bits = BigInteger.ONE.shiftLeft(places).divide(five).add(BigInteger.ONE);
          bits = bits.shiftRight(bits.bitLength() - 128);
        }
        HIGH[MOST + power] = bits.shiftRight(64).longValue();
        LOW[MOST + power] = bits.longValue();
      }
    }
  }
}
