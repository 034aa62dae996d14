package gatun.engine;

import java.util.Arrays;

/**
 * The extents of a {@link Tensor}, outermost axis first; immutable. A shape of rank 0 is a scalar
 * and has size 1.
 */
public final class Shape {
  private final long[] extents;
  private final long size;

  private Shape(long[] extents) {
    this.extents = extents;
    long product = 1;
    boolean empty = false;
    for (long extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "Shape " + Arrays.toString(extents) + ": extents must be >= 0");
      }
      product = multiply(product, Math.max(1, extent), extents); // strides must fit beside a zero
      empty |= extent == 0;
    }
    this.size = empty ? 0 : product;
  }

  /**
   * Returns the shape with the given extents.
   *
   * @throws IllegalArgumentException if an extent is negative, or the product of those other than 0
   *     exceeds 2^63 − 1
   */
  public static Shape of(long... extents) {
    return new Shape(extents.clone());
  }

  private static long multiply(long a, long b, long[] extents) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "Shape " + Arrays.toString(extents) + ": more than 2^63 - 1 elements", e);
    }
  }

  /** Returns the number of axes. */
  public int rank() {
    return extents.length;
  }

  /** Returns the extent of one axis. */
  public long extent(int axis) {
    return extents[axis];
  }

  /** Returns the number of elements, the product of all extents. */
  public long size() {
    return size;
  }

  /** Returns the extents as a fresh array. */
  public long[] extents() {
    return extents.clone();
  }

  /** Returns the strides, in elements, of a densely packed row-major tensor of this shape. */
  public long[] rowMajorStrides() {
    long[] strides = new long[extents.length];
    long stride = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, extents[axis]);
    }
    return strides;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
