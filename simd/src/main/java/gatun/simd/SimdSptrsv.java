package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Sptrsv;

/**
 * Triangular solves in natural order on one thread, or by levels of chains: chains that depend on
 * earlier levels only are solved in parallel. Natural order reads less memory, and in sequence; it
 * takes several threads to be faster than it. Both give the same bits.
 */
final class SimdSptrsv implements Sptrsv {
  /** The fewest threads that are faster than natural order on one. */
  private static final int THREADS = 4;

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
    if (workers.threads() >= THREADS) {
      SptrsvOrder down = SptrsvOrder.byChains(lower, true, workspace);
      long levels = down.levels().length - 1;
      if (lower.rows() >= WIDE * Math.max(1, levels) && down.chains().size() > CHAINS * levels) {
        return byChains(lower, down, workspace);
      }
    }
    return new Natural(lower.dtype(), SptrsvNatural.of(lower, workspace));
  }

  private Triangle byChains(SparseMatrix lower, SptrsvOrder down, Workspace workspace) {
    long room = workspace.settings().limitBytes() - workspace.bytes();
    try (Workspace temporary =
        Workspace.on(
            workspace.backend(),
            workspace.settings().named("transposed triangle").limitedTo(room))) {
      SparseMatrix upper = SparseMatrices.transpose(lower, temporary);
      return new ByChains(
          workers,
          lower.dtype(),
          SptrsvSchedule.of(lower, true, down, workspace),
          SptrsvSchedule.of(
              upper, false, SptrsvOrder.byChains(upper, false, workspace), workspace));
    }
  }

  /** Row by row. */
  private record Natural(DType dtype, SptrsvNatural triangle) implements Triangle {
    @Override
    public void solveLower(Tensor b, Tensor x) {
      try (Arguments a = arguments(b, x)) {
        if (dtype == DType.F64) {
          SptrsvNaturalF64.lower(a, 0, 1);
        } else {
          SptrsvNaturalF32.lower(a, 0, 1);
        }
      }
    }

    @Override
    public void solveTransposed(Tensor b, Tensor x) {
      try (Arguments a = arguments(b, x)) {
        if (dtype == DType.F64) {
          SptrsvNaturalF64.transposed(a, 0, 1);
        } else {
          SptrsvNaturalF32.transposed(a, 0, 1);
        }
      }
    }

    private Arguments arguments(Tensor b, Tensor x) {
      Arguments a = Arguments.borrow();
      a.object = triangle;
      a.p0 = ((HostTensor) b).address();
      a.p1 = ((HostTensor) x).address();
      return a;
    }

    @Override
    public String description() {
      return "row by row, " + 8 * triangle.distanceBytes() + "-bit indices";
    }

    @Override
    public long bytes() {
      return triangle.bytes();
    }
  }

  /** By levels of chains. */
  private static final class ByChains implements Triangle {
    private static final Workers.Task F64 = SptrsvF64::run;
    private static final Workers.Task F32 = SptrsvF32::run;

    private final Workers workers;
    private final Workers.Task task;
    private final SptrsvSchedule down;
    private final SptrsvSchedule up;

    ByChains(Workers workers, DType dtype, SptrsvSchedule down, SptrsvSchedule up) {
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
      return levels
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
