package gatun.engine.spi;

import gatun.engine.Grid;
import gatun.engine.Stencil;
import gatun.engine.Tensor;

/** Stencils on box grids; values outside the grid count as zero (homogeneous Dirichlet). */
public interface GridStencil extends Kernel {
  /** Computes y_c ← Σ_s coefficient_s · x_{c + offset_s} with constant coefficients. */
  void constant(Grid grid, Stencil stencil, Tensor x, Tensor y);

  /**
   * Computes the 7-point (5-point if nz = 1) stencil with a coefficient on each face:
   *
   * <pre>
   *   y_c = d_c x_c − ax_c x_{i+1} − ax_{i−1} x_{i−1} − ay_c x_{j+1} − ay_{j−1} x_{j−1} − az_c x_{k+1} − az_{k−1} x_{k−1}
   * </pre>
   *
   * where {@code ax_c} belongs to the face between cell (i,j,k) and (i+1,j,k), and so on; faces on
   * the far border are ignored.
   */
  void variable(Grid grid, Tensor d, Tensor ax, Tensor ay, Tensor az, Tensor x, Tensor y);
}
