package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.RandomFill;

/** The numbers of Philox by {@code random.cu}: those of the other backends. */
final class CudaRandomFill implements RandomFill {
  private final DeviceQueue queue;
  private final DType dtype;
  private final KernelFunction fill;
  private final Axes axes = new Axes(1);

  CudaRandomFill(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.dtype = dtype;
    this.fill = queue.module("random.cu", dtype).function("random_fill", "iiiiiiiddips");
  }

  @Override
  public void uniform(long seed, long stream, long block, double low, double high, Tensor x) {
    fill(0, seed, stream, block, low, high, 0, x);
  }

  @Override
  public void normal(long seed, long stream, long block, double mean, double deviation, Tensor x) {
    fill(1, seed, stream, block, mean, deviation, 0, x);
  }

  @Override
  public void bernoulli(long seed, long stream, long block, long threshold, Tensor x) {
    fill(2, seed, stream, block, 0, 0, threshold, x);
  }

  private void fill(
      int mode, long seed, long stream, long block, double a, double b, long threshold, Tensor x) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      axes.beside(-1, x.shape(), x);
      long blocks = Math.ceilDiv(x.size(), mode < 2 && dtype == DType.F64 ? 2L : 4L);
      fill.begin().with(mode).with(blocks).with(x.size()).with(axes.rank());
      fill.with(seed).with(stream).with(block).with(a).with(b).with(threshold);
      fill.with(DeviceQueue.address(x));
      axes.layout(fill);
      queue.run(fill.filled(), KernelFunction.pass(blocks));
    } finally {
      queue.leave();
    }
  }
}
