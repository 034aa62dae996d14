package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * Reductions by the kernels of {@code reduce.cu}: sums in double, in an order fixed by the shape.
 */
final class CudaReduction implements Reduction {
  private static final int MOMENTS = Operation.values().length;
  private static final int FIRST_MAX = MOMENTS + 1;
  private static final int FIRST_MIN = MOMENTS + 2;

  private final DeviceQueue queue;
  private final KernelFunction reduce;
  private final KernelFunction parts;
  private final Axes kept = new Axes(3);
  private final Axes reduced = new Axes(1);

  CudaReduction(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("reduce.cu", dtype);
    this.reduce = code.function("reduce", "iiiiiiidippipps");
    this.parts = code.function("reduce_parts", "iiiiiiidippipps");
  }

  @Override
  public void reduce(Operation operation, Tensor x, Tensor y) {
    run(operation.ordinal(), 0, false, x, null, y);
  }

  @Override
  public void moments(
      Tensor x, double correction, boolean root, @Nullable Tensor mean, Tensor spread) {
    run(MOMENTS, correction, root, x, mean, spread);
  }

  @Override
  public void position(boolean largest, int axis, Tensor x, Tensor index) {
    run(largest ? FIRST_MAX : FIRST_MIN, 0, false, x, null, index); // along its extent 1
  }

  private void run(
      int operation, double correction, boolean root, Tensor x, @Nullable Tensor mean, Tensor y) {
    if (y.size() == 0) {
      return;
    }
    queue.enter();
    try {
      axes(x, mean == null ? y : mean, y);
      long outputs = kept.size();
      long terms = reduced.size();
      boolean together = Math.abs(kept.inner(0)) < Math.abs(reduced.inner(0));
      int lanes = Lanes.lanes(outputs, terms, together);
      long shares = Lanes.parts(outputs, terms, lanes);
      fill(reduce, operation, terms, shares, lanes, correction, root, x, mean, y);
      queue.launch(reduce, Lanes.blocks(outputs, lanes, shares));
      if (shares > 1) {
        fill(parts, operation, terms, shares, lanes, correction, root, x, mean, y);
        queue.launch(parts, KernelFunction.pass(outputs));
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  private void fill(
      KernelFunction kernel,
      int operation,
      long terms,
      long shares,
      int lanes,
      double correction,
      boolean root,
      Tensor x,
      @Nullable Tensor mean,
      Tensor y) {
    kernel.begin().with(operation).with(kept.size()).with(terms).with(shares).with(lanes);
    kernel.with(kept.rank()).with(reduced.rank()).with(correction).with(root ? 1 : 0);
    kernel.with(DeviceQueue.address(x)).with(DeviceQueue.address(y));
    kernel.with(y.dtype() == DType.I64 ? 1 : 0);
    kernel.with(DeviceQueue.optional(mean)).with(queue.scratch());
    kept.layout(kernel);
    reduced.layout(kernel);
    kernel.filled();
  }

  private void axes(Tensor x, Tensor mean, Tensor y) {
    kept.begin();
    reduced.begin();
    for (int axis = x.shape().rank() - 1; axis >= 0; axis--) {
      long extent = x.shape().extent(axis);
      if (y.shape().extent(axis) == extent) {
        kept.add(axis, extent, x, y, mean);
      } else {
        reduced.add(axis, extent, x);
      }
    }
  }
}
