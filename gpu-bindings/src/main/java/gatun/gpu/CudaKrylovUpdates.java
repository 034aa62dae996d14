package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.Recurrence;

/** The fused updates by the kernels of {@code krylov.cu}. */
final class CudaKrylovUpdates implements KrylovUpdates {
  private final DeviceQueue queue;
  private final KernelFunction residual;
  private final KernelFunction step;
  private final KernelFunction direction;
  private final KernelFunction loopResidual;
  private final KernelFunction loopDirection;
  private final KernelFunction turn;
  private final KernelFunction length;
  private final KernelFunction hear;

  CudaKrylovUpdates(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("krylov.cu", dtype);
    this.residual = code.function("residual", "idppppp");
    this.step = code.function("step", "idppppppp");
    this.direction = code.function("direction", "idpdpp");
    KernelModule loop = queue.module("loop.cu", dtype);
    this.loopResidual = loop.function("loop_residual", "ipppppp");
    this.loopDirection = loop.function("loop_direction", "ipppp");
    this.turn = loop.function("turn", "pii");
    this.length = loop.function("length", "p");
    this.hear = loop.function("hear", "p");
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

  @Override
  public void residual(Recurrence numbers, Tensor q, Tensor r) {
    long n = r.size();
    queue.enter();
    try {
      loopResidual.begin().with(n).with(DeviceQueue.address(numbers.cells()));
      loopResidual.with(DeviceQueue.address(q)).with(DeviceQueue.address(r));
      long blocks = Math.max(1, KernelFunction.reduction(n));
      queue.reduce(loopResidual, blocks, numbers.cells(), Recurrence.RR);
    } finally {
      queue.leave();
    }
  }

  @Override
  public void direction(Recurrence numbers, Tensor x, Tensor z, Tensor p) {
    long n = p.size();
    if (n == 0) {
      return;
    }
    queue.enter();
    try {
      loopDirection.begin().with(n).with(DeviceQueue.address(numbers.cells()));
      loopDirection.with(DeviceQueue.address(x)).with(DeviceQueue.address(z));
      loopDirection.with(DeviceQueue.address(p));
      queue.run(loopDirection, KernelFunction.pass(n));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void turn(Recurrence numbers, int cell, boolean flexible) {
    queue.enter();
    try {
      turn.begin().with(DeviceQueue.address(numbers.cells()));
      turn.with((long) cell).with(flexible ? 1L : 0L);
      queue.run(turn, 1);
    } finally {
      queue.leave();
    }
  }

  @Override
  public void length(Recurrence numbers) {
    scalar(length, numbers);
  }

  @Override
  public void hear(Recurrence numbers) {
    scalar(hear, numbers);
  }

  private void scalar(KernelFunction kernel, Recurrence numbers) {
    queue.enter();
    try {
      kernel.begin().with(DeviceQueue.address(numbers.cells()));
      queue.run(kernel, 1);
    } finally {
      queue.leave();
    }
  }
}
