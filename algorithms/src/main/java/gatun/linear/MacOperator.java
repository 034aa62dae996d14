package gatun.linear;

import gatun.engine.Backend;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.Recurrence;
import java.util.Set;

/**
 * The pressure Laplacian of a masked MAC grid without a matrix. For a fluid cell c
 *
 * <pre>  y_c = (number of neighbours of c that are not solid) · x_c − Σ x over its fluid neighbours
 * </pre>
 *
 * <p>Vectors have one element for each cell of the whole grid and are 0 outside the fluid, which
 * every operation here preserves; {@link Poisson} converts. A product moves 2 values and 1 byte a
 * cell and allocates nothing. It is positive definite when every connected part of the fluid
 * touches air.
 */
public final class MacOperator implements SweepingOperator, DiagonalBacked, Retypable {
  private static final Set<Trait> ALL = Set.of(Trait.values());

  private final MacStencil kernel;
  private final Backend backend;
  private final Grid grid;
  private final HostTensor cells;
  private final Held held;
  private final DType dtype;
  private final Shape shape;
  private final double infinityNorm;

  private MacOperator(Backend backend, DType dtype, Grid grid, HostTensor cells, double norm) {
    this.kernel = backend.require(KernelKey.of(MacStencil.class, dtype));
    this.backend = backend;
    this.grid = grid;
    this.cells = cells;
    this.held = Held.of(cells);
    this.dtype = dtype;
    this.shape = Shape.of(grid.cells(), grid.cells());
    this.infinityNorm = norm;
  }

  /**
   * Creates the operator. Reads all cells once to check them.
   *
   * @param cells I8, one element a cell: 0 outside the fluid, else the number of neighbours that
   *     are not solid; shared, not copied
   * @throws IllegalArgumentException naming the cell if a number is not between the count of fluid
   *     neighbours and 6
   */
  public static MacOperator of(Grid grid, Tensor cells, DType dtype, Backend backend) {
    Check.dense("cells", cells, DType.I8, grid.cells());
    HostTensor checked = (HostTensor) cells;
    return new MacOperator(backend, dtype, grid, checked, MacCells.infinityNorm(grid, checked));
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
    return ALL;
  }

  /** Returns the grid. */
  public Grid grid() {
    return grid;
  }

  /** Returns whether the backend has the kernels of {@link Multigrid}. */
  boolean takesMultigrid() {
    return backend.kernel(KernelKey.of(MultigridSweeps.class, DType.F32)).isPresent();
  }

  /** Returns the cells, sharing memory. */
  public Tensor cells() {
    return cells;
  }

  @Override
  public void apply(Tensor x, Tensor y) {
    check(x, y);
    held.acquire(x, y);
    try {
      kernel.apply(grid, cells, x, y);
    } finally {
      held.release(x, y);
    }
  }

  @Override
  public double applyDot(Tensor x, Tensor y) {
    check(x, y);
    held.acquire(x, y);
    try {
      return kernel.applyDot(grid, cells, x, y);
    } finally {
      held.release(x, y);
    }
  }

  private void check(Tensor x, Tensor z, Tensor p, Tensor q) {
    check(p, q);
    check(x, p);
    check(z, p);
    Check.distinct("MAC sweep, x and q", x, q);
    Check.distinct("MAC sweep, z and q", z, q);
    Check.distinct("MAC sweep, z and x", z, x);
  }

  @Override
  public double direction(double alpha, Tensor x, double beta, Tensor z, Tensor p, Tensor q) {
    check(x, z, p, q);
    held.acquire(x, z, p, q);
    try {
      return kernel.direction(grid, cells, alpha, x, beta, z, p, q);
    } finally {
      held.release(x, z, p, q);
    }
  }

  @Override
  @SuppressWarnings("exports")
  public void direction(Recurrence numbers, Tensor x, Tensor z, Tensor p, Tensor q) {
    check(x, z, p, q);
    held.acquire(x, z, p, q);
    try {
      kernel.direction(grid, cells, numbers, x, z, p, q);
    } finally {
      held.release(x, z, p, q);
    }
  }

  @Override
  public boolean deferrable() {
    return true;
  }

  private void check(Tensor x, Tensor y) {
    Check.dense("MAC stencil, x", x, dtype, grid.cells());
    Check.dense("MAC stencil, y", y, dtype, grid.cells());
    Check.distinct("MAC stencil", x, y);
  }

  @Override
  public void diagonal(Tensor target) {
    Check.dense("diagonal", target, dtype, grid.cells());
    MacCells.diagonal(cells, (HostTensor) target);
  }

  @Override
  public MacOperator retyped(DType target, Workspace workspace) {
    return new MacOperator(backend, target, grid, cells, infinityNorm);
  }

  @Override
  public double infinityNorm() {
    return infinityNorm;
  }

  @Override
  public String description() {
    return dtype
        + " MAC stencil, "
        + grid.nx()
        + " x "
        + grid.ny()
        + " x "
        + grid.nz()
        + " cells, no matrix";
  }
}
