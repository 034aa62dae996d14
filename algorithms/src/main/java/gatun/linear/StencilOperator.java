package gatun.linear;

import gatun.engine.Backend;
import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Stencil;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.GridStencil;
import gatun.engine.spi.KernelKey;
import java.util.Arrays;
import java.util.Set;

/**
 * A stencil on a box of cells as an operator, without a matrix: constant coefficients (7-point and
 * any other), or one coefficient a face. Values beyond the box count as 0. Vectors have one element
 * a cell. Traffic of a product: 2 values a cell, and d, ax, ay, az where they vary. Products
 * allocate nothing.
 */
public final class StencilOperator implements DiagonalBacked, Retypable {
  private final GridStencil kernel;
  private final Backend backend;
  private final Grid grid;
  private final Coefficients coefficients;
  private final double[] alongAxes; // couplings, empty where there are others or they vary
  private final Held held;
  private final DType dtype;
  private final Shape shape;
  private final Set<Trait> traits;
  private final double infinityNorm;

  /** The numbers of a stencil. */
  private sealed interface Coefficients {
    /** The same in every cell. */
    record Constant(Stencil stencil) implements Coefficients {}

    /** A diagonal element for each cell, a coupling for each face. */
    record Variable(HostTensor d, HostTensor ax, HostTensor ay, HostTensor az)
        implements Coefficients {}
  }

  private StencilOperator(
      Backend backend,
      DType dtype,
      Grid grid,
      Coefficients coefficients,
      Set<Trait> traits,
      double infinityNorm) {
    this.kernel = backend.require(KernelKey.of(GridStencil.class, dtype));
    this.backend = backend;
    this.grid = grid;
    this.coefficients = coefficients;
    this.alongAxes =
        coefficients instanceof Coefficients.Constant(Stencil stencil)
            ? StencilTraits.couplings(stencil)
            : new double[0];
    this.held =
        switch (coefficients) {
          case Coefficients.Constant _ -> Held.of();
          case Coefficients.Variable v -> Held.of(v.d, v.ax, v.ay, v.az);
        };
    this.dtype = dtype;
    this.shape = Shape.of(grid.cells(), grid.cells());
    this.traits = traits;
    this.infinityNorm = infinityNorm;
  }

  /**
   * Creates y_c = Σ_s coefficient_s · x_{c + offset_s}. It is symmetric if opposite offsets have
   * equal coefficients, and then positive definite if the centre is at least the sum of the others'
   * sizes.
   */
  public static StencilOperator constant(Grid grid, Stencil stencil, DType dtype, Backend backend) {
    return new StencilOperator(
        backend,
        dtype,
        grid,
        new Coefficients.Constant(stencil),
        StencilTraits.of(stencil),
        StencilTraits.infinityNorm(grid, stencil));
  }

  /**
   * Creates the symmetric 7-point stencil y_c = d_c x_c − Σ a_face x_neighbour, where {@code ax_c}
   * belongs to the face between (i,j,k) and (i+1,j,k), and so on. The tensors are shared, not
   * copied; they are read once to see whether A is positive definite by diagonal dominance.
   */
  public static StencilOperator variable(
      Grid grid, Tensor d, Tensor ax, Tensor ay, Tensor az, Backend backend) {
    DType dtype = d.dtype();
    Check.dense("stencil d", d, dtype, grid.cells());
    Check.dense("stencil ax", ax, dtype, grid.cells());
    Check.dense("stencil ay", ay, dtype, grid.cells());
    Check.dense("stencil az", az, dtype, grid.cells());
    StencilTraits.Rows rows =
        StencilTraits.rows(grid, (HostTensor) d, (HostTensor) ax, (HostTensor) ay, (HostTensor) az);
    return new StencilOperator(
        backend,
        dtype,
        grid,
        new Coefficients.Variable(
            (HostTensor) d, (HostTensor) ax, (HostTensor) ay, (HostTensor) az),
        rows.traits(),
        rows.infinityNorm());
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
    return traits;
  }

  /** Returns the largest size of an element of the diagonal. */
  double largestDiagonal() {
    return switch (coefficients) {
      case Coefficients.Constant(Stencil stencil) -> Math.abs(StencilTraits.centre(stencil));
      case Coefficients.Variable v -> Blas.of(backend, dtype).amax(v.d);
    };
  }

  /** Returns the grid. */
  public Grid grid() {
    return grid;
  }

  /** Returns c if this is c times the Laplacian of unit spacing, else 0. */
  double laplacian() {
    return coefficients instanceof Coefficients.Constant(Stencil stencil)
        ? StencilTraits.laplacian(grid, stencil)
        : 0;
  }

  /** Returns whether cells have couplings only with their neighbours along the axes. */
  boolean alongAxes() {
    return coefficients instanceof Coefficients.Variable || alongAxes.length > 0;
  }

  /**
   * Returns the couplings in x, y and z where there are no others and they are constant, or none.
   */
  double[] couplings() {
    return alongAxes;
  }

  /** Returns those of line j + ny k with the next cells in x, y, z (axis 0, 1, 2); 0 at the end. */
  void couplings(int axis, long line, double[] target) {
    switch (coefficients) {
      case Coefficients.Constant _ -> Arrays.fill(target, alongAxes[axis]);
      case Coefficients.Variable v ->
          read(axis == 0 ? v.ax : axis == 1 ? v.ay : v.az, line, target);
    }
    if (axis == 0) {
      target[target.length - 1] = 0;
    } else if (axis == 1 ? line % grid.ny() == grid.ny() - 1 : line / grid.ny() == grid.nz() - 1) {
      Arrays.fill(target, 0);
    }
  }

  private static void read(HostTensor values, long line, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = values.at(line * target.length + i);
    }
  }

  /**
   * Sets a line of cells to what of their diagonal belongs to no coupling.
   *
   * @throws IllegalArgumentException if that or a coupling is negative
   */
  void ties(long line, double[] target) {
    double[] others = new double[target.length];
    double[] part = new double[target.length];
    couplings(0, line, part);
    for (int i = 0; i < part.length; i++) {
      others[i] += part[i] >= 0 ? part[i] + (i > 0 ? part[i - 1] : 0) : Double.NaN;
    }
    add(1, line, part, others);
    add(2, line, part, others);
    if (line % grid.ny() > 0) {
      add(1, line - 1, part, others);
    }
    if (line >= grid.ny()) {
      add(2, line - grid.ny(), part, others);
    }
    switch (coefficients) {
      case Coefficients.Constant(Stencil stencil) ->
          Arrays.fill(target, StencilTraits.centre(stencil));
      case Coefficients.Variable v -> read(v.d, line, target);
    }
    for (int i = 0; i < target.length; i++) {
      double slack = 64 * dtype.epsilon() * Math.abs(target[i]);
      target[i] -= others[i];
      if (!(target[i] >= -slack)) {
        throw new IllegalArgumentException(
            "multigrid: expected couplings of at least 0 and rows of which they are at most the"
                + " diagonal, found another in line "
                + line
                + ", cell "
                + i
                + "; use jacobi");
      }
      target[i] = Math.max(target[i], 0);
    }
  }

  private void add(int axis, long line, double[] part, double[] sum) {
    couplings(axis, line, part);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i] >= 0 ? part[i] : Double.NaN;
    }
  }

  /** Returns the diagonal element where it is the same in every cell. */
  double centre() {
    return coefficients instanceof Coefficients.Constant(Stencil stencil)
        ? StencilTraits.centre(stencil)
        : Double.NaN;
  }

  @Override
  public void apply(Tensor x, Tensor y) {
    Check.dense("stencil, x", x, dtype, grid.cells());
    Check.dense("stencil, y", y, dtype, grid.cells());
    Check.distinct("stencil", x, y);
    held.acquire(x, y);
    try {
      switch (coefficients) {
        case Coefficients.Constant c -> kernel.constant(grid, c.stencil, x, y);
        case Coefficients.Variable v -> kernel.variable(grid, v.d, v.ax, v.ay, v.az, x, y);
      }
    } finally {
      held.release(x, y);
    }
  }

  @Override
  public boolean deferrable() {
    return true;
  }

  @Override
  public void diagonal(Tensor target) {
    Blas blas = Blas.of(backend, dtype);
    Check.dense("diagonal", target, dtype, grid.cells());
    switch (coefficients) {
      case Coefficients.Constant c -> blas.fill(StencilTraits.centre(c.stencil), target);
      case Coefficients.Variable v -> blas.copy(v.d, target);
    }
  }

  @Override
  public StencilOperator retyped(DType target, Workspace workspace) {
    Coefficients converted =
        switch (coefficients) {
          case Coefficients.Constant c -> c;
          case Coefficients.Variable v ->
              new Coefficients.Variable(
                  convert(v.d, target, workspace),
                  convert(v.ax, target, workspace),
                  convert(v.ay, target, workspace),
                  convert(v.az, target, workspace));
        };
    return new StencilOperator(backend, target, grid, converted, traits, infinityNorm);
  }

  private HostTensor convert(HostTensor values, DType target, Workspace workspace) {
    HostTensor converted = workspace.zeros(target, values.size());
    Blas.of(backend, dtype).copy(values, converted);
    return converted;
  }

  @Override
  public double infinityNorm() {
    return infinityNorm;
  }

  @Override
  public String description() {
    String kind =
        coefficients instanceof Coefficients.Constant(Stencil stencil)
            ? stencil.points().size() + "-point stencil"
            : "7-point stencil with a coefficient on each face";
    String size = grid.nx() + " x " + grid.ny() + " x " + grid.nz();
    return dtype + " " + kind + ", " + size + " cells, no matrix";
  }
}
