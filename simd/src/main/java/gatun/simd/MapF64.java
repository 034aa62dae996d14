package gatun.simd;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Elementwise;
import gatun.engine.spi.Program;

/** Elementwise programs in parallel over chunks of fixed size. */
final class MapF64 implements Elementwise {
  private static final long GRAIN = 2;

  private final Workers workers;

  MapF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void run(Program program, Tensor[] operands, Tensor result) {
    MapPlan plan = MapPlan.own();
    plan.begin(program, result);
    for (int i = 0; i < program.operands(); i++) {
      plan.tensor(i, operands[i]);
    }
    run(plan);
  }

  @Override
  public void run(Program program, Tensor x, Tensor result) {
    MapPlan plan = MapPlan.own();
    plan.begin(program, result);
    plan.tensor(0, x);
    run(plan);
  }

  @Override
  public void run(Program program, Tensor x, Tensor y, Tensor result) {
    MapPlan plan = MapPlan.own();
    plan.begin(program, result);
    plan.tensor(0, x);
    plan.tensor(1, y);
    run(plan);
  }

  @Override
  public void run(Program program, Tensor x, Tensor y, Tensor z, Tensor result) {
    MapPlan plan = MapPlan.own();
    plan.begin(program, result);
    plan.tensor(0, x);
    plan.tensor(1, y);
    plan.tensor(2, z);
    run(plan);
  }

  private void run(MapPlan plan) {
    long chunks = plan.finish();
    int axis = plan.transposed(DType.F64);
    try (Arguments a = Arguments.borrow()) {
      a.object = plan;
      if (axis >= 0 && chunks > 0) {
        workers.run(MapTransposeF64::run, a, MapTransposeF64.chunks(plan, axis, a), GRAIN);
      } else {
        workers.run(MapTasksF64::run, a, chunks, GRAIN);
      }
    } finally {
      plan.program = null;
    }
  }
}
