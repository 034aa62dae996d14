package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Sptrsv;

/**
 * Triangular solves by levels of chains: chains that depend on earlier levels only are solved in
 * parallel. On one thread, and where levels are too small, rows are solved one after the other in
 * natural order, which reads memory in sequence. All orders give the same bits.
 */
final class SimdSptrsv implements Sptrsv {
  /** Rows in an average level that pay for a parallel region. */
  private static final long WIDE = 4096;

  /** Chains in an average level that keep the threads evenly busy. */
  private static final long CHAINS = 8;

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
    if (workers.threads() > 1) {
      SptrsvOrder down = SptrsvOrder.byChains(lower, true, workspace);
      long levels = down.levels().length - 1;
      if (lower.rows() >= WIDE * Math.max(1, levels) && down.chains().size() > CHAINS * levels) {
        SptrsvOrder up = SptrsvOrder.byChains(upper, false, workspace);
        return triangle(lower, upper, down, up, workspace);
      }
    }
    int n = (int) lower.rows();
    SptrsvOrder down = SptrsvOrder.natural(n, true, workspace);
    return triangle(lower, upper, down, SptrsvOrder.natural(n, false, workspace), workspace);
  }

  private Triangle triangle(
      SparseMatrix lower,
      SparseMatrix upper,
      SptrsvOrder down,
      SptrsvOrder up,
      Workspace workspace) {
    return new SimdTriangle(
        workers,
        lower.dtype(),
        SptrsvSchedule.of(lower, down, workspace),
        SptrsvSchedule.of(upper, up, workspace));
  }

  private static final class SimdTriangle implements Triangle {
    private static final Workers.Task F64 = SptrsvF64::run;
    private static final Workers.Task F32 = SptrsvF32::run;

    private final Workers workers;
    private final Workers.Task task;
    private final SptrsvSchedule down;
    private final SptrsvSchedule up;

    SimdTriangle(Workers workers, DType dtype, SptrsvSchedule down, SptrsvSchedule up) {
      this.workers = workers;
      this.task = dtype == DType.F64 ? F64 : F32;
      this.down = down;
      this.up = up;
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
      long chains = first[first.length - 1];
      long grain = Math.max(1, GRAIN * chains / Math.max(1, schedule.rows()));
      try (Arguments a = Arguments.borrow()) {
        a.object = schedule;
        a.p0 = ((HostTensor) b).address();
        a.p1 = ((HostTensor) x).address();
        for (int l = 0; l + 1 < first.length; l++) {
          a.n = first[l];
          long count = first[l + 1] - first[l];
          workers.run(task, a, count, grain);
        }
      }
    }

    @Override
    public String description() {
      int levels = down.levels().length - 1;
      long chains = down.levels()[levels];
      return levels == 1 && chains == 1
          ? "row by row"
          : levels
              + " levels of "
              + down.rows() / levels
              + " rows in "
              + chains / levels
              + " chains on average";
    }

    @Override
    public long bytes() {
      return down.bytes();
    }
  }
}
