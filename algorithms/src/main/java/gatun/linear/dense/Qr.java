package gatun.linear.dense;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * The QR factorisation A = Q R of an m×n matrix, m ≥ n, by Householder reflections: Q has
 * orthonormal columns, R is upper triangular. Solves least-squares problems.
 *
 * <p>Prepared once for a size. In blocks, each of them I − V T Vᵀ: 2 m n² − 2 n³/3 flops, nearly
 * all in matrix products. Not for use by several threads at once.
 *
 * <p>Schreiber, Van Loan: A storage-efficient WY representation for products of Householder
 * transformations, SIAM J. Sci. Stat. Comput. 10 (1989).
 */
public final class Qr {
  private static final long WIDTH = 32;

  private final long m;
  private final long n;
  private final DType dtype;
  private final Dense dense;
  private final HostTensor qr;
  private final HostTensor work;
  private final List<Step> steps = new ArrayList<>();
  private boolean factored;

  /** One panel from the diagonal down, its reflections, and the columns right of it. */
  private record Step(
      long first, HostTensor panel, HostTensor tau, BlockReflector block, HostTensor right) {}

  private Qr(long m, long n, DType dtype, Workspace w) {
    this.m = m;
    this.n = n;
    this.dtype = dtype;
    this.dense = Dense.of(w, dtype);
    this.qr = Storage.matrix(w, dtype, m, n);
    this.work = Storage.matrix(w, dtype, m, 1);
    HostTensor tau = w.zeros(dtype, n);
    for (long k = 0; k < n; k += WIDTH) {
      long next = Math.min(n, k + WIDTH);
      steps.add(
          new Step(
              k,
              Storage.part(qr, k, m, k, next),
              tau.view(Slice.range(k, next)),
              BlockReflector.of(m - k, next - k, dense, w),
              Storage.part(qr, k, m, next, n)));
    }
  }

  /**
   * Prepares factorisations of m×n matrices.
   *
   * @param w owns the memory: about 2 m n values
   * @throws IllegalArgumentException if n is negative, m is less than n, or the type is not real
   */
  public static Qr of(long m, long n, DType dtype, Workspace w) {
    Dense.check("Qr", n, dtype);
    Check.that(
        m >= n,
        () ->
            "Qr: expected at least as many rows as columns, found "
                + m
                + " x "
                + n
                + "; factorise the transposed matrix");
    return new Qr(m, n, dtype, w);
  }

  /**
   * Factorises a matrix, which is copied and not changed.
   *
   * @param a m×n, possibly a strided view
   * @return {@code DONE}; {@code SINGULAR} with the first column that depends exactly on those
   *     before it (Q and R are there); or {@code NON_FINITE}
   * @throws IllegalArgumentException if a does not fit
   */
  public Factored factor(Tensor a) {
    Storage.check("Qr a", a, dtype, m, n);
    factored = false;
    Storage.copy((HostTensor) a, qr);
    for (Step step : steps) {
      dense.qr(step.panel(), step.tau());
      step.block().prepare(step.panel(), step.tau());
      step.block().apply(step.right(), true);
    }
    factored = true;
    return outcome();
  }

  private Factored outcome() {
    for (long k = 0; k < n; k++) {
      double pivot = Storage.at(qr, k, k);
      if (!Double.isFinite(pivot)) {
        factored = false;
        return Factored.nonFinite(k);
      }
    }
    for (long k = 0; k < n; k++) {
      if (Storage.at(qr, k, k) == 0) {
        return Factored.singular(k);
      }
    }
    return Factored.SUCCESS;
  }

  /**
   * Finds the x that minimises ‖A x − b‖₂ after a {@link #factor} that ended in {@code DONE}; with
   * m = n, the solution of A x = b. 4 m n flops.
   *
   * @param b a vector of length m, unchanged
   * @param x a vector of length n
   * @throws IllegalStateException if there are no factors
   * @throws ArithmeticException if R is singular
   */
  public void solve(Tensor b, Tensor x) {
    Dense.requireFactors("Qr", factored);
    Check.vector("Qr b", b, dtype, m);
    Check.vector("Qr x", x, dtype, n);
    Factored outcome = outcome();
    if (!outcome.success()) {
      throw new ArithmeticException("Qr: " + outcome.advice());
    }
    HostTensor column = (HostTensor) b;
    for (long i = 0; i < m; i++) {
      Storage.put(work, i, 0, column.at(i));
    }
    multiply(work, true);
    HostTensor top = Storage.part(work, 0, n, 0, 1);
    dense.solve(Dense.UPPER, Storage.part(qr, 0, n, 0, n), top);
    for (long i = 0; i < n; i++) {
      ((HostTensor) x).set(Storage.at(work, i, 0), i);
    }
  }

  /**
   * Multiplies a matrix by Q or Qᵀ in place, Q taken as m×m. 4 m n flops for each column.
   *
   * @param c m×k with dense rows
   * @param transposed whether by Qᵀ
   * @throws IllegalStateException if there are no factors
   */
  public void multiply(Tensor c, boolean transposed) {
    Dense.requireFactors("Qr", factored);
    Storage.check("Qr c", c, dtype, m, c.shape().rank() == 2 ? c.shape().extent(1) : -1);
    Check.that(c.stride(1) == 1, () -> "Qr c: expected dense rows; copy it into a fresh tensor");
    long width = c.shape().extent(1);
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(transposed ? s : steps.size() - 1 - s);
      step.block().apply(Storage.part((HostTensor) c, step.first(), m, 0, width), transposed);
    }
  }

  /** Copies the n×n matrix R, zero below the diagonal, into a tensor. */
  public void upper(Tensor r) {
    Dense.requireFactors("Qr", factored);
    Storage.check("Qr r", r, dtype, n, n);
    for (long i = 0; i < n; i++) {
      for (long j = 0; j < n; j++) {
        Storage.put((HostTensor) r, i, j, j < i ? 0 : Storage.at(qr, i, j));
      }
    }
  }
}
