package gatun.engine;

import gatun.engine.spi.Lifetime;

/**
 * A rectangular array of numbers that lives off heap and is owned by a {@link Workspace}.
 *
 * <p>A tensor is a view: {@link #view} shares memory and lifetime with its origin. Every use after
 * the owner was closed is an {@link IllegalStateException}. Elements are not synchronised: two
 * threads that write the same elements at the same time leave unspecified values (never a crash).
 */
public sealed interface Tensor permits HostTensor {
  /** Returns the element type. */
  DType dtype();

  /** Returns the extents. */
  Shape shape();

  /** Returns the distance, in elements, between neighbours along one axis. */
  long stride(int axis);

  /** Returns whether the elements lie densely packed in row-major order. */
  boolean contiguous();

  /**
   * Returns the part of this tensor that the slices name, one for each axis, sharing memory.
   *
   * @throws IllegalArgumentException if the number of slices is not the rank
   * @throws IndexOutOfBoundsException if a slice reaches beyond its axis
   */
  Tensor view(Slice... slices);

  /**
   * Returns the same elements under another shape of the same size, sharing memory.
   *
   * @throws IllegalArgumentException if the sizes differ or this tensor is not contiguous
   */
  Tensor reshape(long... extents);

  /**
   * Returns this tensor with its axes in another order, sharing memory: axis k of the result is
   * axis {@code order[k]} of this one.
   *
   * @throws IllegalArgumentException if the order does not name each axis once
   */
  Tensor permute(int... order);

  /** Returns the number of elements. */
  default long size() {
    return shape().size();
  }

  /** Returns the lifetime that a kernel holds while it works on this tensor's memory. */
  @SuppressWarnings("exports")
  Lifetime lifetime();
}
