package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;

import gatun.engine.DType;
import gatun.engine.Halves;
import java.lang.foreign.ValueLayout;

/**
 * Brings elements of any type and stride (in bytes) into a densely packed tile of this type, and
 * back. Moves n elements.
 */
final class MapStorageF64 {
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  // @F32 private static final ValueLayout.OfDouble OTHER = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfFloat OTHER = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int B = Double.BYTES;

  private MapStorageF64() {}

  /** Returns the first element of a tile. */
  static double first(long tile) {
    return ALL.get(SCALAR, tile & ADDRESS);
  }

  /** Fills a tile with one value. */
  static void fill(double value, long ptile, int n) {
    long tile = ptile & ADDRESS;
    for (int i = 0; i < n; i++) {
      ALL.set(SCALAR, tile + (long) B * i, value);
    }
  }

  /** Brings what a vector kernel can; returns whether it did. */
  private static boolean loaded(DType type, long x, long step, long tile, int n) {
    if (type == DType.F64 && step == B) {
      Level1KernelsF64.copy(x, tile, n);
      return true;
    }
    return false; // @F32 return step == Short.BYTES && HalfStorage.load(type, x, tile, n);
  }

  /** Stores what a vector kernel can; returns whether it did. */
  private static boolean stored(DType type, long tile, long x, long step, int n) {
    if (type == DType.F64 && step == B) {
      Level1KernelsF64.copy(tile, x, n);
      return true;
    }
    return false; // @F32 return step == Short.BYTES && HalfStorage.store(type, tile, x, n);
  }

  static void load(DType type, long px, long step, long ptile, int n) {
    long x = px & ADDRESS;
    long tile = ptile & ADDRESS;
    if (loaded(type, x, step, tile, n)) {
      return;
    }
    switch (type) {
      // @F32 case F32 -> {
      case F64 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, ALL.get(SCALAR, x + i * step));
        }
      }
      // @F32 case F64 -> {
      case F32 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, (double) ALL.get(OTHER, x + i * step));
        }
      }
      case F16 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, Halves.fromF16(ALL.get(SHORT, x + i * step)));
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, Halves.fromBf16(ALL.get(SHORT, x + i * step)));
        }
      }
      case I8 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, ALL.get(ValueLayout.JAVA_BYTE, x + i * step));
        }
      }
      case I32 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, (double) ALL.get(INT, x + i * step));
        }
      }
      case I64 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, tile + (long) B * i, (double) ALL.get(LONG, x + i * step));
        }
      }
    }
  }

  static void store(DType type, long ptile, long px, long step, int n) {
    long x = px & ADDRESS;
    long tile = ptile & ADDRESS;
    if (stored(type, tile, x, step, n)) {
      return;
    }
    switch (type) {
      // @F32 case F32 -> {
      case F64 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SCALAR, x + i * step, ALL.get(SCALAR, tile + (long) B * i));
        }
      }
      // @F32 case F64 -> {
      case F32 -> {
        for (int i = 0; i < n; i++) {
          // @F32 ALL.set(OTHER, x + i * step, ALL.get(SCALAR, tile + (long) B * i));
          ALL.set(OTHER, x + i * step, (float) ALL.get(SCALAR, tile + (long) B * i));
        }
      }
      case F16 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SHORT, x + i * step, Halves.toF16(ALL.get(SCALAR, tile + (long) B * i)));
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(SHORT, x + i * step, Halves.toBf16(ALL.get(SCALAR, tile + (long) B * i)));
        }
      }
      case I8 -> {
        for (int i = 0; i < n; i++) {
          byte v = (byte) ALL.get(SCALAR, tile + (long) B * i);
          ALL.set(ValueLayout.JAVA_BYTE, x + i * step, v);
        }
      }
      case I32 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(INT, x + i * step, (int) ALL.get(SCALAR, tile + (long) B * i));
        }
      }
      case I64 -> {
        for (int i = 0; i < n; i++) {
          ALL.set(LONG, x + i * step, (long) ALL.get(SCALAR, tile + (long) B * i));
        }
      }
    }
  }
}
