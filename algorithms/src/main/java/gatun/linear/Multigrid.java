package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/**
 * Geometric multigrid: one cycle in F32 on a MAC grid with obstacles and free surfaces, or for a
 * stencil along the axes on a box, of any extents. Iterations of conjugate gradients with it do not
 * grow with the grid.
 *
 * <p>Relaxation: damped Jacobi with the {@code steps} weights 1/λ_k, λ_k the roots of the Chebyshev
 * polynomial of that degree on [{@code lowest}, 2], the upper part of the spectrum of D⁻¹A (on
 * coarse grids from half of {@code lowest} on), before the coarse correction and in reverse order
 * after it. Coarse grids halve every axis (rounding up) down to 64 cells, which are solved
 * directly; a coarse coupling is half the sum of the four below it. Interpolation is trilinear
 * between cell centres, weights to walls given to the other cells; restriction is its transpose. So
 * M⁻¹ is symmetric positive definite (but for rounding to F32) and fit for {@code pcg}, in V- and
 * W-cycles; an F-cycle is not symmetric and fit for {@code fcg}.
 *
 * <p>Needs a {@link MacOperator}, or a {@link StencilOperator} of 3, 5 or 7 points, with constant
 * or varying coefficients, whose couplings are nowhere negative and at most the diagonal together.
 * Where the couplings along the axes differ in size, as on a stretched grid, only the axes with the
 * largest are halved until the others have caught up. Memory: about 33 bytes a cell; as much again
 * during set-up. An application makes about 18 flops a cell and relaxation, and moves about 20 + 32
 * {@code steps} bytes a cell. The result is not for use by several threads at once.
 *
 * <p>Sources: U. Trottenberg, C. Oosterlee, A. Schüller, Multigrid (2001), §2 and §5; A. McAdams,
 * E. Sifakis, J. Teran, A parallel multigrid Poisson solver for fluids simulation on large grids
 * (SCA 2010) for the setting; M. Adams et al., J. Comput. Phys. 188 (2003) for polynomial
 * smoothing.
 *
 * @param steps relaxations before and after the coarse correction, 1 to 8
 * @param lowest where the part of the spectrum begins that relaxation on the finest grid has to
 *     damp, above 0, below 2
 * @param cycle how often a coarse grid is visited
 */
public record Multigrid(int steps, double lowest, Cycle cycle) implements Preconditioner {
  /** Where the spectrum to damp begins on coarse grids, as a share of that on the finest. */
  private static final double COARSER = 0.5;

  /** How often a coarse grid is visited in one visit of the next finer one. */
  public enum Cycle {
    /** Once. */
    V("mg"),
    /**
     * Twice: stronger, and in three dimensions only a little more work, but less of it parallel.
     */
    W("mg-w"),
    /** Once by an F-cycle and once by a V-cycle. */
    F("mg-f");

    private final String title;

    Cycle(String title) {
      this.title = title;
    }
  }

  /** Checks the settings. */
  public Multigrid {
    if (steps < 1 || steps > 8) {
      throw new IllegalArgumentException("mg steps: expected 1 to 8, found " + steps);
    }
    if (!(lowest > 0 && lowest < 2)) {
      throw new IllegalArgumentException(
          "mg lowest: expected a number above 0 and below 2, found " + lowest);
    }
  }

  /** Uses 3 steps on [0.17, 2], learned on Poisson problems (decision 0025), in a V-cycle. */
  public Multigrid() {
    this(Cycle.V);
  }

  /** Uses 3 steps on [0.17, 2] in a cycle. */
  public Multigrid(Cycle cycle) {
    this(3, 0.17, cycle);
  }

  /** Uses a V-cycle. */
  public Multigrid(int steps, double lowest) {
    this(steps, lowest, Cycle.V);
  }

  @Override
  public String name() {
    return cycle.title;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the operator is no {@link MacOperator} and no stencil along
   *     the axes
   */
  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    if (a instanceof MacOperator mac) {
      return new MultigridCycle(
          this,
          mac,
          1,
          true,
          setUp -> MultigridFinest.ofCells(mac.grid(), (HostTensor) mac.cells(), workspace, setUp),
          workspace);
    }
    if (a instanceof StencilOperator box && box.laplacian() > 0) {
      return new MultigridCycle(
          this,
          box,
          box.laplacian(),
          true,
          setUp -> {
            HostTensor cells = setUp.zeros(DType.I8, box.grid().cells());
            cells.segment().fill((byte) (box.centre() / box.laplacian()));
            return MultigridFinest.ofCells(box.grid(), cells, workspace, setUp);
          },
          workspace);
    }
    if (a instanceof StencilOperator box && box.alongAxes()) {
      double factor = MultigridFinest.factor(box);
      return new MultigridCycle(
          this,
          box,
          factor,
          false,
          setUp -> MultigridFinest.ofFaces(box, factor, workspace, setUp),
          workspace);
    }
    throw new IllegalArgumentException(
        "preconditioner mg: expected the operator of a MAC grid or a stencil along the axes of a box, found "
            + a.description()
            + "; use mic0 or ic0 for a matrix, jacobi otherwise");
  }

  /** Returns the weights of the relaxations on the finest or on a coarser grid. */
  double[] weights(boolean finest) {
    return weights(steps, finest ? lowest : COARSER * lowest, 2);
  }

  /** Returns 1 over the zeros of the Chebyshev polynomial between two eigenvalues. */
  static double[] weights(int steps, double lowest, double highest) {
    double[] weights = new double[steps];
    for (int k = 0; k < steps; k++) {
      double root = Math.cos(Math.PI * (k + 0.5) / steps);
      weights[k] = 1 / ((highest + lowest) / 2 + (highest - lowest) / 2 * root);
    }
    return weights;
  }
}
