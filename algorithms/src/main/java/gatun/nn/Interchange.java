package gatun.nn;

import gatun.engine.Check;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import java.util.List;

/**
 * How a tensor stands in files of other programs, which put the channels first: the axes of the
 * held tensor, some of them cut in parts, in another order.
 *
 * @param held the shape in memory
 * @param parts the shape in memory with axes cut in parts; as large as {@code held}
 * @param order which part each axis of the file is, as in {@link HostTensor#permute}
 * @param filed the shape in a file; as large as {@code held}
 */
record Interchange(Shape held, Shape parts, List<Integer> order, Shape filed) {
  Interchange {
    Check.that(
        held.size() == parts.size() && held.size() == filed.size() && order.size() == parts.rank(),
        () -> "Interchange: the shapes differ in size: " + held + ", " + parts + ", " + filed);
  }

  /** Returns the order of memory for the file, too. */
  static Interchange same(Shape shape) {
    return permuted(shape, identity(shape.rank()));
  }

  private static Integer[] identity(int rank) {
    Integer[] order = new Integer[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i;
    }
    return order;
  }

  private static Interchange permuted(Shape shape, Integer... order) {
    long[] extents = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      extents[i] = shape.extent(order[i]);
    }
    return new Interchange(shape, shape, List.of(order), Shape.of(extents));
  }

  /** Returns the weights of a convolution, (taps…, inputs, outputs) as (outputs, inputs, taps…). */
  static Interchange convolution(Shape weights) {
    int rank = weights.rank();
    Integer[] order = new Integer[rank];
    order[0] = rank - 1;
    order[1] = rank - 2;
    for (int axis = 2; axis < rank; axis++) {
      order[axis] = axis - 2;
    }
    return permuted(weights, order);
  }

  /** Returns the weights (inputs, outputs) of a linear layer as (outputs, inputs). */
  static Interchange matrix(long inputs, long outputs) {
    return permuted(Shape.of(inputs, outputs), 1, 0);
  }

  /**
   * Returns the weights (positions × channels, outputs) of a linear layer behind a map that was
   * flattened with the channels last, as (outputs, channels × positions).
   */
  static Interchange flattened(long positions, long channels, long outputs) {
    return new Interchange(
        Shape.of(positions * channels, outputs),
        Shape.of(positions, channels, outputs),
        List.of(2, 1, 0),
        Shape.of(outputs, channels * positions));
  }

  /** Returns the held tensor in the order of the file; a view, not of the file's shape yet. */
  HostTensor inFileOrder(HostTensor tensor) {
    int[] axes = order.stream().mapToInt(Integer::intValue).toArray();
    return tensor.reshape(parts.extents()).permute(axes);
  }
}
