package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * The sweeps of a multigrid cycle over the cells of a {@link PaddedGrid}. All tensors have its
 * {@link PaddedGrid#size} and the element type of the key, unless said. Padding holds 0 in every
 * vector and every coefficient, and keeps it: a sweep writes 0 where its weights are 0.
 *
 * <p>A level's matrix is y_c = d_c x_c − Σ a_f x_n over the six neighbours n. Couplings a_f are
 * given as three tensors, {@code ax} for the face to the next cell in x, and so on; where they are
 * left out all are 1 (x is 0 outside the fluid, so faces to the outside do no harm).
 */
public interface MultigridSweeps extends Kernel {
  /**
   * Takes a vector in and makes the first relaxation from 0: b ← α r, x ← ω w ∘ b.
   *
   * @param r nx·ny·nz elements without padding, F64 or F32
   * @param w 1/d in the fluid, else 0
   */
  void enter(PaddedGrid g, double alpha, Tensor r, double omega, Tensor w, Tensor b, Tensor x);

  /**
   * Hands a vector out: z ← α x.
   *
   * @param z nx·ny·nz elements without padding, F64 or F32
   */
  void leave(PaddedGrid g, double alpha, Tensor x, Tensor z);

  /** Damped Jacobi with couplings 1: y ← (1 − ω) x + ω w ∘ (b + Σ x_n). Traffic 4 values a cell. */
  void relax(PaddedGrid g, double omega, Tensor w, Tensor b, Tensor x, Tensor y);

  /** Damped Jacobi: y ← (1 − ω) x + ω w ∘ (b + Σ a_f x_n). Traffic 7 values a cell. */
  void relax(
      PaddedGrid g,
      double omega,
      Tensor w,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y);

  /**
   * The weighted residual with couplings 1: y ← s ∘ (b + Σ x_n) − t ∘ x, which is s ∘ (b − A x) for
   * t = s ∘ d. Traffic 5 values a cell.
   */
  void residual(PaddedGrid g, Tensor s, Tensor t, Tensor b, Tensor x, Tensor y);

  /** The weighted residual: y ← s ∘ (b + Σ a_f x_n) − t ∘ x. Traffic 8 values a cell. */
  void residual(
      PaddedGrid g,
      Tensor s,
      Tensor t,
      Tensor ax,
      Tensor ay,
      Tensor az,
      Tensor b,
      Tensor x,
      Tensor y);

  /**
   * Carries a vector to a coarser grid and makes the first relaxation there: b ← Tᵀ r, x ← ω w ∘ b,
   * where T is the interpolation between cell centres: in each axis that the coarse grid halves
   * (rounding up) fine cells 2I and 2I + 1 get 3/4 of coarse cell I and 1/4 of cell I − 1 and I +
   * 1; along the others cells are the same. Traffic 1 value a fine cell and 3 a coarse one.
   *
   * @param g the fine grid, of r
   * @param half the coarse grid, of the other tensors; each extent is that of g or half of it
   */
  void restrict(
      PaddedGrid g, PaddedGrid half, Tensor r, double omega, Tensor w, Tensor b, Tensor x);

  /**
   * Adds the interpolation of a coarse vector: x ← x + s ∘ (T e). Traffic 3 values a fine cell and
   * 1 a coarse one.
   *
   * @param g the fine grid, of s and x
   * @param half the coarse grid, of e
   */
  void prolong(PaddedGrid g, PaddedGrid half, Tensor s, Tensor e, Tensor x);
}
