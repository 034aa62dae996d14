package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.KrylovUpdates;

/** The fused updates by the kernels of {@code krylov.cu}. */
final class CudaKrylovUpdates implements KrylovUpdates {
  private final DeviceQueue queue;
  private final KernelFunction residual;
  private final KernelFunction step;
  private final KernelFunction direction;

  CudaKrylovUpdates(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("krylov.cu", dtype);
    this.residual = code.function("residual", "idppppp");
    this.step = code.function("step", "idppppppp");
    this.direction = code.function("direction", "idpdpp");
  }

  @Override
  public double residual(double alpha, Tensor q, Tensor r) {
    long n = r.size();
    if (n == 0) {
      return 0;
    }
    queue.enter();
    try {
      residual.begin().with(n).with(alpha);
      residual.with(DeviceQueue.address(q)).with(DeviceQueue.address(r));
      return queue.reduce(residual, KernelFunction.reduction(n));
    } finally {
      queue.leave();
    }
  }

  @Override
  public double step(double alpha, Tensor p, Tensor q, Tensor x, Tensor r) {
    long n = r.size();
    if (n == 0) {
      return 0;
    }
    queue.enter();
    try {
      step.begin().with(n).with(alpha);
      step.with(DeviceQueue.address(p)).with(DeviceQueue.address(q));
      step.with(DeviceQueue.address(x)).with(DeviceQueue.address(r));
      return queue.reduce(step, KernelFunction.reduction(n));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void direction(double alpha, Tensor x, double beta, Tensor z, Tensor p) {
    long n = p.size();
    if (n == 0) {
      return;
    }
    queue.enter();
    try {
      direction.begin().with(n).with(alpha).with(DeviceQueue.address(x)).with(beta);
      direction.with(DeviceQueue.address(z)).with(DeviceQueue.address(p));
      queue.run(direction, KernelFunction.pass(n));
    } finally {
      queue.leave();
    }
  }
}
