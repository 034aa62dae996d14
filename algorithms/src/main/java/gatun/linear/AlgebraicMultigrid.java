package gatun.linear;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Algebraic multigrid by smoothed aggregation: one V-cycle for a sparse symmetric positive definite
 * matrix, of which only the entries are needed.
 *
 * <p>Set-up, level by level: strong connections (θ, a quarter of it on every next level, lowered
 * where it leaves many nodes alone), aggregates of a node and its neighbours, a tentative
 * prolongator that reproduces the near-null-space vectors, one damped Jacobi step on it, and the
 * Galerkin product Pᵀ A P. At {@value #BOTTOM} unknowns an explicit inverse ends it. Where
 * coarsening stops earlier, as with a diagonal matrix, relaxation alone ends the cycle.
 *
 * <p>Relaxation: damped Jacobi with the {@code steps} weights 1/λ_k, λ_k the roots of the Chebyshev
 * polynomial of that degree on [λ / {@code ratio}, λ], λ an estimate of λ_max(D⁻¹A) by ten Lanczos
 * steps, before the coarse correction and in reverse order after it. So M⁻¹ is symmetric positive
 * definite but for rounding and fit for {@code pcg}. The result is the same for any number of
 * threads; it is not for use by several threads at once.
 *
 * <p>The cycle works in F32 unless told otherwise or the diagonal spans more than {@value
 * #CONTRAST}. Memory with n rows of m entries: about 16 n m bytes and, during set-up, as much again
 * twice. An application makes about 4 {@code steps} n m flops times the sum of all levels' entries
 * over those of the first, usually 1.1 to 1.5.
 *
 * <p>Sources: P. Vaněk, J. Mandel, M. Brezina, Computing 56 (1996); M. Adams et al., J. Comput.
 * Phys. 188 (2003) for polynomial smoothing.
 *
 * @param precision type of the cycle, null to choose by the diagonal
 * @param steps relaxations before and after the coarse correction, 1 to 8
 * @param ratio the part of the spectrum that relaxation has to damp: above λ / ratio; at least 1
 * @param theta threshold of strong connections, 0 for all, below 1
 * @param near the near-null-space vectors, rows × vectors in F64, null for the constant; memory
 *     that must live until the preconditioner is prepared
 * @param block rows of a node, such as the displacements of a point
 */
public record AlgebraicMultigrid(
    @Nullable DType precision,
    int steps,
    double ratio,
    double theta,
    @Nullable HostTensor near,
    int block)
    implements Preconditioner {
  /** Unknowns of the coarsest level at most. */
  static final int BOTTOM = 200;

  /** Largest over smallest diagonal entry up to which F32 is chosen. */
  static final double CONTRAST = 1e4;

  /** Checks the settings. */
  public AlgebraicMultigrid {
    Check.that(steps >= 1 && steps <= 8, () -> "amg steps: expected 1 to 8, found " + steps);
    Check.that(
        ratio > 1 && ratio < 1e6,
        () -> "amg ratio: expected above 1 and below 1e6, found " + ratio);
    Check.that(theta >= 0 && theta < 1, () -> "amg theta: expected 0 to below 1, found " + theta);
    Check.that(block >= 1, () -> "amg block: expected at least 1, found " + block);
    Check.that(
        precision == null || precision.computes(),
        () -> "amg precision: expected F32 or F64, found " + precision);
    Check.that(
        near == null
            || (near.dtype() == DType.F64
                && near.shape().rank() == 2
                && near.shape().extent(1) >= 1
                && near.shape().extent(1) <= 64),
        () -> "amg near-null-space: expected 1 to 64 columns in F64, found " + near);
  }

  /** Uses 2 steps above λ / 10, θ = 0.12 and the constant as near-null space. */
  public AlgebraicMultigrid() {
    this(null, 2, 10, 0.12, null, 1);
  }

  /**
   * Returns these settings with near-null-space vectors, such as the rigid motions of an elastic
   * body: 3 in the plane, 6 in space.
   *
   * @param vectors rows × vectors, F64
   * @param rowsOfNode consecutive rows that belong to one node, 1 where nodes have one unknown
   */
  public AlgebraicMultigrid near(HostTensor vectors, int rowsOfNode) {
    return new AlgebraicMultigrid(precision, steps, ratio, theta, vectors, rowsOfNode);
  }

  /** Returns these settings with the cycle in a given type. */
  public AlgebraicMultigrid in(DType type) {
    return new AlgebraicMultigrid(type, steps, ratio, theta, near, block);
  }

  @Override
  public String name() {
    return "amg";
  }

  @Override
  public boolean needsMatrix() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no symmetric matrix with finite entries and a
   *     positive diagonal, or the near-null space or the block does not fit it
   * @throws gatun.engine.MemoryLimitException if the levels do not fit into the workspace
   */
  @Override
  public LinearOperator prepare(LinearOperator a, Workspace workspace) {
    return new AlgebraicCycle(LowerTriangle.symmetric(name(), a), a.dtype(), this, workspace);
  }
}
