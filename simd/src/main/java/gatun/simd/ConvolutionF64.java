package gatun.simd;

import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Convolution;
import org.jspecify.annotations.Nullable;

/** Convolutions: chooses the kernels for a shape and keeps their scratch memory. */
final class ConvolutionF64 implements Convolution {
  private final Workers workers;

  ConvolutionF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Plan plan(ConvolutionShape shape, Workspace workspace) {
    boolean depthwise =
        shape.groups() > 1 && shape.groups() == shape.inputs() && shape.groups() == shape.outputs();
    return depthwise
        ? new Depthwise(shape, workers, workspace)
        : new Dense(shape, workers, workspace);
  }

  private static long address(@Nullable Tensor tensor) {
    return tensor instanceof HostTensor host ? host.address() : 0;
  }

  /** One weight for each tap and channel. */
  private static final class Depthwise implements Plan {
    private final DepthwiseF64 forward;
    private final DepthwiseF64 backward;
    private final WeightGradientF64 gradient;
    private final ColumnSumsF64 columns;

    Depthwise(ConvolutionShape s, Workers workers, Workspace w) {
      forward = new DepthwiseF64(s, true, workers, w);
      backward = new DepthwiseF64(s, false, workers, w);
      gradient = new WeightGradientF64(s, true, workers, w);
      columns = new ColumnSumsF64(s.positions(), s.outputs(), workers, w);
    }

    @Override
    public void forward(Tensor x, Tensor weights, @Nullable Tensor bias, Tensor y) {
      forward.run(address(x), address(weights), address(bias), address(y));
    }

    @Override
    public void backwardData(Tensor dy, Tensor weights, Tensor dx) {
      backward.run(address(dy), address(weights), 0, address(dx));
    }

    @Override
    public void backwardWeights(Tensor x, Tensor dy, Tensor dw) {
      gradient.run(address(x), address(dy), address(dw));
    }

    @Override
    public void backwardBias(Tensor dy, Tensor db) {
      columns.run(address(dy), address(db));
    }

    @Override
    public String description() {
      return "depthwise, lanes along the channels";
    }
  }

  /** Each output of a group sums over all its inputs. */
  private static final class Dense implements Plan {
    private final ConvolutionShape s;
    private final Workers workers;
    private final ConvolutionGatherF64 forward;
    private final ConvolutionGatherF64 backward;
    private final WeightGradientF64 gradient;
    private final ColumnSumsF64 columns;
    private final @Nullable HostTensor padded; // weights, if outputs are not whole vectors
    private final HostTensor transposed;

    Dense(ConvolutionShape s, Workers workers, Workspace w) {
      this.s = s;
      this.workers = workers;
      forward = ConvolutionGatherF64.forward(s, workers, w);
      backward = ConvolutionGatherF64.backward(s, workers, w);
      gradient = new WeightGradientF64(s, false, workers, w);
      columns = new ColumnSumsF64(s.positions(), s.outputs(), workers, w);
      int outputs = s.outputs() / s.groups();
      int inputs = s.inputs() / s.groups();
      long taps = s.window().taps();
      int whole = ConvolutionGatherF64.padded(outputs);
      padded = whole == outputs ? null : w.zeros(DType.F64, taps * inputs * s.groups() * whole);
      long row = (long) s.groups() * ConvolutionGatherF64.padded(inputs);
      transposed = w.zeros(DType.F64, taps * outputs * row);
    }

    @Override
    public void forward(Tensor x, Tensor weights, @Nullable Tensor bias, Tensor y) {
      if (padded != null) {
        ConvolutionWeightsF64.pad(workers, s, address(weights), padded.address());
      }
      Tensor used = padded == null ? weights : padded;
      forward.run(address(x), address(used), address(bias), address(y));
    }

    @Override
    public void backwardData(Tensor dy, Tensor weights, Tensor dx) {
      ConvolutionWeightsF64.transpose(workers, s, address(weights), transposed.address());
      backward.run(address(dy), transposed.address(), 0, address(dx));
    }

    @Override
    public void backwardWeights(Tensor x, Tensor dy, Tensor dw) {
      gradient.run(address(x), address(dy), address(dw));
    }

    @Override
    public void backwardBias(Tensor dy, Tensor db) {
      columns.run(address(dy), address(db));
    }

    @Override
    public String description() {
      return "direct: "
          + forward.description()
          + " forward, "
          + backward.description()
          + " backward";
    }
  }
}
