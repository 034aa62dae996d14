package gatun.linear.dense;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The thin singular value decomposition A = U Σ Vᵀ of an m×n matrix by one-sided Jacobi rotations:
 * k = min(m, n) singular values, U m×k and V n×k with orthonormal columns. Meant for k of some
 * hundreds; it finds small singular values of matrices with badly scaled columns to high relative
 * accuracy. Values below 2^-480 (F32: 2^-51) of the largest entry are lengths of columns that were
 * not made orthogonal to each other.
 *
 * <p>Prepared once for a size. About 6 to 10 sweeps of k²/2 (2 max(m, n) + 6 (m + n)) flops. Not
 * for use by several threads at once.
 *
 * <p>Hestenes: Inversion of matrices by biorthogonalization, J. SIAM 6 (1958); Demmel, Veselić:
 * Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. Appl. 13 (1992).
 */
public final class Svd {
  private static final int SWEEPS = 60;

  private final long m;
  private final long n;
  private final long k;
  private final DType dtype;
  private final Dense dense;
  private final HostTensor
      rows; // row i: column (or row) i of A, and behind it row i of the identity
  private final HostTensor squares;
  private final HostTensor values;
  private final HostTensor left;
  private final HostTensor right;
  private boolean factored;

  private Svd(long m, long n, DType dtype, Workspace w) {
    this.m = m;
    this.n = n;
    this.k = Math.min(m, n);
    this.dtype = dtype;
    this.dense = Dense.of(w, dtype);
    this.rows = Storage.matrix(w, dtype, k, m + n);
    this.squares = w.zeros(DType.F64, k);
    this.values = w.zeros(dtype, k);
    this.left = Storage.matrix(w, dtype, m, k);
    this.right = Storage.matrix(w, dtype, n, k);
  }

  /**
   * Prepares decompositions of m×n matrices.
   *
   * @param w owns the memory: about 2 k (m + n) values
   * @throws IllegalArgumentException if an extent is negative or the type is not real
   */
  public static Svd of(long m, long n, DType dtype, Workspace w) {
    Dense.check("Svd", m, dtype);
    Dense.check("Svd", n, dtype);
    return new Svd(m, n, dtype, w);
  }

  /**
   * Decomposes a matrix, which is copied and not changed.
   *
   * @param a m×n, possibly a strided view
   * @return {@code DONE}, {@code NON_FINITE} or {@code LIMIT_REACHED}
   * @throws IllegalArgumentException if a does not fit
   */
  public Factored factor(Tensor a) {
    Storage.check("Svd a", a, dtype, m, n);
    factored = false;
    double scale = load((HostTensor) a);
    if (!Double.isFinite(scale)) {
      return Factored.nonFinite(-1);
    }
    int sweep = 0;
    while (dense.orthogonalise(rows, Math.max(m, n), squares) != 0) {
      if (++sweep == SWEEPS) {
        return Factored.limit(-1, SWEEPS);
      }
    }
    unload(scale);
    factored = true;
    return Factored.SUCCESS;
  }

  /**
   * Copies A, scaled to largest magnitude 1, and returns the scale; NaN or infinity if A has one.
   */
  private double load(HostTensor a) {
    double largest = 0;
    for (long i = 0; i < m; i++) {
      for (long j = 0; j < n; j++) {
        double magnitude = Math.abs(Storage.at(a, i, j));
        largest = magnitude > largest || Double.isNaN(magnitude) ? magnitude : largest;
        if (!Double.isFinite(largest)) {
          return largest;
        }
      }
    }
    double scale = largest == 0 ? 1 : Math.scalb(1.0, Math.getExponent(largest));
    long length = Math.max(m, n);
    for (long i = 0; i < k; i++) {
      for (long j = 0; j < m + n; j++) {
        double value =
            j >= length
                ? (j - length == i ? 1 : 0)
                : (m >= n ? Storage.at(a, j, i) : Storage.at(a, i, j)) / scale;
        Storage.put(rows, i, j, value);
      }
    }
    return scale;
  }

  /** Sorts by descending singular value; row i is (σ_i times one vector, the other vector). */
  private void unload(double scale) {
    boolean[] taken = new boolean[Math.toIntExact(k)];
    long length = Math.max(m, n);
    HostTensor longer = m >= n ? left : right;
    HostTensor shorter = m >= n ? right : left;
    double least = dtype == DType.F32 ? 0x1p-51 : 0x1p-480; // below, rows are not orthogonal
    for (long i = 0; i < k; i++) {
      squares.set(norm(i, length), i); // which, unlike squares, does not underflow
    }
    for (long place = 0; place < k; place++) {
      int found = -1;
      for (int i = 0; i < k; i++) {
        boolean larger = !taken[i] && (found < 0 || squares.at(i) > squares.at(found));
        found = larger ? i : found;
      }
      taken[found] = true;
      double norm = squares.at(found);
      values.set(norm * scale, place);
      for (long j = 0; j < length; j++) {
        Storage.put(longer, j, place, norm < least ? 0 : Storage.at(rows, found, j) / norm);
      }
      for (long j = 0; j < k; j++) {
        Storage.put(shorter, j, place, Storage.at(rows, found, length + j));
      }
      if (norm < least) {
        complete(longer, place);
      }
    }
  }

  private double norm(long row, long length) {
    double largest = 0;
    for (long j = 0; j < length; j++) {
      largest = Math.max(largest, Math.abs(Storage.at(rows, row, j)));
    }
    double sum = 0;
    for (long j = 0; largest > 0 && j < length; j++) {
      double x = Storage.at(rows, row, j) / largest;
      sum = Math.fma(x, x, sum);
    }
    return largest * Math.sqrt(sum);
  }

  /** Fills a column that belongs to σ = 0 with a unit vector orthogonal to those before it. */
  private static void complete(HostTensor u, long column) {
    long length = u.shape().extent(0);
    for (long unit = 0; unit < length; unit++) {
      for (long i = 0; i < length; i++) {
        Storage.put(u, i, column, i == unit ? 1 : 0);
      }
      double norm = 0;
      for (int pass = 0; pass < 2; pass++) { // twice is enough (Kahan)
        for (long other = 0; other < column; other++) {
          double dot = 0;
          for (long i = 0; i < length; i++) {
            dot = Math.fma(Storage.at(u, i, other), Storage.at(u, i, column), dot);
          }
          for (long i = 0; i < length; i++) {
            double x = Storage.at(u, i, column) - dot * Storage.at(u, i, other);
            Storage.put(u, i, column, x);
          }
        }
        norm = 0;
        for (long i = 0; i < length; i++) {
          norm = Math.hypot(norm, Storage.at(u, i, column));
        }
        for (long i = 0; i < length; i++) {
          Storage.put(u, i, column, Storage.at(u, i, column) / Math.max(norm, Double.MIN_NORMAL));
        }
        if (norm < 1.0 / (2 * length)) {
          break; // nearly in the span of the others: the next unit vector
        }
      }
      if (norm >= 0.5) {
        return;
      }
    }
  }

  /** Returns the k singular values in descending order, valid until the next {@link #factor}. */
  public Tensor values() {
    Dense.requireFactors("Svd", factored);
    return values;
  }

  /** Returns U, m×k, valid until the next {@link #factor}. */
  public Tensor left() {
    Dense.requireFactors("Svd", factored);
    return left;
  }

  /** Returns V, n×k, valid until the next {@link #factor}. */
  public Tensor right() {
    Dense.requireFactors("Svd", factored);
    return right;
  }

  /**
   * Returns the number of singular values above max(m, n) ε σ_0: the numerical rank.
   *
   * @throws IllegalStateException if the last decomposition failed or there was none
   */
  public long rank() {
    Dense.requireFactors("Svd", factored);
    long rank = 0;
    while (rank < k && values.at(rank) > Math.max(m, n) * dtype.epsilon() * values.at(0)) {
      rank++;
    }
    return rank;
  }

  /**
   * Finds the x of least ‖x‖₂ that minimises ‖A x − b‖₂, singular values beyond {@link #rank} taken
   * as 0. 2 k (m + n) flops.
   *
   * @param b a vector of length m, unchanged
   * @param x a vector of length n, shares no memory with b
   * @throws IllegalStateException if the last decomposition failed or there was none
   */
  public void solve(Tensor b, Tensor x) {
    Check.vector("Svd b", b, dtype, m);
    Check.vector("Svd x", x, dtype, n);
    Check.distinct("Svd solve", b, x);
    long rank = rank();
    HostTensor solution = (HostTensor) x;
    for (long j = 0; j < n; j++) {
      solution.set(0, j);
    }
    for (long p = 0; p < rank; p++) {
      double dot = 0;
      for (long i = 0; i < m; i++) {
        dot = Math.fma(Storage.at(left, i, p), ((HostTensor) b).at(i), dot);
      }
      for (long j = 0; j < n; j++) {
        double value = solution.at(j) + dot / values.at(p) * Storage.at(right, j, p);
        solution.set(value, j);
      }
    }
  }
}
