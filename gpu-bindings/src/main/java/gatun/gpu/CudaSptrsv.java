package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Sptrsv;

/** Solves with sparse triangles by {@code triangle.cu}, level by level. */
final class CudaSptrsv implements Sptrsv {
  private final DeviceQueue queue;
  private final KernelFunction level;
  private final KernelFunction levels;

  CudaSptrsv(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("triangle.cu", dtype);
    this.level = code.function("solve_level", "iippppppp");
    this.levels = code.function("solve_levels", "iipppppppp");
  }

  /** Refuses more than 2^31 - 1 rows, and memory that the device does not see. */
  @Override
  public Triangle prepare(SparseMatrix lower, Workspace workspace) {
    if (lower.rows() >= Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "backend 'cuda' solves with at most 2^31 - 2 rows, found " + lower.rows());
    }
    DeviceQueue.address(lower.values());
    DeviceQueue.address(workspace.zeros(DType.I8, 1));
    return new Solves(
        this, lower, TriangleLevels.down(lower, workspace), TriangleLevels.up(lower, workspace));
  }

  private void solve(TriangleLevels t, SparseMatrix lower, Tensor b, Tensor x) {
    queue.enter();
    try {
      DeviceQueue.address(t.order); // the levels are in use, too
      for (int i = 0; i < t.launches.size(); i++) {
        int from = t.launches.get(i)[0];
        int to = t.launches.get(i)[1];
        long first = t.first(from);
        boolean one = to == from + 1;
        KernelFunction kernel = one ? level : levels;
        kernel.begin().with(one ? first : from).with(one ? t.first(to) : to);
        if (!one) {
          kernel.with(t.starts);
        }
        kernel.with(t.order.address()).with(t.pointers).with(t.columns).with(t.entries);
        kernel.with(DeviceQueue.address(lower.values()));
        kernel.with(DeviceQueue.address(b)).with(DeviceQueue.address(x));
        queue.launch(kernel, one ? KernelFunction.pass(t.first(to) - first) : 1);
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  private record Solves(
      CudaSptrsv parent, SparseMatrix lower, TriangleLevels down, TriangleLevels up)
      implements Triangle {
    @Override
    public void solveLower(Tensor b, Tensor x) {
      parent.solve(down, lower, b, x);
    }

    @Override
    public void solveTransposed(Tensor b, Tensor x) {
      parent.solve(up, lower, b, x);
    }

    @Override
    public String description() {
      return down.levels + " levels of rows in " + down.launches.size() + " launches";
    }

    @Override
    public long bytes() {
      return lower.bytes() + 4 * lower.rows();
    }
  }
}
