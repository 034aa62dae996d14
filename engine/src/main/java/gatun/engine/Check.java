package gatun.engine;

import java.util.function.Supplier;

/**
 * The checks of public methods. A message names the operation, the operand, what was expected, what
 * was found and, where it is not plain, what to do. Kernels check nothing.
 */
public final class Check {
  private Check() {}

  /** Throws {@link IllegalArgumentException} with the message unless the condition holds. */
  public static void that(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IllegalArgumentException(message.get());
    }
  }

  /** Checks the rank of one operand. */
  public static void rank(String operand, Tensor tensor, int rank) {
    if (tensor.shape().rank() != rank) {
      throw new IllegalArgumentException(
          operand + ": expected rank " + rank + ", found shape " + tensor.shape());
    }
  }

  /** Checks the element type of one operand. */
  public static void dtype(String operand, Tensor tensor, DType expected) {
    if (tensor.dtype() != expected) {
      throw new IllegalArgumentException(
          operand
              + ": expected "
              + expected
              + ", found "
              + tensor.dtype()
              + "; convert it first or open the operation for "
              + tensor.dtype());
    }
  }

  /** Checks that an operand is a vector of the given type and length. */
  public static void vector(String operand, Tensor tensor, DType dtype, long length) {
    dtype(operand, tensor, dtype);
    if (tensor.shape().rank() != 1 || tensor.size() != length) {
      throw new IllegalArgumentException(
          operand
              + ": expected a vector of "
              + length
              + " elements, found shape "
              + tensor.shape());
    }
  }

  /** Checks that an operand is a densely packed vector of the given type and length. */
  public static void dense(String operand, Tensor tensor, DType dtype, long length) {
    vector(operand, tensor, dtype, length);
    if (!tensor.contiguous()) {
      throw new IllegalArgumentException(
          operand
              + ": expected densely packed elements, found a view with stride "
              + tensor.stride(0)
              + "; copy it into a fresh tensor");
    }
  }

  /** Checks that two vectors of one operation have the same length. */
  public static void sameLength(String operation, Tensor x, Tensor y) {
    if (x.shape().rank() != 1 || y.shape().rank() != 1 || x.size() != y.size()) {
      throw new IllegalArgumentException(
          operation
              + ": expected two vectors of one length, found shapes "
              + x.shape()
              + " and "
              + y.shape());
    }
  }

  /** Checks that input and output of an operation share no memory. */
  public static void distinct(String operation, Tensor input, Tensor output) {
    if (input instanceof HostTensor a
        && output instanceof HostTensor b
        && a.size() > 0
        && b.size() > 0
        && overlap(a, b)) {
      throw new IllegalArgumentException(
          operation + ": input and output overlap in memory; give the output memory of its own");
    }
  }

  /**
   * Returns whether two tensors have an element in common. Never wrong where it says no; views that
   * interleave, such as two columns or two blocks of one matrix, are told apart by where they lie
   * between two neighbours along the outer axes.
   */
  private static boolean overlap(HostTensor a, HostTensor b) {
    boolean apart =
        a.address() + bytes(a, 0) <= b.address() || b.address() + bytes(b, 0) <= a.address();
    for (int inner = 0; !apart && inner <= a.shape().rank(); inner++) {
      for (int other = 0; !apart && other <= b.shape().rank(); other++) {
        long period = gcd(period(a, inner), period(b, other));
        long shift = period == 0 ? 0 : Math.floorMod(b.address() - a.address(), period);
        apart = shift >= bytes(a, inner) && shift + bytes(b, other) <= period;
      }
    }
    return !apart;
  }

  /** Returns the bytes from the first to the last element along the axes from one on. */
  private static long bytes(HostTensor t, int from) {
    long last = 0;
    for (int axis = from; axis < t.shape().rank(); axis++) {
      last += (t.shape().extent(axis) - 1) * t.stride(axis);
    }
    return (last + 1) * t.dtype().bytes();
  }

  /** Returns what divides the distances, in bytes, along the axes before one; 0 without any. */
  private static long period(HostTensor t, int before) {
    long period = 0;
    for (int axis = 0; axis < before; axis++) {
      period = t.shape().extent(axis) > 1 ? gcd(period, t.stride(axis)) : period;
    }
    return period * t.dtype().bytes();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
