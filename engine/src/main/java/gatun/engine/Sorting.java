package gatun.engine;

import gatun.engine.spi.Indexing;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;

/**
 * Sorting along one axis, checked. The order is that of {@link Double#compare}: −0 before 0, NaN
 * behind everything; descending is the reverse, NaN first. Equal elements stay in the order of
 * their positions (stable). Rows have at most 2^31 − 1 elements; those of a strided axis are
 * packed.
 *
 * <p>Rows are sorted in parallel, each by its digits: n (4 passes for F32, 8 for F64) over 8 or 16
 * bytes an element. Nothing is allocated once a thread has sorted such a row. Results do not depend
 * on the number of threads.
 */
public final class Sorting {
  private final Indexing kernel;
  private final DType dtype;

  private Sorting(Indexing kernel, DType dtype) {
    this.kernel = kernel;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Sorting of(Backend backend, DType dtype) {
    return new Sorting(backend.require(KernelKey.of(Indexing.class, dtype)), dtype);
  }

  /** Computes y ← x, sorted along an axis; y may be x. */
  public void sort(int axis, boolean descending, Tensor x, Tensor y) {
    rows("sort", axis, x);
    Shapes.like("sort", "y", x, y, dtype);
    Shapes.sameOrDistinct("sort", x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.sort(axis, descending, x, y, null);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes into an I64 tensor, shaped like x, the positions that sort x along an axis. */
  public void argsort(int axis, boolean descending, Tensor x, Tensor index) {
    rows("argsort", axis, x);
    Shapes.like("argsort", "index", x, index, DType.I64);
    Check.distinct("argsort", x, index);
    Lifetime.acquire(x, index);
    try {
      kernel.sort(axis, descending, x, null, index);
    } finally {
      Lifetime.release(x, index);
    }
  }

  /**
   * Computes the k largest (NaN among them) or smallest elements along an axis, in descending or
   * ascending order, and their positions.
   *
   * @param values shaped like x, with the extent k along the axis
   * @param index I64, shaped like the values
   * @throws IllegalArgumentException if k is larger than the axis, or the shapes do not fit
   */
  public void topK(int axis, boolean largest, Tensor x, Tensor values, Tensor index) {
    rows("topK", axis, x);
    Check.dtype("topK values", values, dtype);
    Shapes.likeBut("topK", axis, x, values);
    Shapes.like("topK", "index", values, index, DType.I64);
    if (values.shape().extent(axis) > x.shape().extent(axis)) {
      throw new IllegalArgumentException(
          "topK: expected at most "
              + x.shape().extent(axis)
              + " elements along axis "
              + axis
              + ", found "
              + values.shape());
    }
    Check.distinct("topK", x, values);
    Check.distinct("topK", x, index);
    Check.distinct("topK", values, index);
    Lifetime.acquire(x, values, index);
    try {
      kernel.sort(axis, largest, x, values, index);
    } finally {
      Lifetime.release(x, values, index);
    }
  }

  private void rows(String operation, int axis, Tensor x) {
    Shapes.dtype(operation, "x", x, dtype);
    Shapes.axis(operation, axis, x);
    Shapes.shortRows(operation, x.shape().extent(axis));
  }
}
