package gatun.linear;

import gatun.engine.Backend;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.random.RandomGenerator;

/**
 * The two pressure-Poisson problems that solvers are measured by, on n³ cells. Cell (i, j, k) has
 * its centre at ((i+½)/n, (j+½)/n, (k+½)/n) and index i + n (j + n k); the unknowns are the fluid
 * cells in that order. The row of a fluid cell has the number of neighbours that are not solid on
 * the diagonal and −1 for each fluid neighbour: an air neighbour (pressure 0) adds to the diagonal
 * only. There is no factor of the grid spacing.
 *
 * <p>{@link #box}: all cells are fluid, all around is air. {@link #mac}: solid walls around, open
 * to air above; a solid ball, block and cylinder, an air bubble and a wavy surface inside.
 *
 * <p>A problem comes in two numberings: compact (fluid cells only), for {@link #matrix}, and that
 * of the whole grid with zeros outside the fluid, for {@link #operator}; {@link #scatter} and
 * {@link #gather} convert. Right-hand sides are compact.
 */
public final class Poisson {
  private final String name;
  private final Grid grid;
  private final HostTensor kinds;
  private final HostTensor cells;
  private final long unknowns;
  private final long entries;

  private Poisson(
      String name, Grid grid, HostTensor kinds, boolean openSides, Workspace workspace) {
    this.name = name;
    this.grid = grid;
    this.kinds = kinds;
    this.cells = workspace.zeros(DType.I8, grid.cells());
    PoissonCells.Counts counts = PoissonCells.diagonals(grid, kinds, openSides, cells);
    this.unknowns = counts.fluid();
    this.entries = counts.fluid() + counts.couplings();
  }

  /**
   * Creates the problem on a box of n³ fluid cells within air.
   *
   * @param workspace owns 2 n³ bytes for the cells
   */
  public static Poisson box(long n, Workspace workspace) {
    Grid grid = checked(n);
    HostTensor kinds = workspace.zeros(DType.I8, grid.cells());
    kinds.segment().fill(PoissonCells.FLUID);
    return new Poisson("box:" + n, grid, kinds, true, workspace);
  }

  /**
   * Creates the problem with walls, obstacles and a free surface on n³ cells.
   *
   * @param workspace owns 2 n³ bytes for the cells
   */
  public static Poisson mac(long n, Workspace workspace) {
    Grid grid = checked(n);
    HostTensor kinds = workspace.zeros(DType.I8, grid.cells());
    PoissonCells.mac((int) n, kinds);
    return new Poisson("mac:" + n, grid, kinds, false, workspace);
  }

  /**
   * Creates a problem from its name.
   *
   * @param name {@code box:N} or {@code mac:N}
   * @throws IllegalArgumentException if the name is another
   */
  public static Poisson named(String name, Workspace workspace) {
    String[] parts = name.split(":", -1);
    if (parts.length == 2 && parts[1].matches("[0-9]{1,4}")) {
      long n = Long.parseLong(parts[1]);
      switch (parts[0]) {
        case "box":
          return box(n, workspace);
        case "mac":
          return mac(n, workspace);
        default:
          break;
      }
    }
    throw new IllegalArgumentException(
        "Poisson problem: expected box:N or mac:N with N from 1 to 2048, found " + name);
  }

  private static Grid checked(long n) {
    Check.that(
        n >= 1 && n <= 2048,
        () -> "Poisson problem: expected 1 to 2048 cells along an axis, found " + n);
    return Grid.cube(n);
  }

  /** Returns the name, such as {@code mac:64}. */
  public String name() {
    return name;
  }

  /** Returns the grid of n³ cells. */
  public Grid grid() {
    return grid;
  }

  /** Returns the number of fluid cells. */
  public long unknowns() {
    return unknowns;
  }

  /** Returns the number of entries of the matrix. */
  public long nonzeros() {
    return entries;
  }

  /** Returns the cells as {@link MacOperator} takes them, sharing memory. */
  public Tensor cells() {
    return cells;
  }

  /**
   * Builds the matrix in the compact numbering.
   *
   * @param workspace owns the matrix: 12 bytes an entry for F64 and 8 a row
   */
  public SparseMatrix matrix(DType dtype, Workspace workspace) {
    return PoissonCells.matrix(grid, cells, unknowns, entries, dtype, workspace);
  }

  /** Returns the operator without a matrix, on grid vectors. */
  public MacOperator operator(DType dtype, Backend backend) {
    return MacOperator.of(grid, cells, dtype, backend);
  }

  /** Returns the right-hand side that is 1 in each unknown. */
  public HostTensor ones(Workspace workspace) {
    return PoissonSources.ones(unknowns, workspace);
  }

  /** Returns exp(−40 |p − (.3, .4, .6)|²) − ½ exp(−60 |p − (.7, .6, .3)|²) at the centres p. */
  public HostTensor smooth(Workspace workspace) {
    return PoissonSources.smooth(grid, kinds, unknowns, workspace);
  }

  /** Returns 2 u − 1 for each unknown in order, u drawn by {@code random.nextDouble()}. */
  public HostTensor random(RandomGenerator random, Workspace workspace) {
    return PoissonSources.random(unknowns, random, workspace);
  }

  /**
   * Returns b = −(sum of the outgoing face velocities) of a rising swirl; a face beside a solid has
   * velocity 0.
   */
  public HostTensor plume(Workspace workspace) {
    return PoissonSources.plume(grid, kinds, name.startsWith("box"), unknowns, workspace);
  }

  /** Copies a compact vector to the fluid cells of a grid vector, and 0 to the others. */
  public void scatter(Tensor compact, Tensor gridVector) {
    check(compact, gridVector);
    MacCells.scatter(cells, (HostTensor) compact, (HostTensor) gridVector);
  }

  /** Copies the elements of the fluid cells of a grid vector into a compact one. */
  public void gather(Tensor gridVector, Tensor compact) {
    check(compact, gridVector);
    MacCells.gather(cells, (HostTensor) gridVector, (HostTensor) compact);
  }

  private void check(Tensor compact, Tensor gridVector) {
    Check.that(
        compact.dtype().computes(), () -> "compact vector: expected F32 or F64, found " + compact);
    Check.dense("compact vector", compact, compact.dtype(), unknowns);
    Check.dense("grid vector", gridVector, compact.dtype(), grid.cells());
    Check.distinct("compact and grid vector", compact, gridVector);
  }
}
