package gatun.linear.dense;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The LU factorisation A = P L U of a square matrix with partial pivoting: L unit lower triangular,
 * U upper triangular, P a permutation of rows.
 *
 * <p>Prepared once for a size; {@link #factor} and {@link #solve} may then be called any number of
 * times and allocate nothing. Right-looking, in blocks: 2 n³/3 flops, all but O(n² block) of them
 * in matrix products. Not for use by several threads at once.
 *
 * <p>Golub, Van Loan: Matrix Computations, 4th edition, §3.4.
 */
public final class Lu {
  /** Columns of a panel: its n² WIDTH flops run at a fraction of the speed of a product. */
  private static final long WIDTH = 32;

  private final long n;
  private final DType dtype;
  private final Dense dense;
  private final HostTensor lu;
  private final HostTensor pivots;
  private final Step[] steps;
  private boolean factored;
  private boolean complete; // factors are there, maybe of a singular matrix

  /**
   * One panel: its columns from the diagonal down, the rows below its top left and right of it, the
   * block L₁₁, U₁₂ right of it, L₂₁ below it, the rest A₂₂, its exchanges of rows.
   */
  private record Step(
      long first,
      HostTensor panel,
      HostTensor left,
      HostTensor right,
      HostTensor diagonal,
      HostTensor u12,
      HostTensor l21,
      HostTensor a22,
      HostTensor pivots) {}

  private Lu(long n, DType dtype, Workspace w) {
    this.n = n;
    this.dtype = dtype;
    this.dense = Dense.of(w, dtype);
    this.lu = Storage.matrix(w, dtype, n, n);
    this.pivots = w.zeros(DType.I64, n);
    this.steps = new Step[(int) Math.ceilDiv(n, WIDTH)];
    for (int s = 0; s < steps.length; s++) {
      steps[s] = step(s * WIDTH);
    }
  }

  private Step step(long k) {
    long next = Math.min(n, k + WIDTH);
    return new Step(
        k,
        Storage.part(lu, k, n, k, next),
        Storage.part(lu, k, n, 0, k),
        Storage.part(lu, k, n, next, n),
        Storage.part(lu, k, next, k, next),
        Storage.part(lu, k, next, next, n),
        Storage.part(lu, next, n, k, next),
        Storage.part(lu, next, n, next, n),
        pivots.view(Slice.range(k, next)));
  }

  /**
   * Prepares factorisations of n×n matrices.
   *
   * @param w owns the memory: about n² values
   * @throws IllegalArgumentException if n is negative or the type is not real
   */
  public static Lu of(long n, DType dtype, Workspace w) {
    Dense.check("Lu", n, dtype);
    return new Lu(n, dtype, w);
  }

  /**
   * Factorises a matrix, which is copied and not changed.
   *
   * @param a n×n, possibly a strided view
   * @return {@code DONE}, {@code SINGULAR} with the first row whose pivot is zero, or {@code
   *     NON_FINITE}
   * @throws IllegalArgumentException if a does not fit
   */
  public Factored factor(Tensor a) {
    Storage.check("Lu a", a, dtype, n, n);
    factored = false;
    complete = false;
    Storage.copy((HostTensor) a, lu);
    Factored result = Factored.SUCCESS;
    for (Step step : steps) {
      long failed = dense.lu(step.panel(), step.pivots());
      if (failed >= 0) {
        double pivot = Storage.at(step.panel(), failed, failed);
        if (!Double.isFinite(pivot)) {
          return Factored.nonFinite(step.first() + failed);
        }
        result = result.success() ? Factored.singular(step.first() + failed) : result;
      }
      dense.exchange(step.left(), step.pivots(), false);
      dense.exchange(step.right(), step.pivots(), false);
      if (step.u12().size() > 0) {
        dense.solve(Dense.UNIT_LOWER, step.diagonal(), step.u12());
        dense.multiply(-1, step.l21(), false, step.u12(), false, 1, step.a22());
      }
    }
    complete = true;
    factored = result.success();
    return result;
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
    HostTensor columns = dense.rightHandSides("Lu", factored, n, b, x);
    exchange(columns, false);
    dense.solve(Dense.UNIT_LOWER, lu, columns);
    dense.solve(Dense.UPPER, lu, columns);
  }

  /** Solves Aᵀ x = b; everything else as in {@link #solve}. */
  public void solveTransposed(Tensor b, Tensor x) {
    HostTensor columns = dense.rightHandSides("Lu", factored, n, b, x);
    dense.solve(Dense.UPPER_TRANSPOSED, lu, columns);
    dense.solve(Dense.UNIT_LOWER_TRANSPOSED, lu, columns);
    exchange(columns, true);
  }

  /** Applies the exchanges of all panels, whose row numbers count from the panel's first row. */
  private void exchange(HostTensor columns, boolean reverse) {
    for (int s = 0; s < steps.length; s++) {
      Step step = steps[reverse ? steps.length - 1 - s : s];
      long width = columns.shape().extent(1);
      dense.exchange(Storage.part(columns, step.first(), n, 0, width), step.pivots(), reverse);
    }
  }

  /**
   * Returns log |det A| = Σ log |u_kk|; −∞ for a singular matrix.
   *
   * @throws IllegalStateException if there was no factorisation, or it met NaN or infinity
   */
  public double logDeterminant() {
    Dense.requireFactors("Lu", complete);
    double sum = 0;
    for (long k = 0; k < n; k++) {
      sum += Math.log(Math.abs(Storage.at(lu, k, k)));
    }
    return sum;
  }

  /**
   * Returns the sign of det A: −1, 0 or 1.
   *
   * @throws IllegalStateException if there was no factorisation, or it met NaN or infinity
   */
  public int signOfDeterminant() {
    Dense.requireFactors("Lu", complete);
    double sign = 1;
    for (Step step : steps) {
      for (long k = 0; k < step.pivots().size(); k++) {
        sign *= Math.signum(Storage.at(step.panel(), k, k));
        sign = step.pivots().integerAt(k) == k ? sign : -sign;
      }
    }
    return (int) sign;
  }
}
