package gatun.simd;

import static gatun.simd.Lanes.ALL;

import gatun.engine.DType;
import gatun.engine.Halves;
import java.lang.foreign.ValueLayout;

/**
 * Packs panels for the micro-kernel, see {@link GemmPackF32}, from matrices of F16 and BF16:
 * numbers are converted on the way, so a product costs no pass over memory of its own for that.
 */
final class HalfPanels {
  private static final int B = Float.BYTES;
  private static final int HALF = Short.BYTES;
  private static final ValueLayout.OfFloat SCALAR = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private HalfPanels() {}

  /** Returns whether numbers of a type are converted here. */
  static boolean takes(DType type) {
    return type == DType.F16 || type == DType.BF16;
  }

  /** Packs one panel of numbers of a type, as {@link GemmPackF32#panel} does those of F32. */
  static void panel(
      DType type, int depth, int count, int width, long from, long dk, long di, long to) {
    if (!takes(type)) {
      GemmPackF32.panel(depth, count, width, from, dk, di, to);
    } else if (di == HALF && count == width) {
      for (int k = 0; k < depth; k++) {
        HalfStorage.load(type, from + k * dk, to + (long) B * width * k, count);
      }
    } else {
      // Converted the way they lie, then packed as numbers of F32.
      boolean along = di == HALF;
      int lines = along ? depth : count;
      int length = along ? count : depth;
      long room = GemmBuffers.own().numbers((long) B * lines * length);
      for (int line = 0; line < lines; line++) {
        long source = from + line * (along ? dk : di);
        line(type, source, along ? di : dk, room + (long) B * length * line, length);
      }
      long step = (long) B * length;
      GemmPackF32.panel(depth, count, width, room, along ? step : B, along ? B : step, to);
    }
  }

  private static void line(DType type, long from, long step, long to, int n) {
    if (step == HALF) {
      HalfStorage.load(type, from, to, n);
      return;
    }
    boolean half = type == DType.F16;
    for (int i = 0; i < n; i++) {
      short bits = ALL.get(SHORT, from + i * step);
      ALL.set(SCALAR, to + (long) B * i, half ? Halves.fromF16(bits) : Halves.fromBf16(bits));
    }
  }
}
