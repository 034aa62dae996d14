package gatun.gpu;

import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.MaxPooling;

/** Max pooling by {@code pooling.cu}: one thread for each output, and back for each input. */
final class CudaMaxPooling implements MaxPooling {
  private final DeviceQueue queue;
  private final KernelFunction pool;
  private final KernelFunction back;

  CudaMaxPooling(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("pooling.cu", dtype);
    this.pool = code.function("pool", "iippps");
    this.back = code.function("pool_back", "iippps");
  }

  @Override
  public Plan plan(ConvolutionShape shape, Workspace workspace) {
    return new Passes(this, shape);
  }

  private record Passes(CudaMaxPooling parent, ConvolutionShape s) implements Plan {
    @Override
    public void forward(Tensor x, Tensor y, Tensor places) {
      run(parent.pool, y.size(), x, y, places);
    }

    @Override
    public void backward(Tensor dy, Tensor places, Tensor dx) {
      run(parent.back, dx.size(), dy, places, dx);
    }

    private void run(KernelFunction kernel, long count, Tensor a, Tensor b, Tensor c) {
      if (count == 0) {
        return;
      }
      parent.queue.enter();
      try {
        kernel.begin().with(count).with(s.window().taps()).with(DeviceQueue.address(a));
        kernel.with(DeviceQueue.address(b)).with(DeviceQueue.address(c));
        WindowSizes.append(kernel, s);
        parent.queue.run(kernel, KernelFunction.pass(count));
      } finally {
        parent.queue.leave();
      }
    }
  }
}
