package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Resample;

/**
 * Padding, up-sampling and average pooling of tensors with the channels last: a linear map along
 * each axis, and its transpose for gradients.
 *
 * <pre>{@code
 * AxisMap twice = AxisMap.linear(16, 32, false);
 * Resampling up = Resampling.of(backend, DType.F32, twice, twice); // bilinear
 * up.forward(x, y);      // (n, 16, 16, c) to (n, 32, 32, c)
 * up.backward(dy, dx);
 * }</pre>
 *
 * <p>Costs 2 · (product of the terms along the axes) flops an element of the result; moves operand
 * and result once if they lie in the caches meanwhile. Nothing allocates after the first call,
 * results do not depend on the number of threads.
 */
public final class Resampling {
  private final Resample kernel;
  private final DType dtype;
  private final int axes;
  private final AxisMap[] maps;
  private final AxisMap[] transposed = new AxisMap[3];

  private Resampling(Resample kernel, DType dtype, int axes, AxisMap[] maps) {
    this.kernel = kernel;
    this.dtype = dtype;
    this.axes = axes;
    this.maps = maps;
    for (int i = 0; i < 3; i++) {
      transposed[i] = maps[i].transpose();
    }
  }

  /**
   * Prepares a map.
   *
   * @param axes the maps along the axes between batch and channels, one to three, outermost first
   * @throws UnsupportedOperationException if the backend lacks it
   */
  public static Resampling of(Backend backend, DType dtype, AxisMap... axes) {
    Check.that(
        axes.length >= 1 && axes.length <= 3,
        () -> "resampling: expected one to three axes, found " + axes.length);
    AxisMap none = AxisMap.identity(1);
    AxisMap[] maps = {none, none, none};
    System.arraycopy(axes, 0, maps, 3 - axes.length, axes.length);
    Resample kernel = backend.require(KernelKey.of(Resample.class, dtype));
    return new Resampling(kernel, dtype, axes.length, maps);
  }

  /** Returns average pooling; see {@link AxisMap#average}. */
  public static Resampling average(
      Backend backend, DType dtype, Window window, boolean padded, long... extents) {
    Check.that(
        extents.length == window.axes(),
        () -> "average: expected " + window.axes() + " extents, found " + extents.length);
    Window.Axis[] all = {window.depth(), window.height(), window.width()};
    AxisMap[] maps = new AxisMap[extents.length];
    for (int i = 0; i < maps.length; i++) {
      maps[i] = AxisMap.average(all[3 - maps.length + i], extents[i], padded);
    }
    return of(backend, dtype, maps);
  }

  /** Computes y from x: both (batch, the axes, channels), densely packed, sharing no memory. */
  public void forward(Tensor x, Tensor y) {
    apply("resampling", "resampling result", maps, x, y);
  }

  /** Computes the gradient with respect to the input, dx ← Aᵀ dy. */
  public void backward(Tensor dy, Tensor dx) {
    apply("resampling gradient", "resampling gradient result", transposed, dy, dx);
  }

  private void apply(String name, String result, AxisMap[] m, Tensor x, Tensor y) {
    operand(name, x, m, true);
    operand(result, y, m, false);
    long batch = x.shape().extent(0);
    long channels = x.shape().extent(axes + 1);
    if (y.shape().extent(0) != batch || y.shape().extent(axes + 1) != channels) {
      throw new IllegalArgumentException(
          name
              + ": expected one batch and as many channels, found "
              + x.shape()
              + " and "
              + y.shape());
    }
    Check.distinct(name, x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.apply(m[0], m[1], m[2], batch, channels, x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  private void operand(String name, Tensor tensor, AxisMap[] m, boolean input) {
    Check.dtype(name, tensor, dtype);
    Check.rank(name, tensor, axes + 2);
    for (int i = 0; i < axes; i++) {
      AxisMap map = m[3 - axes + i];
      int expected = input ? map.inputs() : map.outputs();
      if (tensor.shape().extent(i + 1) != expected) {
        throw new IllegalArgumentException(
            "%s: expected extent %d along axis %d, found shape %s"
                .formatted(name, expected, i + 1, tensor.shape()));
      }
    }
    if (!tensor.contiguous()) {
      throw new IllegalArgumentException(
          name + ": expected densely packed elements, found a strided view; copy it first");
    }
  }
}
