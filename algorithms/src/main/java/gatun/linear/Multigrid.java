package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/**
 * Geometric multigrid: one V-cycle in F32 on a MAC grid with obstacles and free surfaces, of any
 * extents. Iterations of conjugate gradients with it do not grow with the grid.
 *
 * <p>Relaxation: damped Jacobi with the {@code steps} weights 1/λ_k, λ_k the roots of the Chebyshev
 * polynomial of that degree on [{@code lowest}, 2], the upper part of the spectrum of D⁻¹A, before
 * the coarse correction and in reverse order after it. Coarse grids halve every axis (rounding up)
 * down to 64 cells, which are solved directly; a coarse coupling is half the sum of the four below
 * it. Interpolation is trilinear between cell centres, weights to walls given to the other cells;
 * restriction is its transpose. So M⁻¹ is symmetric positive definite (but for rounding to F32) and
 * fit for {@code pcg}.
 *
 * <p>Needs a {@link MacOperator}, or a {@link StencilOperator} that is a multiple of the Laplacian
 * of unit spacing. Memory: about 33 bytes a cell; as much again during set-up. An application makes
 * about 18 flops a cell and relaxation, and moves about 20 + 32 {@code steps} bytes a cell. The
 * result is not for use by several threads at once.
 *
 * <p>Sources: U. Trottenberg, C. Oosterlee, A. Schüller, Multigrid (2001), §2 and §5; A. McAdams,
 * E. Sifakis, J. Teran, A parallel multigrid Poisson solver for fluids simulation on large grids
 * (SCA 2010) for the setting; M. Adams et al., J. Comput. Phys. 188 (2003) for polynomial
 * smoothing.
 *
 * @param steps relaxations before and after the coarse correction, 1 to 8
 * @param lowest where the part of the spectrum begins that relaxation has to damp, above 0, below 2
 */
public record Multigrid(int steps, double lowest) implements Preconditioner {
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

  /** Uses 3 steps on [0.2, 2], which measured best on Poisson problems. */
  public Multigrid() {
    this(3, 0.2);
  }

  @Override
  public String name() {
    return "mg";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the operator is no {@link MacOperator} and no Laplacian
   */
  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    if (a instanceof MacOperator mac) {
      HostTensor cells = (HostTensor) mac.cells();
      return new MultigridCycle(mac.grid(), cells, 1, a.dtype(), weights(), workspace);
    }
    if (a instanceof StencilOperator box && box.laplacian() > 0) {
      HostTensor cells = workspace.zeros(DType.I8, box.grid().cells());
      cells.segment().fill((byte) (box.centre() / box.laplacian()));
      double factor = box.laplacian();
      return new MultigridCycle(box.grid(), cells, factor, a.dtype(), weights(), workspace);
    }
    throw new IllegalArgumentException(
        "preconditioner mg: expected the operator of a MAC grid or a Laplacian on a box, found "
            + a.description()
            + "; use mic0 or ic0 for a matrix, jacobi otherwise");
  }

  private double[] weights() {
    double[] weights = new double[steps];
    for (int k = 0; k < steps; k++) {
      double root = Math.cos(Math.PI * (k + 0.5) / steps);
      weights[k] = 1 / ((2 + lowest) / 2 + (2 - lowest) / 2 * root);
    }
    return weights;
  }
}
