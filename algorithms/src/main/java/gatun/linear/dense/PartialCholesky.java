package gatun.linear.dense;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Panels;

/**
 * The first steps of a Cholesky factorisation, in place: with A = (A₁₁ A₁₂; A₁₂ᵀ A₂₂) and k rows in
 * A₁₁ = R₁₁ᵀ R₁₁, the upper triangle becomes (R₁₁ R₁₂; · S), S = A₂₂ − R₁₂ᵀ R₁₂. It is what one
 * front of a sparse factorisation needs. k m² flops for m rows, in matrix products but for the
 * panels.
 */
public final class PartialCholesky {
  private final Dense dense;

  private PartialCholesky(Dense dense) {
    this.dense = dense;
  }

  /** Prepares factorisations of F64 matrices of any size. */
  public static PartialCholesky of(Workspace w) {
    return new PartialCholesky(Dense.of(w, DType.F64));
  }

  /**
   * Factorises the first rows.
   *
   * @param a m×m with dense rows; only the upper triangle is read and meaningful afterwards
   * @param k rows to eliminate, at most m
   * @return −1, or the first row whose pivot is not a positive finite number
   */
  public long factor(HostTensor a, long k) {
    Storage.check("PartialCholesky a", a, DType.F64, a.shape().extent(0), a.shape().extent(0));
    long m = a.shape().extent(0);
    for (long i = 0; i < k; i += Panels.WIDTH) {
      long next = Math.min(k, i + Panels.WIDTH);
      HostTensor diagonal = Storage.part(a, i, next, i, next);
      long failed = dense.cholesky(diagonal);
      if (failed >= 0) {
        return i + failed;
      }
      if (next < m) {
        HostTensor right = Storage.part(a, i, next, next, m);
        dense.solve(Dense.UPPER_TRANSPOSED, diagonal, right);
        dense.subtractSquare(right, Storage.part(a, next, m, next, m));
      }
    }
    return -1;
  }
}
