package gatun.engine;

/** The element type of a {@link Tensor}: its name, its size and whether it holds real numbers. */
public enum DType {
  /** IEEE 754 single precision, 4 bytes. */
  F32(4, true),
  /** IEEE 754 double precision, 8 bytes. */
  F64(8, true),
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

  /** Returns whether elements are floating-point numbers. */
  public boolean real() {
    return real;
  }

  /** Returns the distance from 1 to the next larger number; 0 for integers. */
  public double epsilon() {
    return switch (this) {
      case F32 -> Math.ulp(1.0f);
      case F64 -> Math.ulp(1.0);
      case I8, I32, I64 -> 0;
    };
  }
}
