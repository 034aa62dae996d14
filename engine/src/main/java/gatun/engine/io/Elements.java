package gatun.engine.io;

import gatun.engine.DType;
import gatun.engine.Halves;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Moves elements between pieces of memory. */
final class Elements {
  private Elements() {}

  /** Reverses the bytes of every element. */
  static void reverseBytes(MemorySegment memory, int width) {
    long count = memory.byteSize() / width;
    switch (width) {
      case 2 -> {
        for (long i = 0; i < count; i++) {
          short bits = memory.getAtIndex(ValueLayout.JAVA_SHORT, i);
          memory.setAtIndex(ValueLayout.JAVA_SHORT, i, Short.reverseBytes(bits));
        }
      }
      case 4 -> {
        for (long i = 0; i < count; i++) {
          int bits = memory.getAtIndex(ValueLayout.JAVA_INT, i);
          memory.setAtIndex(ValueLayout.JAVA_INT, i, Integer.reverseBytes(bits));
        }
      }
      case 8 -> {
        for (long i = 0; i < count; i++) {
          long bits = memory.getAtIndex(ValueLayout.JAVA_LONG, i);
          memory.setAtIndex(ValueLayout.JAVA_LONG, i, Long.reverseBytes(bits));
        }
      }
      default -> {} // single bytes have no order
    }
  }

  /** Copies the bits of an element. */
  static void copy(MemorySegment from, long i, MemorySegment to, long j, int width) {
    switch (width) {
      case 1 -> to.set(ValueLayout.JAVA_BYTE, j, from.get(ValueLayout.JAVA_BYTE, i));
      case 2 ->
          to.setAtIndex(ValueLayout.JAVA_SHORT, j, from.getAtIndex(ValueLayout.JAVA_SHORT, i));
      case 4 -> to.setAtIndex(ValueLayout.JAVA_INT, j, from.getAtIndex(ValueLayout.JAVA_INT, i));
      default -> to.setAtIndex(ValueLayout.JAVA_LONG, j, from.getAtIndex(ValueLayout.JAVA_LONG, i));
    }
  }

  /** Copies an element into one of another type, which is real or a wider integer. */
  static void convert(
      MemorySegment from, DType source, long i, MemorySegment to, DType target, long j) {
    if (source == target) {
      copy(from, i, to, j, source.bytes());
      return;
    }
    if (target.real()) {
      setReal(to, target, j, real(from, source, i));
    } else {
      setInteger(to, target, j, integer(from, source, i));
    }
  }

  /** Stores a real number in an element of a real type, rounded to the nearest. */
  static void setReal(MemorySegment to, DType target, long j, double value) {
    switch (target) {
      case F32 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, j, (float) value);
      case F64 -> to.setAtIndex(ValueLayout.JAVA_DOUBLE, j, value);
      case F16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, j, Halves.toF16(value));
      case BF16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, j, Halves.toBf16(value));
      case I8, I32, I64 -> throw new IllegalArgumentException("a real type, not " + target);
    }
  }

  /** Stores an integer in an element of any type, rounded to the nearest if it is real. */
  static void setInteger(MemorySegment to, DType target, long j, long value) {
    switch (target) {
      case F32 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, j, (float) value);
      case F64 -> to.setAtIndex(ValueLayout.JAVA_DOUBLE, j, (double) value);
      case F16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, j, Halves.toF16(value));
      case BF16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, j, Halves.toBf16(value));
      case I8 -> to.set(ValueLayout.JAVA_BYTE, j, (byte) value);
      case I32 -> to.setAtIndex(ValueLayout.JAVA_INT, j, (int) value);
      case I64 -> to.setAtIndex(ValueLayout.JAVA_LONG, j, value);
    }
  }

  private static double real(MemorySegment from, DType source, long i) {
    return switch (source) {
      case F32 -> from.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      case F64 -> from.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      case F16 -> Halves.fromF16(from.getAtIndex(ValueLayout.JAVA_SHORT, i));
      case BF16 -> Halves.fromBf16(from.getAtIndex(ValueLayout.JAVA_SHORT, i));
      case I8, I32, I64 -> integer(from, source, i);
    };
  }

  private static long integer(MemorySegment from, DType source, long i) {
    return switch (source) {
      case I8 -> from.get(ValueLayout.JAVA_BYTE, i);
      case I32 -> from.getAtIndex(ValueLayout.JAVA_INT, i);
      case I64 -> from.getAtIndex(ValueLayout.JAVA_LONG, i);
      case F32, F64, F16, BF16 -> throw new IllegalArgumentException("an integer, not " + source);
    };
  }
}
