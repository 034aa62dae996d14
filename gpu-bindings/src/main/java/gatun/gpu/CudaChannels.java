package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Channels;

/** The passes of batch and group normalisation by the kernels of {@code norm.cu}. */
final class CudaChannels implements Channels {
  private final DeviceQueue queue;
  private final KernelFunction affine;
  private final KernelFunction combine;
  private final KernelFunction sums;
  private final KernelFunction addParts;

  CudaChannels(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("norm.cu", dtype);
    this.affine = code.function("affine", "iiipppp");
    this.combine = code.function("combine", "iiipppppp");
    this.sums = code.function("channel_sums", "iiiiipppppp");
    this.addParts = code.function("add_parts", "iippp");
  }

  private static long positions(Tensor x) {
    return x.shape().rank() == 2 ? 1 : x.shape().extent(2);
  }

  @Override
  public void affine(Tensor x, Tensor a, Tensor b, Tensor y) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      affine.begin().with(x.size()).with(positions(x)).with(a.size());
      affine.with(DeviceQueue.address(x)).with(DeviceQueue.address(a));
      affine.with(DeviceQueue.address(b)).with(DeviceQueue.address(y));
      queue.run(affine, KernelFunction.pass(x.size()));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void combine(Tensor dy, Tensor x, Tensor a, Tensor b, Tensor c, Tensor dx) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      combine.begin().with(x.size()).with(positions(x)).with(a.size());
      combine.with(DeviceQueue.address(dy)).with(DeviceQueue.address(x));
      combine.with(DeviceQueue.address(a)).with(DeviceQueue.address(b));
      combine.with(DeviceQueue.address(c)).with(DeviceQueue.address(dx));
      queue.run(combine, KernelFunction.pass(x.size()));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void sums(Tensor x, Tensor center, Tensor dy, Tensor sum, Tensor product) {
    long slots = center.size();
    if (slots == 0) {
      return;
    }
    queue.enter();
    try {
      long terms = x.size() / slots;
      long positions = Math.max(1, positions(x));
      int lanes = Lanes.lanes(slots, terms, positions == 1);
      long parts = CudaNormalization.parts(slots, terms);
      sums.begin().with(slots).with(terms).with(parts).with(lanes).with(positions);
      sums.with(DeviceQueue.address(x)).with(DeviceQueue.address(center));
      sums.with(DeviceQueue.address(dy)).with(DeviceQueue.address(sum));
      sums.with(DeviceQueue.address(product)).with(queue.scratch());
      queue.launch(sums, Lanes.blocks(slots, lanes, parts));
      if (parts > 1) {
        addParts.begin().with(slots).with(parts).with(queue.scratch());
        addParts.with(DeviceQueue.address(sum)).with(DeviceQueue.address(product));
        queue.launch(addParts, KernelFunction.pass(slots));
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }
}
