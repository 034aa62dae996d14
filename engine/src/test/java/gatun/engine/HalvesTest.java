package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalvesTest {
  private static final float QUIET = Float.intBitsToFloat(0x7FC0_0000);

  @Test
  void everyF16IsWhatTheJdkSaysAndComesBack() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float value = Halves.fromF16((short) bits);
      float expected = Float.float16ToFloat((short) bits);
      if (Float.isNaN(expected)) {
        int payload = Float.floatToRawIntBits(value);
        assertEquals((bits & 0x8000) << 16 | 0x7FC0_0000 | (bits & 0x3FF) << 13, payload);
        assertEquals((short) (bits | 0x200), Halves.toF16(value));
        assertEquals((short) (bits | 0x200), Halves.toF16((double) value));
      } else {
        assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(value));
        assertEquals((short) bits, Halves.toF16(value));
        assertEquals((short) bits, Halves.toF16((double) value));
      }
    }
  }

  @Test
  void everyBf16IsTheUpperHalfOfAFloatAndComesBack() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float value = Halves.fromBf16((short) bits);
      boolean nan = (bits & 0x7FFF) > 0x7F80;
      int upper = nan ? bits | 0x40 : bits;
      assertEquals(upper << 16, Float.floatToRawIntBits(value));
      assertEquals((short) upper, Halves.toBf16(value));
      assertEquals((short) upper, Halves.toBf16((double) value));
    }
  }

  @Test
  void roundsToTheNearestAndTiesToEven() {
    for (int bits = 0; bits < 0x7C00; bits++) {
      double low = Halves.fromF16((short) bits);
      double high = bits == 0x7BFF ? 65536 : Halves.fromF16((short) (bits + 1));
      around((low + high) / 2, bits, Halves::toF16);
    }
    for (int bits = 0; bits < 0x7F80; bits++) {
      double low = Halves.fromBf16((short) bits);
      double high = bits == 0x7F7F ? 0x1p128 : Halves.fromBf16((short) (bits + 1));
      around((low + high) / 2, bits, Halves::toBf16);
    }
  }

  private interface Rounding {
    short of(double value);
  }

  /** The middle goes to the even one, the doubles beside it to their own side. */
  private static void around(double middle, int below, Rounding rounding) {
    assertEquals((short) (below + (below & 1)), rounding.of(middle));
    assertEquals((short) below, rounding.of(Math.nextDown(middle)));
    assertEquals((short) (below + 1), rounding.of(Math.nextUp(middle)));
    assertEquals((short) (below | 0x8000), rounding.of(-Math.nextDown(middle)));
  }

  @Test
  void floatsRoundLikeDoubles() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 2_000_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      assertEquals(Halves.toF16((double) value), Halves.toF16(value));
      assertEquals(Halves.toBf16((double) value), Halves.toBf16(value));
    }
  }

  @Test
  void rangesAndNotNumbers() {
    assertEquals(0x7C00, Halves.toF16(65520f));
    assertEquals(0x7BFF, Halves.toF16(Math.nextDown(65520f)));
    assertEquals(0x7C00, Halves.toF16(Double.MAX_VALUE));
    assertEquals(0x7F80, Halves.toBf16(Double.MAX_VALUE));
    assertEquals(0, Halves.toF16(Double.MIN_VALUE));
    assertEquals((short) 0x8000, Halves.toBf16(-Double.MIN_VALUE));
    assertTrue(Float.isNaN(Halves.fromF16(Halves.toF16(QUIET))));
    assertTrue(Float.isNaN(Halves.fromBf16(Halves.toBf16(Double.NaN))));
  }
}
