package gatun.gpu;

import static gatun.gpu.DeviceQueue.address;
import static gatun.gpu.DeviceQueue.optional;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.UpdateTerms;
import org.jspecify.annotations.Nullable;

/** Steps of optimizers by {@code optimizer.cu}, one launch each. */
final class CudaOptimizerUpdates implements OptimizerUpdates {
  /** The kinds of {@code optimizer.cu}, by their numbers. */
  private enum Kind {
    DESCENT,
    MOMENTUM,
    NESTEROV,
    ADAM,
    AMSGRAD,
    RMSPROP,
    ADADELTA,
    DIFFGRAD,
    SIGNED_DIFFGRAD
  }

  private final DeviceQueue queue;
  private final KernelFunction update;

  CudaOptimizerUpdates(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.update = queue.module("optimizer.cu", dtype).function("update", "iiiddddddddddppppp");
  }

  private void run(
      Kind kind,
      UpdateTerms t,
      Tensor g,
      Tensor x,
      @Nullable Tensor a,
      @Nullable Tensor b,
      @Nullable Tensor c) {
    if (t.to <= t.from) {
      return;
    }
    queue.enter();
    try {
      update.begin().with(kind.ordinal()).with(t.from).with(t.to);
      update.with(t.scale).with(t.penalty).with(t.decay).with(t.rate);
      update.with(t.first).with(t.firstFresh).with(t.second).with(t.secondFresh);
      update.with(t.root).with(t.epsilon);
      update
          .with(address(g))
          .with(address(x))
          .with(optional(a))
          .with(optional(b))
          .with(optional(c));
      queue.run(update, KernelFunction.pass(t.to - t.from));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void descent(UpdateTerms t, Tensor g, Tensor x) {
    run(Kind.DESCENT, t, g, x, null, null, null);
  }

  @Override
  public void momentum(UpdateTerms t, Tensor g, Tensor x, Tensor b) {
    run(Kind.MOMENTUM, t, g, x, b, null, null);
  }

  @Override
  public void nesterov(UpdateTerms t, Tensor g, Tensor x, Tensor b) {
    run(Kind.NESTEROV, t, g, x, b, null, null);
  }

  @Override
  public void adam(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v) {
    run(Kind.ADAM, t, g, x, m, v, null);
  }

  @Override
  public void amsGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor w) {
    run(Kind.AMSGRAD, t, g, x, m, v, w);
  }

  @Override
  public void rmsProp(UpdateTerms t, Tensor g, Tensor x, Tensor v) {
    run(Kind.RMSPROP, t, g, x, v, null, null);
  }

  @Override
  public void adaDelta(UpdateTerms t, Tensor g, Tensor x, Tensor v, Tensor a) {
    run(Kind.ADADELTA, t, g, x, v, a, null);
  }

  @Override
  public void diffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p) {
    run(Kind.DIFFGRAD, t, g, x, m, v, p);
  }

  @Override
  public void signedDiffGrad(UpdateTerms t, Tensor g, Tensor x, Tensor m, Tensor v, Tensor p) {
    run(Kind.SIGNED_DIFFGRAD, t, g, x, m, v, p);
  }
}
