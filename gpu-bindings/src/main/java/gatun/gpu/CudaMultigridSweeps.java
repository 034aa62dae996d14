package gatun.gpu;

import static gatun.gpu.DeviceQueue.address;
import static gatun.gpu.DeviceQueue.optional;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.Tensor;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.PaddedGrid;
import org.jspecify.annotations.Nullable;

/** The sweeps of a multigrid cycle by {@code grid.cu}, one thread a cell. */
final class CudaMultigridSweeps implements MultigridSweeps {
  private final DeviceQueue queue;
  private final KernelFunction enter;
  private final KernelFunction leave;
  private final KernelFunction relax;
  private final KernelFunction residual;
  private final KernelFunction restrict;
  private final KernelFunction prolong;

  CudaMultigridSweeps(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("grid.cu", dtype);
    this.enter = code.function("mg_enter", "iiidpidppp");
    this.leave = code.function("mg_leave", "iiidppi");
    this.relax = code.function("mg_relax", "iiidppppppp");
    this.residual = code.function("mg_residual", "iiipppppppp");
    this.restrict = code.function("mg_restrict", "iiiiiipdppp");
    this.prolong = code.function("mg_prolong", "iiiiiippp");
  }

  private static KernelFunction begin(KernelFunction kernel, PaddedGrid g) {
    return kernel.begin().with(g.grid().nx()).with(g.grid().ny()).with(g.grid().nz());
  }

  private void run(KernelFunction kernel, Grid grid) {
    queue.run(kernel, KernelFunction.pass(grid.cells()));
  }

  @Override
  public void enter(
      PaddedGrid g, double alpha, Tensor r, double omega, Tensor w, Tensor b, Tensor x) {
    queue.enter();
    try {
      begin(enter, g).with(alpha).with(address(r)).with(r.dtype() == DType.F64 ? 1 : 0);
      enter.with(omega).with(address(w)).with(address(b)).with(address(x));
      run(enter, g.grid());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void leave(PaddedGrid g, double alpha, Tensor x, Tensor z) {
    queue.enter();
    try {
      begin(leave, g).with(alpha).with(address(x)).with(address(z));
      leave.with(z.dtype() == DType.F64 ? 1 : 0);
      run(leave, g.grid());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void relax(PaddedGrid g, double omega, Tensor w, Tensor b, Tensor x, Tensor y) {
    relaxed(g, omega, w, null, null, null, b, x, y);
  }

  @Override
  public void relax(
      PaddedGrid g,
      double omega,
      Tensor w,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    relaxed(g, omega, w, ax, ay, az, b, x, y);
  }

  private void relaxed(
      PaddedGrid g,
      double omega,
      Tensor w,
      @Nullable Tensor ax,
      @Nullable Tensor ay,
      @Nullable Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    queue.enter();
    try {
      begin(relax, g).with(omega).with(address(w));
      relax.with(optional(ax)).with(optional(ay)).with(optional(az));
      relax.with(address(b)).with(address(x)).with(address(y));
      run(relax, g.grid());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void residual(PaddedGrid g, Tensor s, Tensor t, Tensor b, Tensor x, Tensor y) {
    remaining(g, s, t, null, null, null, b, x, y);
  }

  @Override
  public void residual(
      PaddedGrid g,
      Tensor s,
      Tensor t,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    remaining(g, s, t, ax, ay, az, b, x, y);
  }

  private void remaining(
      PaddedGrid g,
      Tensor s,
      Tensor t,
      @Nullable Tensor ax,
      @Nullable Tensor ay,
      @Nullable Tensor az,
      Tensor b,
      Tensor x,
      Tensor y) {
    queue.enter();
    try {
      begin(residual, g).with(address(s)).with(address(t));
      residual.with(optional(ax)).with(optional(ay)).with(optional(az));
      residual.with(address(b)).with(address(x)).with(address(y));
      run(residual, g.grid());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void restrict(
      PaddedGrid g, PaddedGrid half, Tensor r, double omega, Tensor w, Tensor b, Tensor x) {
    queue.enter();
    try {
      begin(restrict, g).with(half.grid().nx()).with(half.grid().ny()).with(half.grid().nz());
      restrict.with(address(r)).with(omega);
      restrict.with(address(w)).with(address(b)).with(address(x));
      run(restrict, half.grid());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void prolong(PaddedGrid g, PaddedGrid half, Tensor s, Tensor e, Tensor x) {
    queue.enter();
    try {
      begin(prolong, g).with(half.grid().nx()).with(half.grid().ny()).with(half.grid().nz());
      prolong.with(address(s)).with(address(e)).with(address(x));
      run(prolong, g.grid());
    } finally {
      queue.leave();
    }
  }
}
