package gatun.linear.dense;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Panels;

/**
 * The Cholesky factorisation A = Rᵀ R of a symmetric positive definite matrix, R upper triangular.
 *
 * <p>Prepared once for a size; {@link #factor} and {@link #solve} may then be called any number of
 * times and allocate nothing. Right-looking, in blocks: n³/3 flops, all but O(n² block) of them in
 * matrix products. Not for use by several threads at once.
 *
 * <p>Golub, Van Loan: Matrix Computations, 4th edition, §4.2.
 */
public final class Cholesky {
  private final long n;
  private final DType dtype;
  private final Dense dense;
  private final HostTensor r;
  private final Step[] steps;
  private boolean factored;

  /** One block of rows: R₁₁ from the diagonal, R₁₂ right of it, and what is below R₁₂. */
  private record Step(long first, HostTensor diagonal, HostTensor right, HostTensor rest) {}

  private Cholesky(long n, DType dtype, Workspace w) {
    this.n = n;
    this.dtype = dtype;
    this.dense = Dense.of(w, dtype);
    this.r = Storage.matrix(w, dtype, n, n);
    this.steps = new Step[(int) Math.ceilDiv(n, (long) Panels.WIDTH)];
    for (int s = 0; s < steps.length; s++) {
      long k = (long) s * Panels.WIDTH;
      long next = Math.min(n, k + Panels.WIDTH);
      steps[s] =
          new Step(
              k,
              Storage.part(r, k, next, k, next),
              Storage.part(r, k, next, next, n),
              Storage.part(r, next, n, next, n));
    }
  }

  /**
   * Prepares factorisations of n×n matrices.
   *
   * @param w owns the memory: about n² values
   * @throws IllegalArgumentException if n is negative or the type is not real
   */
  public static Cholesky of(long n, DType dtype, Workspace w) {
    Dense.check("Cholesky", n, dtype);
    return new Cholesky(n, dtype, w);
  }

  /**
   * Factorises a matrix. Its upper triangle is read and copied; a is not changed.
   *
   * @param a n×n, possibly a strided view
   * @return {@code DONE}, {@code NOT_DEFINITE} with the first row whose pivot is not positive, or
   *     {@code NON_FINITE}
   * @throws IllegalArgumentException if a does not fit
   */
  public Factored factor(Tensor a) {
    Storage.check("Cholesky a", a, dtype, n, n);
    factored = false;
    Storage.copy((HostTensor) a, r);
    for (Step step : steps) {
      long failed = dense.cholesky(step.diagonal());
      if (failed >= 0) {
        return failure(step, failed);
      }
      if (step.right().size() > 0) {
        dense.solve(Dense.UPPER_TRANSPOSED, step.diagonal(), step.right());
        dense.subtractSquare(step.right(), step.rest());
      }
    }
    Storage.clearLower(r);
    factored = true;
    return Factored.SUCCESS;
  }

  private static Factored failure(Step step, long failed) {
    long index = step.first() + failed;
    double pivot = Storage.at(step.diagonal(), failed, failed);
    return Double.isFinite(pivot) ? Factored.notDefinite(index) : Factored.nonFinite(index);
  }

  /**
   * Solves A x = b after a successful {@link #factor}. 2 n² flops for each right-hand side.
   *
   * @param b a dense vector of length n, or an n×m matrix of right-hand sides; may be x itself,
   *     else shares no memory with it
   * @param x receives the solution, of the same shape
   * @throws IllegalStateException if the last factorisation failed or there was none
   */
  public void solve(Tensor b, Tensor x) {
    HostTensor columns = dense.rightHandSides("Cholesky", factored, n, b, x);
    dense.solve(Dense.UPPER_TRANSPOSED, r, columns);
    dense.solve(Dense.UPPER, r, columns);
  }

  /**
   * Returns log det A = 2 Σ log r_kk.
   *
   * @throws IllegalStateException if the last factorisation failed or there was none
   */
  public double logDeterminant() {
    Dense.requireFactors("Cholesky", factored);
    double sum = 0;
    for (long k = 0; k < n; k++) {
      sum += Math.log(Storage.at(r, k, k));
    }
    return 2 * sum;
  }

  /**
   * Returns R, upper triangular with zeros below the diagonal: a view of the factors, valid until
   * the next {@link #factor}.
   *
   * @throws IllegalStateException if the last factorisation failed or there was none
   */
  public Tensor upper() {
    Dense.requireFactors("Cholesky", factored);
    return r;
  }
}
