package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.Tensor;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.Recurrence;

/** The masked Laplacian by the kernels of {@code mac.cu}. */
final class CudaMacStencil implements MacStencil {
  static final long WIDE = 64; // the tile of mac.cu
  static final long HIGH = 4;
  static final long DEEP = 8;

  private final DeviceQueue queue;
  private final CudaKrylovUpdates updates;
  private final KernelFunction apply;
  private final KernelFunction applyDot;

  CudaMacStencil(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.updates = new CudaKrylovUpdates(queue, dtype);
    KernelModule code = queue.module("mac.cu", dtype);
    this.apply = code.function("mac_apply", "iiippp");
    this.applyDot = code.function("mac_apply_dot", "iiipppppp");
  }

  /** Returns the blocks of a sweep: one for each tile, as far as a reduction has room. */
  private static long blocks(Grid g) {
    long tiles =
        Math.ceilDiv(g.nx(), WIDE) * Math.ceilDiv(g.ny(), HIGH) * Math.ceilDiv(g.nz(), DEEP);
    return Math.min(tiles, KernelFunction.REDUCING);
  }

  private static void operands(KernelFunction kernel, Grid g, Tensor cells, Tensor x, Tensor y) {
    kernel.begin().with(g.nx()).with(g.ny()).with(g.nz());
    kernel.with(DeviceQueue.address(cells));
    kernel.with(DeviceQueue.address(x)).with(DeviceQueue.address(y));
  }

  @Override
  public void apply(Grid grid, Tensor cells, Tensor x, Tensor y) {
    queue.enter();
    try {
      operands(apply, grid, cells, x, y);
      queue.run(apply, blocks(grid));
    } finally {
      queue.leave();
    }
  }

  @Override
  public double applyDot(Grid grid, Tensor cells, Tensor x, Tensor y) {
    queue.enter();
    try {
      operands(applyDot, grid, cells, x, y);
      return queue.reduce(applyDot, blocks(grid));
    } finally {
      queue.leave();
    }
  }

  /** Two launches, 7 values a cell: a block cannot wait for the new p of its neighbours. */
  @Override
  public double direction(
      Grid grid, Tensor cells, double alpha, Tensor x, double beta, Tensor z, Tensor p, Tensor q) {
    updates.direction(alpha, x, beta, z, p);
    return applyDot(grid, cells, p, q);
  }

  @Override
  public void direction(
      Grid grid, Tensor cells, Recurrence numbers, Tensor x, Tensor z, Tensor p, Tensor q) {
    updates.direction(numbers, x, z, p);
    queue.enter();
    try {
      operands(applyDot, grid, cells, p, q);
      queue.reduce(applyDot, blocks(grid), numbers.cells(), Recurrence.PQ);
    } finally {
      queue.leave();
    }
  }
}
