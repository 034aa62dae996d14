package gatun.engine;

/** The element type of a {@link Tensor}: its name, its size and whether it holds real numbers. */
public enum DType {
  /** IEEE 754 single precision, 4 bytes. */
  F32(4, true),
  /** IEEE 754 double precision, 8 bytes. */
  F64(8, true),
  /** IEEE 754 half precision, 2 bytes: 11 significant bits, up to 65504. Storage only. */
  F16(2, true),
  /** The upper half of an F32, 2 bytes: 8 significant bits, the range of F32. Storage only. */
  BF16(2, true),
  /** Two's complement integer of 8 bits (cell kinds, masks). */
  I8(1, false),
  /** Two's complement integer of 32 bits (column indices). */
  I32(4, false),
  /** Two's complement integer of 64 bits (row pointers). */
  I64(8, false);

  private final int bytes;
  private final boolean real;

  DType(int bytes, boolean real) {
    this.bytes = bytes;
    this.real = real;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether elements are floating-point numbers, F16 and BF16 among them. */
  public boolean real() {
    return real;
  }

  /**
   * Returns whether kernels compute in this type: F32 and F64. Numbers of F16 and BF16 are stored
   * only; an operation that takes them converts them when it reads and writes them, see {@link
   * Halves}.
   */
  public boolean computes() {
    return this == F32 || this == F64;
  }

  /** Returns the distance from 1 to the next larger number; 0 for integers. */
  public double epsilon() {
    return switch (this) {
      case F32 -> Math.ulp(1.0f);
      case F64 -> Math.ulp(1.0);
      case F16 -> 0x1p-10;
      case BF16 -> 0x1p-7;
      case I8, I32, I64 -> 0;
    };
  }
}
