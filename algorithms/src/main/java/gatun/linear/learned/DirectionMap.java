package gatun.linear.learned;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.linear.LinearOperator;
import gatun.linear.Remarkable;
import gatun.linear.Trait;
import gatun.nn.Model;
import java.util.Set;

/**
 * A network on one grid: y ← f(√m r / ‖r‖), m the fluid cells, so that values have mean square 1 on
 * any grid. Not linear. The network works in F32. Grids whose extents it cannot halve are filled up
 * with zeros. Its memory, the most values of some 3 C channels at once, is taken at the first use
 * and kept.
 */
final class DirectionMap implements LinearOperator, Remarkable {
  private static final Slice ALL = Slice.all();

  private final Model model;
  private final Grid grid;
  private final DType dtype;
  private final Shape shape;
  private final Blas blas;
  private final Maps maps;
  private final HostTensor input;
  private final HostTensor residual; // the place of r in the input
  private final HostTensor mask; // empty where all cells are fluid
  private final double scale;
  private final String description;
  private final String remark;

  DirectionMap(DirectionNetwork network, Grid grid, Tensor cells, DType dtype, Workspace w) {
    DirectionPlan plan = network.plan();
    CellKinds kinds = CellKinds.of(grid, cells);
    long by = plan.multiple();
    this.model = network.model();
    this.grid = grid;
    this.dtype = dtype;
    this.shape = Shape.of(grid.cells(), grid.cells());
    this.blas = Blas.of(w.backend(), dtype);
    this.maps = Maps.of(w.backend(), DType.F32);
    this.input =
        w.zeros(
            DType.F32,
            1,
            Math.ceilDiv(grid.nz(), by) * by,
            Math.ceilDiv(grid.ny(), by) * by,
            Math.ceilDiv(grid.nx(), by) * by,
            plan.inputs());
    this.residual = inside(input).view(ALL, ALL, ALL, ALL, Slice.range(0, 1));
    this.scale = Math.sqrt(kinds.fluid());
    this.description = network.description();
    this.remark = network.mismatch(kinds);
    boolean open = kinds.fluid() == grid.cells();
    this.mask = w.zeros(dtype, open ? 0 : grid.cells());
    if (plan.seesCells()) {
      HostTensor seen = w.zeros(DType.F32, grid.nz(), grid.ny(), grid.nx(), CellNetwork.KINDS);
      CellKinds.write(grid, cells, seen);
      Slice behind = Slice.range(1, plan.inputs());
      maps.copy(seen, inside(input).view(ALL, ALL, ALL, ALL, behind));
    }
    if (!open) {
      HostTensor kind = (HostTensor) cells;
      for (long c = 0; c < kind.size(); c++) {
        mask.set(kind.integerAt(c) == 0 ? 0 : 1, c);
      }
    }
  }

  private HostTensor inside(HostTensor batch) {
    return batch.view(
        Slice.at(0),
        Slice.range(0, grid.nz()),
        Slice.range(0, grid.ny()),
        Slice.range(0, grid.nx()),
        ALL);
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
    return Set.of();
  }

  @Override
  public void apply(Tensor x, Tensor y) {
    Check.dense("direction network, x", x, dtype, grid.cells());
    Check.dense("direction network, y", y, dtype, grid.cells());
    Check.distinct("direction network", x, y);
    double norm = blas.nrm2(x);
    if (!(norm > 0)) {
      blas.copy(x, y); // zeros, or what is not finite
      return;
    }
    blas.axpby(scale / norm, x, 0, y);
    Tensor grids = y.reshape(1, grid.nz(), grid.ny(), grid.nx(), 1);
    maps.copy(grids, residual);
    HostTensor output = (HostTensor) model.predict(input);
    maps.copy(inside(output), grids);
    if (mask.size() > 0) {
      blas.multiply(y, mask, y);
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String remark() {
    return remark;
  }
}
