package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.MultigridSweeps;
import gatun.linear.Multigrid.Cycle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** One cycle from 0 in F32 as an operator on vectors of another type. */
final class MultigridCycle implements LinearOperator {

  /** Cells of the coarsest grid at most. */
  private static final long BOTTOM = 64;

  private final MultigridSweeps sweeps;
  private final Blas blas;
  private final Blas narrow;
  private final DType dtype;
  private final double factor;
  private final Cycle cycle;
  private final double[] finest;
  private final double[] coarser;
  private final List<MultigridLevel> levels = new ArrayList<>();
  private final MultigridBottom bottom;
  private final Held held;
  private final Shape shape;

  /**
   * Builds the levels.
   *
   * @param a the operator
   * @param factor what the operator of the levels is multiplied by
   * @param alike whether the couplings along all axes are
   * @param first builds the finest level, with a workspace for what only the set-up needs
   */
  MultigridCycle(
      Multigrid settings,
      LinearOperator a,
      double factor,
      boolean alike,
      Function<Workspace, MultigridLevel> first,
      Workspace workspace) {
    this.sweeps = workspace.backend().require(KernelKey.of(MultigridSweeps.class, DType.F32));
    this.blas = Blas.of(workspace.backend(), a.dtype());
    this.narrow = Blas.of(workspace.backend(), DType.F32);
    this.dtype = a.dtype();
    this.factor = factor;
    this.cycle = settings.cycle();
    this.finest = settings.weights(true);
    this.coarser = settings.weights(false);
    this.shape = a.shape();
    long room = workspace.settings().limitBytes() - workspace.bytes();
    try (Workspace setUp =
        Workspace.on(
            workspace.backend(), workspace.settings().named("multigrid").limitedTo(room))) {
      levels.add(first.apply(setUp));
      int[] counts = new int[3];
      while (levels.getLast().grid.grid().cells() > BOTTOM) {
        var halving = new MultigridHalving(levels.getLast(), counts, alike);
        levels.add(halving.build(alike, workspace, setUp));
      }
      this.bottom = new MultigridBottom(levels.getLast(), setUp);
      levels.forEach(level -> level.kinds.forget());
    }
    this.held = Held.of(levels.getLast().w);
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
    Set<Trait> traits = EnumSet.allOf(Trait.class);
    if (cycle == Cycle.F) {
      traits.remove(Trait.SYMMETRIC);
    }
    return traits;
  }

  /**
   * Computes z ← M⁻¹ r. The cycle works on r divided by a power of two near its largest element, so
   * that F32 neither overflows nor loses small residuals.
   */
  @Override
  public void apply(Tensor r, Tensor z) {
    apply(r, z, false);
  }

  /**
   * Computes z ← M⁻¹ r as {@link #apply(Tensor, Tensor)}, or as the beginning of a solve from 0 by
   * full multigrid, which costs about twice as much.
   */
  void apply(Tensor r, Tensor z, boolean full) {
    // The cycle works on r divided by a power of two near its largest element, so that F32 neither
    // overflows nor loses small residuals.
    Check.dense("multigrid r", r, dtype, shape.extent(0));
    Check.dense("multigrid z", z, dtype, shape.extent(0));
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
      MultigridLevel top = levels.getFirst();
      sweeps.enter(top.grid, Math.scalb(1.0, -exponent), r, finest[0], top.w, top.b, top.x);
      if (full) {
        climb();
      } else {
        descend(0, true, cycle);
      }
      sweeps.leave(top.grid, Math.scalb(1.0, exponent) / factor, top.x, z);
    } finally {
      held.release(r, z);
    }
  }

  /** Improves x of a level, which holds the first relaxation if it is fresh. */
  private void descend(int number, boolean fresh, Cycle kind) {
    MultigridLevel level = levels.get(number);
    if (number == levels.size() - 1) {
      bottom.solve();
      return;
    }
    double[] weights = number == 0 ? finest : coarser;
    for (int k = fresh ? 1 : 0; k < weights.length; k++) {
      relax(level, weights[k]);
    }
    MultigridLevel coarse = carry(number, coarser[0]);
    descend(number + 1, true, kind);
    if (kind != Cycle.V && number + 2 < levels.size()) {
      descend(number + 1, false, kind == Cycle.W ? Cycle.W : Cycle.V);
    }
    sweeps.prolong(level.grid, coarse.grid, level.s, coarse.x, level.x);
    for (int k = weights.length - 1; k >= 0; k--) {
      relax(level, weights[k]);
    }
  }

  /** Makes the residual of a level the right-hand side of the next. */
  private MultigridLevel carry(int number, double omega) {
    MultigridLevel level = levels.get(number);
    MultigridLevel coarse = levels.get(number + 1);
    if (level.unit) {
      sweeps.residual(level.grid, level.s, level.t, level.b, level.x, level.y);
    } else {
      sweeps.residual(
          level.grid, level.s, level.t, level.ax, level.ay, level.az, level.b, level.x, level.y);
    }
    sweeps.restrict(level.grid, coarse.grid, level.y, omega, coarse.w, coarse.b, coarse.x);
    return coarse;
  }

  /** Full multigrid: solves on each level from the coarsest on, each from the one before. */
  private void climb() {
    int last = levels.size() - 1;
    if (last > 0) {
      narrow.fill(0, levels.getFirst().x);
    }
    for (int number = 0; number < last; number++) {
      carry(number, 0); // which leaves x = 0
    }
    bottom.solve();
    for (int number = last - 1; number >= 0; number--) {
      MultigridLevel level = levels.get(number);
      MultigridLevel coarse = levels.get(number + 1);
      sweeps.prolong(level.grid, coarse.grid, level.s, coarse.x, level.x);
      descend(number, false, cycle);
    }
  }

  private void relax(MultigridLevel level, double omega) {
    if (level.unit) {
      sweeps.relax(level.grid, omega, level.w, level.b, level.x, level.y);
    } else {
      sweeps.relax(
          level.grid, omega, level.w, level.ax, level.ay, level.az, level.b, level.x, level.y);
    }
    HostTensor next = level.y;
    level.y = level.x;
    level.x = next;
  }

  @Override
  public String description() {
    return "multigrid "
        + cycle
        + "-cycle in F32, "
        + levels.size()
        + " levels, "
        + finest.length
        + " + "
        + finest.length
        + " relaxations";
  }
}
