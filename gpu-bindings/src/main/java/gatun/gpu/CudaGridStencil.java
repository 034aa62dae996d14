package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.Stencil;
import gatun.engine.Tensor;
import gatun.engine.spi.GridStencil;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Stencils on box grids by {@code grid.cu}; the points of one lie in {@link Tables}. */
final class CudaGridStencil implements GridStencil {
  private static final int POINT = 4; // numbers of 64 bits of a point

  private final DeviceQueue queue;
  private final KernelFunction constant;
  private final KernelFunction variable;
  private final Tables<Stencil, MemorySegment> tables = new Tables<>(this::written);

  CudaGridStencil(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("grid.cu", dtype);
    this.constant = code.function("constant_stencil", "iiiippp");
    this.variable = code.function("variable_stencil", "iiipppppp");
  }

  private MemorySegment written(Stencil stencil) {
    long bytes = (long) POINT * Long.BYTES * stencil.points().size();
    MemorySegment table =
        queue.stream().context().memory().allocate(bytes, Long.BYTES, Arena.ofAuto());
    long at = 0;
    for (Stencil.Point p : stencil.points()) {
      table.setAtIndex(ValueLayout.JAVA_LONG, at, p.di());
      table.setAtIndex(ValueLayout.JAVA_LONG, at + 1, p.dj());
      table.setAtIndex(ValueLayout.JAVA_LONG, at + 2, p.dk());
      table.setAtIndex(ValueLayout.JAVA_DOUBLE, at + 3, p.coefficient());
      at += POINT;
    }
    return table;
  }

  @Override
  public void constant(Grid grid, Stencil stencil, Tensor x, Tensor y) {
    queue.enter();
    try {
      MemorySegment table = tables.of(stencil);
      queue.keep(table);
      constant.begin().with(grid.nx()).with(grid.ny()).with(grid.nz());
      constant.with(stencil.points().size()).with(table.address());
      constant.with(DeviceQueue.address(x)).with(DeviceQueue.address(y));
      queue.run(constant, KernelFunction.pass(grid.cells()));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void variable(Grid grid, Tensor d, Tensor ax, Tensor ay, Tensor az, Tensor x, Tensor y) {
    queue.enter();
    try {
      variable.begin().with(grid.nx()).with(grid.ny()).with(grid.nz());
      variable.with(DeviceQueue.address(d)).with(DeviceQueue.address(ax));
      variable.with(DeviceQueue.address(ay)).with(DeviceQueue.address(az));
      variable.with(DeviceQueue.address(x)).with(DeviceQueue.address(y));
      queue.run(variable, KernelFunction.pass(grid.cells()));
    } finally {
      queue.leave();
    }
  }
}
