package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.MultigridSweeps;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One V-cycle from 0 in F32 as an operator on vectors of another type. */
final class MultigridCycle implements LinearOperator {
  private static final Set<Trait> TRAITS = Set.of(Trait.values());

  /** Cells of the coarsest grid at most. */
  private static final long BOTTOM = 64;

  private final MultigridSweeps sweeps;
  private final Blas blas;
  private final Grid grid;
  private final DType dtype;
  private final double factor;
  private final double[] weights;
  private final List<MultigridLevel> levels = new ArrayList<>();
  private final MultigridBottom bottom;
  private final Held held;
  private final Shape shape;

  /**
   * Builds the levels.
   *
   * @param cells as {@link MacOperator} takes them; not used afterwards
   * @param factor what the operator of the cells is multiplied by
   */
  MultigridCycle(
      Grid grid,
      HostTensor cells,
      double factor,
      DType dtype,
      double[] weights,
      Workspace workspace) {
    this.sweeps = workspace.backend().require(KernelKey.of(MultigridSweeps.class, DType.F32));
    this.blas = Blas.of(workspace.backend(), dtype);
    this.grid = grid;
    this.dtype = dtype;
    this.factor = factor;
    this.weights = weights;
    this.shape = Shape.of(grid.cells(), grid.cells());
    long room = workspace.settings().limitBytes() - workspace.bytes();
    try (Workspace setUp =
        Workspace.on(
            workspace.backend(), workspace.settings().named("multigrid").limitedTo(room))) {
      levels.add(MultigridLevel.finest(grid, cells, workspace, setUp));
      while (levels.getLast().grid.grid().cells() > BOTTOM) {
        levels.add(levels.getLast().halved(ratio(levels.size()), workspace, setUp));
      }
      this.bottom = new MultigridBottom(levels.getLast(), setUp);
    }
    this.held = Held.of(levels.getLast().w);
  }

  /**
   * Returns the ratio of the distances to air of cell centres on two levels: air is a point one
   * cell beyond the last centre, and ½ (2^l + 1) cells from that of level l.
   */
  private static double ratio(int level) {
    return (Math.scalb(1.0, level - 1) + 1) / (Math.scalb(1.0, level) + 1);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Set<Trait> traits() {
    return TRAITS;
  }

  /**
   * Computes z ← M⁻¹ r. The cycle works on r divided by a power of two near its largest element, so
   * that F32 neither overflows nor loses small residuals.
   */
  @Override
  public void apply(Tensor r, Tensor z) {
    Check.dense("multigrid r", r, dtype, grid.cells());
    Check.dense("multigrid z", z, dtype, grid.cells());
    Check.distinct("multigrid", r, z);
    double largest = blas.amax(r);
    if (!(largest > 0 && largest <= Double.MAX_VALUE)) { // never let NaN into the padding
      blas.fill(largest == 0 ? 0 : Double.NaN, z);
      return;
    }
    int range = dtype == DType.F64 ? 1000 : 120;
    int exponent = Math.clamp(Math.getExponent(largest), -range, range);
    held.acquire(r, z);
    try {
      MultigridLevel finest = levels.getFirst();
      sweeps.enter(
          finest.grid, Math.scalb(1.0, -exponent), r, weights[0], finest.w, finest.b, finest.x);
      descend(0);
      sweeps.leave(finest.grid, Math.scalb(1.0, exponent) / factor, finest.x, z);
    } finally {
      held.release(r, z);
    }
  }

  /** Improves x of a level, which holds the first relaxation. */
  private void descend(int number) {
    MultigridLevel level = levels.get(number);
    if (number == levels.size() - 1) {
      bottom.solve();
      return;
    }
    for (int k = 1; k < weights.length; k++) {
      relax(number, level, weights[k]);
    }
    residual(number, level);
    MultigridLevel coarse = levels.get(number + 1);
    sweeps.restrict(level.grid, level.y, weights[0], coarse.w, coarse.b, coarse.x);
    descend(number + 1);
    sweeps.prolong(level.grid, level.s, coarse.x, level.x);
    for (int k = weights.length - 1; k >= 0; k--) {
      relax(number, level, weights[k]);
    }
  }

  private void relax(int number, MultigridLevel level, double omega) {
    if (number == 0) {
      sweeps.relax(level.grid, omega, level.w, level.b, level.x, level.y);
    } else {
      sweeps.relax(
          level.grid, omega, level.w, level.ax, level.ay, level.az, level.b, level.x, level.y);
    }
    HostTensor next = level.y;
    level.y = level.x;
    level.x = next;
  }

  private void residual(int number, MultigridLevel level) {
    if (number == 0) {
      sweeps.residual(level.grid, level.s, level.t, level.b, level.x, level.y);
    } else {
      sweeps.residual(
          level.grid, level.s, level.t, level.ax, level.ay, level.az, level.b, level.x, level.y);
    }
  }

  @Override
  public String description() {
    return "multigrid V-cycle in F32, "
        + levels.size()
        + " levels, "
        + weights.length
        + " + "
        + weights.length
        + " relaxations";
  }
}
