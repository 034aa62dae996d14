package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;

/** Counts through the positions of a shape, row-major: what the reference kernels loop over. */
final class Index {
  private final Shape shape;
  final long[] at;

  Index(Shape shape) {
    this.shape = shape;
    this.at = new long[shape.rank()];
  }

  /** Goes to the next position; false behind the last. */
  boolean next() {
    for (int k = at.length - 1; k >= 0; k--) {
      if (++at[k] < shape.extent(k)) {
        return true;
      }
      at[k] = 0;
    }
    return false;
  }

  /** Runs an action at every position. */
  static void each(Shape shape, java.util.function.Consumer<long[]> action) {
    if (shape.size() == 0) {
      return;
    }
    Index index = new Index(shape);
    do {
      action.accept(index.at);
    } while (index.next());
  }

  static double at(Tensor t, long... index) {
    return ((HostTensor) t).at(index);
  }

  static void put(Tensor t, double value, long... index) {
    ((HostTensor) t).set(value, index);
  }

  /** Returns the index with one axis set to a position. */
  static long[] with(long[] index, int axis, long position) {
    long[] changed = index.clone();
    changed[axis] = position;
    return changed;
  }
}
