package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.MaxPooling;

/**
 * Max pooling of one shape, prepared once: the largest value of each window, every channel for
 * itself, and where it lies, which the gradient needs. Tensors are densely packed, channels last.
 *
 * <pre>{@code
 * var shape = ConvolutionShape.pooling(Window.square(2).stride(2), 64, 16, 32, 32);
 * MaxPool pool = MaxPool.prepare(shape, DType.F32, workspace);
 * pool.forward(x, y, places);        // (64, 32, 32, 16) to (64, 16, 16, 16)
 * pool.backward(dy, places, dx);
 * }</pre>
 *
 * <p>A window that holds a NaN gives NaN. Nothing allocates after the preparation; results do not
 * depend on the number of threads. Moves the input, the output and its places once.
 */
public final class MaxPool {
  private final Shape input;
  private final Shape output;
  private final long positions;
  private final DType dtype;
  private final MaxPooling.Plan plan;
  private final Tensor anchor; // lives as long as the plan's memory

  private MaxPool(ConvolutionShape shape, DType dtype, MaxPooling.Plan plan, Tensor anchor) {
    this.input = shape.input();
    this.output = shape.output();
    this.positions = shape.depth() * shape.height() * shape.width();
    this.dtype = dtype;
    this.plan = plan;
    this.anchor = anchor;
  }

  /**
   * Prepares max pooling on the backend of a workspace.
   *
   * @param shape made by {@link ConvolutionShape#pooling}; at most 2^24 positions between the ends
   *     of a window
   * @throws UnsupportedOperationException if the backend lacks it
   */
  public static MaxPool prepare(ConvolutionShape shape, DType dtype, Workspace workspace) {
    Check.that(
        shape.groups() == shape.inputs() && shape.groups() == shape.outputs(),
        () -> "max pooling: expected a shape made by ConvolutionShape.pooling, found " + shape);
    Check.that(
        shape.depth() * shape.height() * shape.width() <= Integer.MAX_VALUE,
        () -> "max pooling: expected at most 2^31 - 1 positions in a sample, found " + shape);
    MaxPooling kernel = workspace.backend().require(KernelKey.of(MaxPooling.class, dtype));
    return new MaxPool(shape, dtype, kernel.plan(shape, workspace), workspace.zeros(dtype, 1));
  }

  /**
   * Computes the largest value of each window.
   *
   * @param places I32, of the shape of the output: the number of the chosen position among those of
   *     its sample, (z · height + y) · width + x; −1 where a window meets nothing
   */
  public void forward(Tensor x, Tensor y, Tensor places) {
    operand("max pooling x", x, dtype, input);
    operand("max pooling y", y, dtype, output);
    operand("max pooling places", places, DType.I32, output);
    Check.distinct("max pooling", x, y);
    Check.distinct("max pooling", x, places);
    Check.distinct("max pooling", y, places);
    Lifetime.acquire(anchor, x, y, places);
    try {
      plan.forward(x, y, places);
    } finally {
      Lifetime.release(anchor, x, y, places);
    }
  }

  /**
   * Computes the gradient with respect to the input: each value of dy goes to its place, values
   * that meet there are added.
   *
   * @param places what {@link #forward} wrote: −1 or a position of the sample; looked at first,
   *     which costs reading them once more
   * @throws IndexOutOfBoundsException if a place is none of the sample, before anything is written
   */
  public void backward(Tensor dy, Tensor places, Tensor dx) {
    operand("max pooling dy", dy, dtype, output);
    operand("max pooling places", places, DType.I32, output);
    operand("max pooling dx", dx, dtype, input);
    Check.distinct("max pooling", dy, dx);
    Check.distinct("max pooling", places, dx);
    Lifetime.acquire(anchor, dy, places, dx);
    try {
      Positions.check("max pooling", "place", places, -1, positions);
      plan.backward(dy, places, dx);
    } finally {
      Lifetime.release(anchor, dy, places, dx);
    }
  }

  private static void operand(String name, Tensor tensor, DType dtype, Shape expected) {
    Check.dtype(name, tensor, dtype);
    if (!tensor.shape().equals(expected) || !tensor.contiguous()) {
      throw new IllegalArgumentException(
          name + ": expected densely packed " + expected + ", found " + tensor);
    }
  }
}
