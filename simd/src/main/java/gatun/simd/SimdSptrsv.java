package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Sptrsv;

/**
 * Triangular solves by levels: rows that depend on earlier levels only are solved in parallel.
 * Where levels are too small for that, rows are solved one after the other in natural order.
 */
final class SimdSptrsv implements Sptrsv {
  /** Rows in an average level that pay for a parallel region. */
  private static final long WIDE = 512;

  /** The fewest rows worth a thread. */
  private static final long GRAIN = 256;

  private final Workers workers;

  SimdSptrsv(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Triangle prepare(SparseMatrix lower, Workspace workspace) {
    if (lower.rows() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "triangular solve: expected at most 2^31 - 1 rows, found " + lower.rows());
    }
    SparseMatrix upper = SparseMatrices.transpose(lower, workspace);
    SptrsvSchedule down = SptrsvSchedule.of(lower, true, true, workspace);
    if (down.rows() < WIDE * (down.levels().length - 1)) {
      return new SimdTriangle(
          workers,
          lower.dtype(),
          SptrsvSchedule.of(lower, true, false, workspace),
          SptrsvSchedule.of(upper, false, false, workspace),
          down.levels().length - 1);
    }
    SptrsvSchedule up = SptrsvSchedule.of(upper, false, true, workspace);
    return new SimdTriangle(workers, lower.dtype(), down, up, down.levels().length - 1);
  }

  private static final class SimdTriangle implements Triangle {
    private static final Workers.Task F64 = SptrsvF64::run;
    private static final Workers.Task F32 = SptrsvF32::run;

    private final Workers workers;
    private final Workers.Task task;
    private final SptrsvSchedule down;
    private final SptrsvSchedule up;
    private final int levels;

    SimdTriangle(Workers workers, DType dtype, SptrsvSchedule down, SptrsvSchedule up, int levels) {
      this.workers = workers;
      this.task = dtype == DType.F64 ? F64 : F32;
      this.down = down;
      this.up = up;
      this.levels = levels;
    }

    @Override
    public void solveLower(Tensor b, Tensor x) {
      solve(down, b, x);
    }

    @Override
    public void solveTransposed(Tensor b, Tensor x) {
      solve(up, b, x);
    }

    private void solve(SptrsvSchedule schedule, Tensor b, Tensor x) {
      long[] first = schedule.levels();
      try (Arguments a = Arguments.borrow()) {
        a.object = schedule;
        a.p0 = ((HostTensor) b).address();
        a.p1 = ((HostTensor) x).address();
        for (int l = 0; l + 1 < first.length; l++) {
          a.n = first[l];
          long count = first[l + 1] - first[l];
          workers.run(task, a, count, schedule.byLevels() ? GRAIN : Math.max(1, count));
        }
      }
    }

    @Override
    public String description() {
      return (down.byLevels() ? "by levels: " : "row by row: ")
          + levels
          + " levels of "
          + down.rows() / Math.max(1, levels)
          + " rows on average";
    }

    @Override
    public long bytes() {
      return down.bytes();
    }
  }
}
