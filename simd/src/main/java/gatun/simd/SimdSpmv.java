package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Spmv;

/** Chooses the layout of a matrix by its structure and multiplies in parallel over fixed chunks. */
final class SimdSpmv implements Spmv {
  /** Runs with few distinct value vectors pay when this share of their lanes is filled. */
  private static final double FILL = 0.7;

  /** The same where the values are streamed, absent lanes too; measured in decision 0005. */
  private static final double STREAMED_F64 = 0.6;

  private static final double STREAMED_F32 = 0.5;

  private static final long SAMPLES = 2_000;
  private static final long FEW_ROWS = 64;

  private final Workers workers;

  SimdSpmv(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Product prepare(SparseMatrix matrix, SparseFormat format, Workspace workspace) {
    if (format == SparseFormat.SYMMETRIC) {
      return new SpmvHalfProduct(workers, matrix, workspace, "as asked");
    }
    SpmvRows rows = SpmvRows.of(matrix);
    SpmvLayout layout =
        switch (format) {
          case CSR -> SpmvCsrBuilder.build(rows, workspace, "as asked");
          case SELL -> SpmvSellBuilder.build(rows, workspace, "as asked");
          case RUNS -> runs(rows, workspace);
          default -> choose(rows, workspace);
        };
    return new SimdProduct(workers, layout);
  }

  private static SpmvLayout runs(SpmvRows rows, Workspace workspace) {
    SpmvRunsBuilder builder = SpmvRunsBuilder.count(rows, 1);
    if (builder == null) {
      throw new IllegalArgumentException(
          "format RUNS: a slice of rows has more than 65535 diagonals; use AUTO, CSR or SELL");
    }
    return builder.build(workspace, "as asked");
  }

  private static SpmvLayout choose(SpmvRows rows, Workspace workspace) {
    if (rows.count() < FEW_ROWS) {
      return SpmvCsrBuilder.build(rows, workspace, "fewer than " + FEW_ROWS + " rows");
    }
    long stride = Math.max(1, rows.count() / SAMPLES);
    SpmvRunsBuilder sample = SpmvRunsBuilder.count(rows, stride);
    if (sample != null && pays(sample, rows)) {
      SpmvRunsBuilder all = SpmvRunsBuilder.count(rows, 1);
      if (all != null && pays(all, rows)) {
        return all.build(workspace, "neighbouring rows have neighbouring columns");
      }
    }
    return SpmvSellBuilder.build(rows, workspace, "columns follow no diagonals");
  }

  private static boolean pays(SpmvRunsBuilder runs, SpmvRows rows) {
    return runs.fill() >= (runs.dictionary() ? FILL : rows.wide() ? STREAMED_F64 : STREAMED_F32);
  }

  /** A matrix in one layout. */
  private static final class SimdProduct implements Product {
    private static final Workers.Task CSR_F64 = SpmvCsrF64::run;
    private static final Workers.Task CSR_F32 = SpmvCsrF32::run;
    private static final Workers.Task SELL_F64 = SpmvSellF64::run;
    private static final Workers.Task SELL_F32 = SpmvSellF32::run;
    private static final Workers.Task RUNS_F64 = SpmvRunsF64::run;
    private static final Workers.Task RUNS_F32 = SpmvRunsF32::run;

    private final Workers workers;
    private final SpmvLayout layout;
    private final Workers.Task task;

    SimdProduct(Workers workers, SpmvLayout layout) {
      this.workers = workers;
      this.layout = layout;
      boolean wide = layout.rows().matrix().dtype() == DType.F64;
      this.task =
          switch (layout.format()) {
            case SELL -> wide ? SELL_F64 : SELL_F32;
            case RUNS -> wide ? RUNS_F64 : RUNS_F32;
            default -> wide ? CSR_F64 : CSR_F32;
          };
    }

    @Override
    public void apply(Tensor x, Tensor y) {
      try (Arguments a = Arguments.borrow()) {
        run(a, x, y, 0);
      }
    }

    @Override
    public double applyDot(Tensor x, Tensor y) {
      try (Arguments a = Arguments.borrow()) {
        a.reserve(layout.chunks());
        run(a, x, y, 1);
        return a.sum(layout.chunks());
      }
    }

    private void run(Arguments a, Tensor x, Tensor y, long dot) {
      a.p0 = ((HostTensor) x).address();
      a.p1 = ((HostTensor) y).address();
      a.n = dot;
      a.object = layout;
      workers.run(task, a, layout.chunks(), 1);
    }

    @Override
    public SparseFormat format() {
      return layout.format();
    }

    @Override
    public String description() {
      return layout.description();
    }

    @Override
    public long bytes() {
      return layout.bytes();
    }
  }
}
