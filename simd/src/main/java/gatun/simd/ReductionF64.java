package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * Reductions in parallel over pieces of fixed size, so that results have the same bits for any
 * number of threads. Budget: n values are read.
 */
final class ReductionF64 implements Reduction {
  private final Workers workers;

  ReductionF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void reduce(Operation operation, Tensor x, Tensor y) {
    boolean columnwise =
        switch (operation) {
          case SUM, MEAN, MAXIMUM, MINIMUM -> true;
          case PRODUCT, LOG_SUM_EXP, COUNT -> false;
        };
    ReductionPlan plan = ReductionPlan.of((HostTensor) x, (HostTensor) y, null, columnwise);
    plan.operation = operation;
    plan.moments = false;
    run(plan, x, y, y);
  }

  @Override
  public void moments(
      Tensor x, /* wide */ double correction, boolean root, @Nullable Tensor mean, Tensor spread) {
    ReductionPlan plan =
        ReductionPlan.of((HostTensor) x, (HostTensor) spread, (HostTensor) mean, true);
    plan.moments = true;
    plan.correction = correction;
    plan.root = root;
    plan.wantsMean = mean != null;
    run(plan, x, spread, mean == null ? spread : mean);
  }

  private void run(ReductionPlan plan, Tensor x, Tensor y, Tensor z) {
    if (y.size() == 0) {
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      a.p0 = ((HostTensor) x).address();
      a.p1 = ((HostTensor) y).address();
      a.p2 = ((HostTensor) z).address();
      a.object = plan;
      a.reserve(plan.partials());
      if (plan.columns) {
        workers.run(ColumnTasksF64::fold, a, plan.items(), plan.grain());
      } else {
        workers.run(RowTasksF64::fold, a, plan.items(), plan.grain());
      }
      if (plan.pieces > 1) {
        plan.combine(a, 0, plan.kept.size() * plan.width);
      }
    }
  }

  @Override
  public void position(boolean largest, int axis, Tensor x, Tensor index) {
    if (index.size() == 0) {
      return;
    }
    ReductionPlan plan = ReductionPlan.of((HostTensor) x, (HostTensor) index, null, false);
    plan.operation = largest ? Operation.MAXIMUM : Operation.MINIMUM;
    plan.moments = false;
    try (Arguments a = Arguments.borrow()) {
      a.p0 = ((HostTensor) x).address();
      a.p1 = ((HostTensor) index).address();
      a.object = plan;
      workers.run(RowTasksF64::position, a, plan.kept.size(), plan.grain());
    }
  }
}
