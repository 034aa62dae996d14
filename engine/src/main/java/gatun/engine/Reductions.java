package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Reduction;
import gatun.engine.spi.Reduction.Operation;

/**
 * Reductions over any set of axes of a tensor, checked.
 *
 * <p>The shape of the output says which axes: it has the rank of the input, extent 1 along the axes
 * that are reduced and the input's extent along the others. An output without these axes is {@link
 * Tensor#reshape reshaped}, which copies nothing: the row sums of an m×n matrix go into {@code
 * y.reshape(m, 1)}, the column sums into {@code y.reshape(1, n)}, the sum of all into a tensor [1,
 * 1]. Both tensors may be strided views; they share no memory.
 *
 * <p>Sums are added in blocks, lanes side by side, and blocks with compensation: the error does not
 * grow with the number of elements as that of plain addition does. Results have the same bits for
 * any number of threads, but depend on the vector width in the last bits. Each operation reads the
 * input once (n values) and allocates nothing once it has run for such a size.
 */
public final class Reductions {
  private final Reduction kernel;
  private final DType dtype;

  private Reductions(Reduction kernel, DType dtype) {
    this.kernel = kernel;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Reductions of(Backend backend, DType dtype) {
    return new Reductions(backend.require(KernelKey.of(Reduction.class, dtype)), dtype);
  }

  /** Computes y ← Σ x; 0 of nothing. n flops. */
  public void sum(Tensor x, Tensor y) {
    reduce("sum", Operation.SUM, x, y, dtype);
  }

  /** Computes y ← Σ x / n; NaN of nothing. n flops. */
  public void mean(Tensor x, Tensor y) {
    reduce("mean", Operation.MEAN, x, y, dtype);
  }

  /** Computes y ← Π x in double precision; 1 of nothing. n flops. */
  public void product(Tensor x, Tensor y) {
    reduce("product", Operation.PRODUCT, x, y, dtype);
  }

  /** Computes y ← max x: NaN if an element is, −∞ of nothing. */
  public void max(Tensor x, Tensor y) {
    reduce("max", Operation.MAXIMUM, x, y, dtype);
  }

  /** Computes y ← min x: NaN if an element is, +∞ of nothing. */
  public void min(Tensor x, Tensor y) {
    reduce("min", Operation.MINIMUM, x, y, dtype);
  }

  /** Computes y ← ln Σ e^x without overflow; −∞ of nothing. Some 20 n operations. */
  public void logSumExp(Tensor x, Tensor y) {
    reduce("logSumExp", Operation.LOG_SUM_EXP, x, y, dtype);
  }

  /**
   * Computes into an I64 tensor how many elements are not zero; NaN counts. With it <em>any</em> is
   * a count above 0 and <em>all</em> a count of n.
   */
  public void count(Tensor x, Tensor y) {
    reduce("count", Operation.COUNT, x, y, DType.I64);
  }

  /**
   * Computes the mean and the variance Σ (x − mean)² / (n − correction) in one pass over memory,
   * stable when the mean is large beside the spread. 4 n flops.
   *
   * @param correction 0 for the variance of the elements, 1 for the estimate from a sample; where n
   *     ≤ correction the variance is NaN
   */
  public void moments(Tensor x, double correction, Tensor mean, Tensor variance) {
    reducible("moments mean", x, mean, dtype);
    reducible("moments variance", x, variance, dtype);
    if (!mean.shape().equals(variance.shape())) {
      throw new IllegalArgumentException(
          "moments: expected mean and variance of one shape, found "
              + mean.shape()
              + " and "
              + variance.shape());
    }
    Check.distinct("moments", mean, variance);
    Lifetime.acquire(x, mean, variance);
    try {
      kernel.moments(x, correction, false, mean, variance);
    } finally {
      Lifetime.release(x, mean, variance);
    }
  }

  /** Computes y ← Σ (x − mean)² / (n − correction); see {@link #moments}. */
  public void variance(Tensor x, double correction, Tensor y) {
    spread("variance", x, correction, false, y);
  }

  /** Computes y ← √(Σ (x − mean)² / (n − correction)); see {@link #moments}. */
  public void deviation(Tensor x, double correction, Tensor y) {
    spread("deviation", x, correction, true, y);
  }

  /**
   * Computes into an I64 tensor the position along one axis of the largest element: the first of
   * equal ones, and the first NaN if there is one. The output has extent 1 along the axis.
   *
   * @throws IllegalArgumentException if the axis has extent 0, or the shapes do not fit
   */
  public void argmax(int axis, Tensor x, Tensor index) {
    position("argmax", true, axis, x, index);
  }

  /** Computes the position of the smallest element; otherwise as {@link #argmax}. */
  public void argmin(int axis, Tensor x, Tensor index) {
    position("argmin", false, axis, x, index);
  }

  private void reduce(String name, Operation operation, Tensor x, Tensor y, DType result) {
    reducible(name, x, y, result);
    Lifetime.acquire(x, y);
    try {
      kernel.reduce(operation, x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  private void spread(String name, Tensor x, double correction, boolean root, Tensor y) {
    reducible(name, x, y, dtype);
    Lifetime.acquire(x, y);
    try {
      kernel.moments(x, correction, root, null, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  private void position(String name, boolean largest, int axis, Tensor x, Tensor index) {
    Shapes.axis(name, axis, x);
    reducible(name, x, index, DType.I64);
    for (int k = 0; k < x.shape().rank(); k++) {
      long expected = k == axis ? 1 : x.shape().extent(k);
      if (index.shape().extent(k) != expected) {
        throw new IllegalArgumentException(
            name
                + " index: expected extent "
                + expected
                + " along axis "
                + k
                + ", found shape "
                + index.shape());
      }
    }
    if (x.shape().extent(axis) == 0 && index.size() > 0) {
      throw new IllegalArgumentException(
          name + ": axis " + axis + " of shape " + x.shape() + " is empty, so it has no position");
    }
    Lifetime.acquire(x, index);
    try {
      kernel.position(largest, axis, x, index);
    } finally {
      Lifetime.release(x, index);
    }
  }

  private void reducible(String name, Tensor x, Tensor y, DType result) {
    Shapes.dtype(name, "x", x, dtype);
    Shapes.dtype(name, "y", y, result);
    boolean fits = x.shape().rank() == y.shape().rank();
    for (int k = 0; fits && k < x.shape().rank(); k++) {
      long extent = y.shape().extent(k);
      fits = extent == 1 || extent == x.shape().extent(k);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + " y: expected the shape of x, "
              + x.shape()
              + ", with 1 along the axes to be reduced, found "
              + y.shape()
              + "; reshape an output that lacks these axes");
    }
    Check.distinct(name, x, y);
  }
}
