package gatun.engine;

import gatun.engine.spi.Convolution;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of one shape, prepared once and run often: forward, and backward with respect to
 * data, weights and bias. Layouts are those of {@link ConvolutionShape}, channels last.
 *
 * <pre>{@code
 * var shape = ConvolutionShape.images(Window.square(3).padding(1), 64, 32, 32, 16, 16);
 * Convolutions convolution = Convolutions.prepare(shape, DType.F32, workspace);
 * convolution.forward(x, weights, bias, y);
 * convolution.backwardData(dy, weights, dx);
 * }</pre>
 *
 * <p>Sums run over the taps and channels of the window in one fixed order, taps in the padding left
 * out, so a NaN or an infinity in a weight reaches only outputs whose tap meets the input. Results
 * do not depend on the number of threads. Nothing allocates after the preparation; the scratch
 * memory that a pass needs belongs to the workspace, calls on one object run one after the other.
 *
 * <p>Each pass costs {@link ConvolutionShape#flops} operations and moves at least its operands and
 * its result between memory and processor.
 */
public final class Convolutions {
  private final ConvolutionShape shape;
  private final Shape input;
  private final Shape output;
  private final Shape kernel;
  private final DType dtype;
  private final Convolution.Plan plan;
  private final Tensor anchor; // lives as long as the plan's scratch memory

  private Convolutions(ConvolutionShape shape, DType dtype, Convolution.Plan plan, Tensor anchor) {
    this.shape = shape;
    this.input = shape.input();
    this.output = shape.output();
    this.kernel = shape.weights();
    this.dtype = dtype;
    this.plan = plan;
    this.anchor = anchor;
  }

  /**
   * Prepares convolutions of a shape on the backend of a workspace.
   *
   * @param dtype F32 or F64
   * @param workspace owns the scratch memory; closing it ends the use of the result
   * @throws UnsupportedOperationException if the backend lacks them
   * @throws MemoryLimitException if the scratch memory would exceed the workspace's limit
   */
  public static Convolutions prepare(ConvolutionShape shape, DType dtype, Workspace workspace) {
    Convolution kernel = workspace.backend().require(KernelKey.of(Convolution.class, dtype));
    Tensor anchor = workspace.zeros(dtype, 1);
    return new Convolutions(shape, dtype, kernel.plan(shape, workspace), anchor);
  }

  /** Returns the shape that was prepared. */
  public ConvolutionShape shape() {
    return shape;
  }

  /** Returns one line for people: which methods the backend chose for this shape. */
  public String description() {
    return plan.description();
  }

  /** Computes y ← w ∗ x. See {@link #forward(Tensor, Tensor, Tensor, Tensor)}. */
  public void forward(Tensor x, Tensor weights, Tensor y) {
    run(x, weights, null, y);
  }

  /**
   * Computes y(n, o, c) ← b(c) + Σ_{k, i} w(k, i, c) x(n, o·stride − padding + k·dilation, i).
   *
   * @param bias one value for each output channel
   * @param y overwritten, whatever it holds; shares no memory with the operands
   */
  public void forward(Tensor x, Tensor weights, Tensor bias, Tensor y) {
    Check.dense("convolution bias", bias, dtype, shape.outputs());
    Check.distinct("convolution", bias, y);
    run(x, weights, bias, y);
  }

  private void run(Tensor x, Tensor weights, @Nullable Tensor bias, Tensor y) {
    operand("convolution x", x, input);
    operand("convolution weights", weights, kernel);
    operand("convolution y", y, output);
    Check.distinct("convolution", x, y);
    Check.distinct("convolution", weights, y);
    Tensor last = bias == null ? anchor : bias;
    Lifetime.acquire(anchor, last);
    try {
      Lifetime.acquire(x, weights, y);
      try {
        synchronized (this) {
          plan.forward(x, weights, bias, y);
        }
      } finally {
        Lifetime.release(x, weights, y);
      }
    } finally {
      Lifetime.release(anchor, last);
    }
  }

  /**
   * Computes the gradient with respect to the input, dx ← wᵀ ∗ dy: the transposed convolution.
   *
   * @param dy the gradient with respect to the output, of its shape
   * @param dx of the shape of the input, overwritten; shares no memory with the operands
   */
  public void backwardData(Tensor dy, Tensor weights, Tensor dx) {
    operand("convolution dy", dy, output);
    operand("convolution weights", weights, kernel);
    operand("convolution dx", dx, input);
    Check.distinct("convolution", dy, dx);
    Check.distinct("convolution", weights, dx);
    Lifetime.acquire(anchor, dy, weights, dx);
    try {
      synchronized (this) {
        plan.backwardData(dy, weights, dx);
      }
    } finally {
      Lifetime.release(anchor, dy, weights, dx);
    }
  }

  /**
   * Computes the gradient with respect to the weights, summed over batch and positions.
   *
   * @param dw of the shape of the weights, overwritten; shares no memory with the operands
   */
  public void backwardWeights(Tensor x, Tensor dy, Tensor dw) {
    operand("convolution x", x, input);
    operand("convolution dy", dy, output);
    operand("convolution dw", dw, kernel);
    Check.distinct("convolution", x, dw);
    Check.distinct("convolution", dy, dw);
    Lifetime.acquire(anchor, x, dy, dw);
    try {
      synchronized (this) {
        plan.backwardWeights(x, dy, dw);
      }
    } finally {
      Lifetime.release(anchor, x, dy, dw);
    }
  }

  /** Computes the gradient with respect to the bias: dy summed over batch and positions. */
  public void backwardBias(Tensor dy, Tensor db) {
    operand("convolution dy", dy, output);
    Check.dense("convolution db", db, dtype, shape.outputs());
    Check.distinct("convolution", dy, db);
    Lifetime.acquire(anchor, dy, db);
    try {
      synchronized (this) {
        plan.backwardBias(dy, db);
      }
    } finally {
      Lifetime.release(anchor, dy, db);
    }
  }

  private void operand(String name, Tensor tensor, Shape expected) {
    Check.dtype(name, tensor, dtype);
    if (!tensor.shape().equals(expected) || !tensor.contiguous()) {
      throw new IllegalArgumentException(
          name
              + ": expected densely packed "
              + expected
              + " (channels last), found "
              + tensor.shape()
              + (tensor.contiguous() ? "" : ", a strided view; copy it first"));
    }
  }
}
