package gatun.gpu;

import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The axes of a box that some tensors are walked along, folded to as few as their strides allow,
 * the innermost first, as {@code lanes.cu} and {@code map.cu} walk them. Filled again for each
 * launch; one thread at a time.
 */
final class Axes {
  /** The most axes: AXES of {@code map.cu}, and 8 wherever a source counts in a Layout. */
  static final int MOST = 8;

  private final long[] extents = new long[MOST];
  private final long[][] strides;
  private final long[] steps; // the strides of the axis that comes next
  private int rank;
  private long size;

  Axes(int tensors) {
    this.strides = new long[tensors][MOST];
    this.steps = new long[tensors];
  }

  /** Forgets all axes: a box of one element; the steps of all tensors are 0. */
  Axes begin() {
    rank = 0;
    size = 1;
    Arrays.fill(steps, 0);
    return this;
  }

  /** Takes all axes of a shape but one; all if it is negative. A tensor that is null stays. */
  void beside(int axis, Shape shape, @Nullable Tensor... tensors) {
    begin();
    for (int k = shape.rank() - 1; k >= 0; k--) {
      if (k != axis) {
        add(k, shape.extent(k), tensors);
      }
    }
  }

  /** Appends an axis of the tensors, as {@link #add(long)} does. */
  void add(int axis, long extent, @Nullable Tensor... tensors) {
    for (int k = 0; k < tensors.length; k++) {
      Tensor tensor = tensors[k];
      step(k, tensor == null ? 0 : tensor.stride(axis));
    }
    add(extent);
  }

  /** Sets the stride of a tensor along the axes that are appended from now on. */
  void step(int tensor, long stride) {
    steps[tensor] = stride;
  }

  /**
   * Appends an axis outside those that were appended; without extent 1.
   *
   * @throws UnsupportedOperationException if it is one too many
   */
  void add(long extent) {
    size *= extent;
    if (extent == 1) {
      return;
    }
    boolean continues = rank > 0;
    for (int k = 0; k < steps.length && continues; k++) {
      continues = steps[k] == strides[k][rank - 1] * extents[rank - 1];
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
    for (int k = 0; k < steps.length; k++) {
      strides[k][rank] = steps[k];
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

  /** Appends the extents, then the strides of each tensor, {@value #MOST} numbers each. */
  void layout(KernelFunction kernel) {
    for (int axis = 0; axis < MOST; axis++) {
      kernel.with(axis < rank ? extents[axis] : 1);
    }
    for (long[] own : strides) {
      for (int axis = 0; axis < MOST; axis++) {
        kernel.with(axis < rank ? own[axis] : 0);
      }
    }
  }
}
