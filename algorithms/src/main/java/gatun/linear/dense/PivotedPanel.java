package gatun.linear.dense;

import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/**
 * The work of {@link Ldlt}: rows of Lᵀ and of D Lᵀ, made one or two at a time, and the trailing
 * matrix, updated by a product after each block of them. Row r of the matrix that remains is
 *
 * <pre>  x = a_r − Σ_p (Lᵀ)_pr (D Lᵀ)_p,   p the rows made since the last update.</pre>
 */
final class PivotedPanel {
  private static final long WIDTH = 48;

  /** (1 + √17) / 8 bounds the growth of one 2×2 step by that of two 1×1 steps. */
  private static final double ALPHA = (1 + Math.sqrt(17)) / 8;

  private final long n;
  private final Dense dense;
  private final HostTensor a;
  private final HostTensor l; // Lᵀ, unit upper triangular
  private final HostTensor w; // D Lᵀ
  private final HostTensor first;
  private final HostTensor second;
  private final double[] diagonal;
  private final double[] beside; // d_k,k+1; 0 where the block has one row
  private final int[] order; // row k of P A Pᵀ is row order_k of A
  private long start;

  PivotedPanel(long n, Dense dense, Workspace workspace) {
    this.n = n;
    this.dense = dense;
    this.a = Storage.matrix(workspace, dense.dtype(), n, n);
    this.l = Storage.matrix(workspace, dense.dtype(), n, n);
    this.w = Storage.matrix(workspace, dense.dtype(), n, n);
    this.first = Storage.matrix(workspace, dense.dtype(), 1, n);
    this.second = Storage.matrix(workspace, dense.dtype(), 1, n);
    this.diagonal = new double[Math.toIntExact(n)];
    this.beside = new double[diagonal.length];
    this.order = new int[diagonal.length];
  }

  HostTensor a() {
    return a;
  }

  HostTensor l() {
    return l;
  }

  Factored factor() {
    Factored result = Factored.SUCCESS;
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    start = 0;
    for (long k = 0; k < n; ) {
      row(k, k, first);
      long largest = largest(first, k, k);
      double pivot = Math.abs(Storage.at(first, 0, k));
      double off = largest < 0 ? 0 : Math.abs(Storage.at(first, 0, largest));
      if (!Double.isFinite(pivot + off)) {
        return Factored.nonFinite(k);
      }
      if (pivot == 0 && off == 0) {
        result = result.success() ? Factored.singular(k) : result;
      }
      int rows = pivot >= ALPHA * off ? 1 : choose(k, largest, pivot, off);
      if (rows == 1) {
        one(k);
      } else {
        two(k);
      }
      k += rows;
      if (k - start >= WIDTH && k < n) {
        update(k);
      }
    }
    return result;
  }

  /**
   * Decides between pivots and moves the chosen one to row k (or its second row to k + 1).
   *
   * @return the number of rows of the pivot
   */
  private int choose(long k, long other, double pivot, double off) {
    row(other, k, second);
    long largest = largest(second, k, other);
    double rowOff = Math.abs(Storage.at(second, 0, largest));
    if (pivot >= ALPHA * off * (off / rowOff)) {
      return 1;
    }
    if (Math.abs(Storage.at(second, 0, other)) >= ALPHA * rowOff) {
      Storage.copy(second, first);
      swap(k, other, k);
      return 1;
    }
    swap(k, other, k + 1);
    return 2;
  }

  /** Computes columns k to n − 1 of row r of the matrix that remains. */
  private void row(long r, long k, HostTensor x) {
    HostTensor result = Storage.part(x, 0, 1, k, n);
    Storage.copy(Storage.part(a, r, r + 1, k, n), result);
    if (k > start) {
      HostTensor rows = Storage.part(w, start, k, k, n);
      HostTensor factors = Storage.part(l, start, k, r, r + 1);
      dense.combine(-1, factors, rows, 1, result);
    }
  }

  /** Returns the place of the largest magnitude from k on, {@code except} left out; −1 if none. */
  private long largest(HostTensor x, long k, long except) {
    long found = -1;
    double largest = -1;
    for (long j = k; j < n; j++) {
      double magnitude = Math.abs(Storage.at(x, 0, j));
      if (j != except && (magnitude > largest || Double.isNaN(magnitude))) {
        largest = magnitude;
        found = j;
      }
    }
    return found;
  }

  /** Exchanges rows and columns {@code other} and {@code place} of all that is kept. */
  private void swap(long k, long other, long place) {
    if (other == place) {
      return;
    }
    for (long j = k; j < n; j++) {
      exchange(a, place, j, other, j);
    }
    for (long i = k; i < n; i++) {
      exchange(a, i, place, i, other);
    }
    for (long p = 0; p < k; p++) {
      exchange(l, p, place, p, other);
      exchange(w, p, place, p, other);
    }
    exchange(first, 0, place, 0, other);
    exchange(second, 0, place, 0, other);
    int kept = order[(int) place];
    order[(int) place] = order[(int) other];
    order[(int) other] = kept;
  }

  private static void exchange(HostTensor m, long i, long j, long p, long q) {
    double kept = Storage.at(m, i, j);
    Storage.put(m, i, j, Storage.at(m, p, q));
    Storage.put(m, p, q, kept);
  }

  /** Makes row k of L from a pivot of one row. */
  private void one(long k) {
    double pivot = Storage.at(first, 0, k);
    diagonal[(int) k] = pivot;
    beside[(int) k] = 0;
    clear(k, 1);
    for (long j = k + 1; j < n; j++) {
      double x = Storage.at(first, 0, j);
      Storage.put(w, k, j, x);
      Storage.put(l, k, j, pivot == 0 ? 0 : x / pivot);
    }
  }

  /** Makes rows k and k + 1 of L from a pivot of two rows, scaled by its off-diagonal element. */
  private void two(long k) {
    double off = Storage.at(first, 0, k + 1);
    double upper = Storage.at(first, 0, k);
    double lower = Storage.at(second, 0, k + 1);
    diagonal[(int) k] = upper;
    diagonal[(int) k + 1] = lower;
    beside[(int) k] = off;
    beside[(int) k + 1] = 0;
    clear(k, 2);
    double determinant = (upper / off) * (lower / off) - 1;
    for (long j = k + 2; j < n; j++) {
      double x = Storage.at(first, 0, j);
      double y = Storage.at(second, 0, j);
      Storage.put(w, k, j, x);
      Storage.put(w, k + 1, j, y);
      Storage.put(l, k, j, ((lower / off) * x - y) / off / determinant);
      Storage.put(l, k + 1, j, ((upper / off) * y - x) / off / determinant);
    }
  }

  /** Sets rows k to k + rows − 1 of L to those of the identity up to the pivot's last column. */
  private void clear(long k, int rows) {
    for (long p = k; p < k + rows; p++) {
      for (long j = start; j < k + rows; j++) {
        Storage.put(l, p, j, j == p ? 1 : 0);
        Storage.put(w, p, j, 0);
      }
    }
  }

  /** Subtracts what the rows made since the last update contribute to the rest. */
  private void update(long k) {
    HostTensor left = Storage.part(l, start, k, k, n);
    HostTensor right = Storage.part(w, start, k, k, n);
    dense.multiply(-1, left, true, right, false, 1, Storage.part(a, k, n, k, n));
    start = k;
  }

  /** Brings the rows of right-hand sides into the order of the pivots, or back. */
  void permute(HostTensor columns, boolean back) {
    for (long j = 0; j < columns.shape().extent(1); j++) {
      for (int i = 0; i < n; i++) {
        double value = Storage.at(columns, back ? i : order[i], j);
        Storage.put(first, 0, back ? order[i] : i, value);
      }
      for (int i = 0; i < n; i++) {
        Storage.put(columns, i, j, Storage.at(first, 0, i));
      }
    }
  }

  /** Computes x ← D⁻¹ x for column j. */
  void divide(HostTensor x, long j) {
    for (int k = 0; k < n; k++) {
      double off = beside[k];
      double upper = Storage.at(x, k, j);
      if (off == 0) {
        Storage.put(x, k, j, upper / diagonal[k]);
        continue;
      }
      double lower = Storage.at(x, k + 1, j);
      double p = diagonal[k] / off;
      double q = diagonal[k + 1] / off;
      Storage.put(x, k, j, (q * upper - lower) / off / (p * q - 1));
      Storage.put(x, k + 1, j, (p * lower - upper) / off / (p * q - 1));
      k++;
    }
  }

  Ldlt.Inertia inertia() {
    long positive = 0;
    long negative = 0;
    for (int k = 0; k < n; k++) {
      if (beside[k] != 0) { // a block of two rows that was chosen has one eigenvalue of each sign
        positive++;
        negative++;
        k++;
      } else if (diagonal[k] > 0) {
        positive++;
      } else if (diagonal[k] < 0) {
        negative++;
      }
    }
    return new Ldlt.Inertia(positive, negative, n - positive - negative);
  }
}
