package gatun.gpu;

import gatun.engine.Tensor;

/**
 * Some axes of tensors of one shape, folded to as few as their strides allow, the innermost first,
 * as {@code lanes.cu} walks them. Filled again for each launch; one thread at a time.
 */
final class Axes {
  private static final int MOST = 8;

  private final long[] extents = new long[MOST];
  private final long[][] strides;
  private int rank;
  private long size;

  Axes(int tensors) {
    this.strides = new long[tensors][MOST];
  }

  /** Forgets all axes: a box of one element. */
  Axes begin() {
    rank = 0;
    size = 1;
    return this;
  }

  /**
   * Appends an axis of the tensors, outside those that were appended; without extent 1.
   *
   * @throws UnsupportedOperationException if it is one too many
   */
  void add(int axis, long extent, Tensor... tensors) {
    size *= extent;
    if (extent == 1) {
      return;
    }
    boolean continues = rank > 0;
    for (int k = 0; k < tensors.length && continues; k++) {
      continues = tensors[k].stride(axis) == strides[k][rank - 1] * extents[rank - 1];
    }
    if (continues) {
      extents[rank - 1] *= extent;
      return;
    }
    if (rank == MOST) {
      throw new UnsupportedOperationException(
          "backend 'cuda' walks over at most " + MOST + " axes that do not fold into one");
    }
    extents[rank] = extent;
    for (int k = 0; k < tensors.length; k++) {
      strides[k][rank] = tensors[k].stride(axis);
    }
    rank++;
  }

  /** Returns how many axes there are; at least 1. */
  long rank() {
    return Math.max(1, rank);
  }

  /** Returns the number of elements. */
  long size() {
    return size;
  }

  /** Returns the stride of a tensor along the innermost axis; 0 if there is none. */
  long inner(int tensor) {
    return rank == 0 ? 0 : strides[tensor][0];
  }

  /** Appends the extents, {@value #MOST} numbers. */
  void extents(KernelFunction kernel) {
    for (int axis = 0; axis < MOST; axis++) {
      kernel.with(axis < rank ? extents[axis] : 1);
    }
  }

  /** Appends the strides of a tensor, {@value #MOST} numbers. */
  void strides(KernelFunction kernel, int tensor) {
    for (int axis = 0; axis < MOST; axis++) {
      kernel.with(axis < rank ? strides[tensor][axis] : 0);
    }
  }
}
