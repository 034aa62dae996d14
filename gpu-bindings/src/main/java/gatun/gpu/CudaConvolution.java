package gatun.gpu;

import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Convolution;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions by {@code convolution.cu}: implicit products of matrices, 64 by 64 elements a block;
 * for groups of fewer than 8 output channels one thread an element.
 */
final class CudaConvolution implements Convolution {
  private static final int FEW = 8;

  private final DeviceQueue queue;
  private final DType dtype;
  private final KernelFunction forward;
  private final KernelFunction data;
  private final KernelFunction weights;
  private final KernelFunction addWeights;
  private final KernelFunction forwardEach;
  private final KernelFunction dataEach;
  private final KernelFunction weightsEach;
  private final KernelFunction bias;

  CudaConvolution(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.dtype = dtype;
    KernelModule code = queue.module("convolution.cu", dtype);
    this.forward = code.function("forward", "iiipppps");
    this.data = code.function("backward_data", "iiippps");
    this.weights = code.function("backward_weights", "iiiipppps");
    this.addWeights = code.function("add_weights", "iipp");
    this.forwardEach = code.function("forward_each", "ipppps");
    this.dataEach = code.function("backward_data_each", "ippps");
    this.weightsEach = code.function("backward_weights_each", "ippps");
    this.bias = code.function("backward_bias", "iipp");
  }

  @Override
  public Plan plan(ConvolutionShape shape, Workspace workspace) {
    return new Passes(this, shape);
  }

  private record Passes(CudaConvolution parent, ConvolutionShape s) implements Plan {
    private boolean few() {
      return s.groups() > 1 && outs() < FEW;
    }

    private long ins() {
      return s.inputs() / s.groups();
    }

    private long outs() {
      return s.outputs() / s.groups();
    }

    private long taps() {
      return s.window().taps();
    }

    @Override
    public void forward(Tensor x, Tensor weights, @Nullable Tensor bias, Tensor y) {
      if (y.size() == 0) {
        return;
      }
      KernelFunction kernel = few() ? parent.forwardEach : parent.forward;
      parent.queue.enter();
      try {
        kernel.begin();
        if (few()) {
          kernel.with(y.size());
        } else {
          kernel.with(s.positions()).with(outs()).with(taps() * ins());
        }
        kernel.with(DeviceQueue.address(x)).with(DeviceQueue.address(weights));
        kernel.with(DeviceQueue.optional(bias)).with(DeviceQueue.address(y));
        WindowSizes.append(kernel, s);
        long blocks = KernelFunction.tiles(s.positions(), outs()) * s.groups();
        parent.queue.run(kernel, few() ? KernelFunction.pass(y.size()) : blocks);
      } finally {
        parent.queue.leave();
      }
    }

    @Override
    public void backwardData(Tensor dy, Tensor weights, Tensor dx) {
      if (dx.size() == 0) {
        return;
      }
      KernelFunction kernel = few() ? parent.dataEach : parent.data;
      long positions = dx.size() / s.inputs();
      parent.queue.enter();
      try {
        kernel.begin();
        if (few()) {
          kernel.with(dx.size());
        } else {
          kernel.with(positions).with(ins()).with(taps() * outs());
        }
        kernel.with(DeviceQueue.address(dy)).with(DeviceQueue.address(weights));
        kernel.with(DeviceQueue.address(dx));
        WindowSizes.append(kernel, s);
        long blocks = KernelFunction.tiles(positions, ins()) * s.groups();
        parent.queue.run(kernel, few() ? KernelFunction.pass(dx.size()) : blocks);
      } finally {
        parent.queue.leave();
      }
    }

    @Override
    public void backwardWeights(Tensor x, Tensor dy, Tensor dw) {
      parent.queue.enter();
      try {
        if (few()) {
          parent.weightsEach.begin().with(s.positions());
          operands(parent.weightsEach, x, dy, dw);
          WindowSizes.append(parent.weightsEach, s);
          long blocks = taps() * ins() * Math.ceilDiv(s.outputs(), 32);
          parent.queue.run(parent.weightsEach, blocks);
          return;
        }
        long m = taps() * ins();
        long tiles = KernelFunction.tiles(m, outs()) * s.groups();
        long parts = parts(tiles, dw.size());
        KernelFunction kernel = parent.weights;
        kernel.begin().with(m).with(outs()).with(s.positions()).with(parts);
        operands(kernel, x, dy, dw);
        kernel.with(parent.queue.scratch());
        WindowSizes.append(kernel, s);
        parent.queue.launch(kernel, tiles * parts);
        if (parts > 1) {
          kernel = parent.addWeights;
          kernel.begin().with(dw.size()).with(parts).with(parent.queue.scratch());
          kernel.with(DeviceQueue.address(dw));
          parent.queue.launch(kernel, KernelFunction.pass(dw.size()));
        }
        parent.queue.settle();
      } finally {
        parent.queue.leave();
      }
    }

    private static void operands(KernelFunction kernel, Tensor x, Tensor dy, Tensor dw) {
      kernel.with(DeviceQueue.address(x)).with(DeviceQueue.address(dy));
      kernel.with(DeviceQueue.address(dw));
    }

    /**
     * Returns how many blocks share the sums of a tile: a function of the shape, as the bits are.
     */
    private long parts(long tiles, long weights) {
      long room = DeviceQueue.SCRATCH / (weights * parent.dtype.bytes());
      long worth = Math.min(s.positions() / 512, Math.ceilDiv(512L, tiles));
      return Math.max(1, Math.min(room, worth));
    }

    @Override
    public void backwardBias(Tensor dy, Tensor db) {
      parent.queue.enter();
      try {
        KernelFunction kernel = parent.bias;
        kernel.begin().with(s.positions()).with(s.outputs());
        kernel.with(DeviceQueue.address(dy)).with(DeviceQueue.address(db));
        parent.queue.run(kernel, Math.ceilDiv(s.outputs(), 32));
      } finally {
        parent.queue.leave();
      }
    }

    @Override
    public String description() {
      return few() ? "one thread an element" : "implicit products in tiles of 64 by 64";
    }
  }
}
