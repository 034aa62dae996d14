package gatun.engine;

/** Checks of shapes that several operations share. */
final class Shapes {
  private Shapes() {}

  /** Checks that a tensor has the axis. */
  static void axis(String operation, int axis, Tensor x) {
    if (axis < 0 || axis >= x.shape().rank()) {
      throw new IllegalArgumentException(
          operation
              + ": expected an axis from 0 to "
              + (x.shape().rank() - 1)
              + " for shape "
              + x.shape()
              + ", found "
              + axis);
    }
  }

  /** {@link Check#dtype}; the operand's name is put together only for the message. */
  static void dtype(String operation, String operand, Tensor x, DType expected) {
    if (x.dtype() != expected) {
      Check.dtype(operation + " " + operand, x, expected);
    }
  }

  /** {@link Check#dense}; the operand's name is put together only for the message. */
  static void dense(String operation, String operand, Tensor x, DType dtype, long length) {
    boolean fits = x.dtype() == dtype && x.shape().rank() == 1 && x.size() == length;
    if (!fits || !x.contiguous()) {
      Check.dense(operation + " " + operand, x, dtype, length);
    }
  }

  /** Checks type and shape of an operand. */
  static void like(String operation, String operand, Tensor x, Tensor y, DType dtype) {
    dtype(operation, operand, y, dtype);
    if (!x.shape().equals(y.shape())) {
      throw new IllegalArgumentException(
          operation + " " + operand + ": expected shape " + x.shape() + ", found " + y.shape());
    }
  }

  /** Checks that two tensors have the same extents but along one axis. */
  static void likeBut(String operation, int axis, Tensor x, Tensor y) {
    boolean same = x.shape().rank() == y.shape().rank();
    for (int k = 0; same && k < x.shape().rank(); k++) {
      same = k == axis || x.shape().extent(k) == y.shape().extent(k);
    }
    if (!same) {
      throw new IllegalArgumentException(
          operation
              + ": expected equal extents but along axis "
              + axis
              + ", found shapes "
              + x.shape()
              + " and "
              + y.shape());
    }
  }

  /** Checks that the rows of a tensor, its last axis, lie densely packed. */
  static void denseRows(String operation, String operand, Tensor x) {
    int last = x.shape().rank() - 1;
    if (last < 0 || (x.stride(last) != 1 && x.shape().extent(last) > 1)) {
      throw new IllegalArgumentException(
          operation
              + " "
              + operand
              + ": expected a tensor whose last axis is densely packed, found "
              + x
              + "; copy it into a fresh tensor");
    }
  }

  /** Checks that a row has a length that kernels can count. */
  static void shortRows(String operation, long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          operation + ": expected rows of fewer than 2^31 - 8 elements, found " + length);
    }
  }

  /** Checks that two tensors are the same view or share no memory. */
  static void sameOrDistinct(String operation, Tensor input, Tensor output) {
    if (input == output) {
      return;
    }
    if (input instanceof HostTensor a
        && output instanceof HostTensor b
        && a.address() == b.address()
        && a.shape().equals(b.shape())) {
      boolean same = true;
      for (int k = 0; k < a.shape().rank(); k++) {
        same &= a.stride(k) == b.stride(k) || a.shape().extent(k) == 1;
      }
      if (same) {
        return;
      }
    }
    Check.distinct(operation, input, output);
  }
}
