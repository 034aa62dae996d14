package gatun.linear.dense;

import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;

/**
 * The reduction of a symmetric matrix to tridiagonal form, Qᵀ A Q, Q = H_0 H_1 …, in blocks: the
 * reflections v_p of a block and their partners w_p are the rows of pairs, and the rest of the
 * matrix is updated once a block, A ← A − Σ_p (v_p w_pᵀ + w_p v_pᵀ). Half of the flops are in
 * products of that rest with a vector, which read it once a column.
 */
final class Tridiagonal {
  private static final int WIDTH = 32;

  private final int n;
  private final Dense dense;
  private final HostTensor pairs; // rows v_0, w_0, v_1, w_1, …
  private final HostTensor swapped; // rows w_0, v_0, w_1, v_1, …
  private final HostTensor coefficients;
  private final HostTensor product;
  private final HostTensor tau;
  private final HostTensor t;
  private final HostTensor dots;
  private final HostTensor left; // M Vᵀ of the reflections' product
  private final HostTensor scaled;
  private final double[] diagonal;
  private final double[] beside;

  Tridiagonal(long n, Dense dense, Workspace w) {
    this.n = Math.toIntExact(n);
    this.dense = dense;
    this.pairs = Storage.matrix(w, dense.dtype(), 2 * WIDTH, n);
    this.swapped = Storage.matrix(w, dense.dtype(), 2 * WIDTH, n);
    this.coefficients = Storage.matrix(w, dense.dtype(), 1, 2 * WIDTH);
    this.product = Storage.matrix(w, dense.dtype(), 1, n);
    this.tau = w.zeros(dense.dtype(), n);
    this.t = Storage.matrix(w, dense.dtype(), WIDTH, WIDTH);
    this.dots = Storage.matrix(w, dense.dtype(), WIDTH, WIDTH);
    this.left = Storage.matrix(w, dense.dtype(), n, WIDTH);
    this.scaled = Storage.matrix(w, dense.dtype(), n, WIDTH);
    this.diagonal = new double[this.n];
    this.beside = new double[this.n];
  }

  /** Returns the diagonal of the tridiagonal matrix. */
  double[] diagonal() {
    return diagonal;
  }

  /** Returns the elements beside the diagonal: number k is that of rows k and k + 1. */
  double[] beside() {
    return beside;
  }

  /** Reduces a full symmetric matrix; its rows j then hold v_j, zeros before it. */
  void reduce(HostTensor a) {
    for (int first = 0; first < n; first += WIDTH) {
      int end = Math.min(n, first + WIDTH);
      for (int j = first; j < end; j++) {
        column(a, first, j);
      }
      if (end < n) {
        HostTensor x = Storage.part(pairs, 0, 2L * (end - first), end, n);
        HostTensor y = Storage.part(swapped, 0, 2L * (end - first), end, n);
        dense.multiply(-1, x, true, y, false, 1, Storage.part(a, end, n, end, n));
      }
    }
  }

  private void column(HostTensor a, int first, int j) {
    int made = 2 * (j - first);
    HostTensor row = Storage.part(a, j, j + 1, j, n);
    if (made > 0) { // the row as the reflections of this block have left it
      HostTensor factors = Storage.part(swapped, 0, made, j, j + 1);
      dense.combine(-1, factors, Storage.part(pairs, 0, made, j, n), 1, row);
    }
    diagonal[j] = Storage.at(a, j, j);
    beside[j] = 0;
    tau.set(0, j);
    if (j < n - 1) {
      double factor = reflector(a, j);
      tau.set(factor, j);
      partner(a, made, j, factor);
    }
    for (int i = 0; i <= j; i++) {
      Storage.put(a, j, i, 0);
    }
  }

  /** Makes v_j in row j of a, right of the diagonal; returns its τ. */
  private double reflector(HostTensor a, int j) {
    double alpha = Storage.at(a, j, j + 1);
    double largest = 0;
    for (int i = j + 2; i < n; i++) {
      double magnitude = Math.abs(Storage.at(a, j, i));
      largest = magnitude > largest || Double.isNaN(magnitude) ? magnitude : largest;
    }
    Storage.put(a, j, j + 1, 1);
    beside[j] = alpha;
    if (largest == 0) {
      return 0;
    }
    double scale = Math.max(largest, Math.abs(alpha));
    double sum = alpha / scale * (alpha / scale);
    for (int i = j + 2; i < n; i++) {
      double x = Storage.at(a, j, i) / scale;
      sum = Math.fma(x, x, sum);
    }
    double beta = -Math.copySign(scale * Math.sqrt(sum), alpha);
    for (int i = j + 2; i < n; i++) {
      Storage.put(a, j, i, Storage.at(a, j, i) / (alpha - beta));
    }
    beside[j] = beta;
    return (beta - alpha) / beta;
  }

  /** Makes w_j = p − τ/2 (p·v) v with p = τ A v, and stores the pair. */
  private void partner(HostTensor a, int made, int j, double factor) {
    HostTensor v = Storage.part(a, j, j + 1, j + 1, n);
    HostTensor p = Storage.part(product, 0, 1, j + 1, n);
    dense.product(factor, Storage.part(a, j + 1, n, j + 1, n), v, 0, p);
    if (made > 0) {
      HostTensor sums = Storage.part(coefficients, 0, 1, 0, made);
      HostTensor rows = Storage.part(pairs, 0, made, j + 1, n);
      dense.product(1, Storage.part(swapped, 0, made, j + 1, n), v, 0, sums);
      dense.combine(-factor, sums, rows, 1, p);
    }
    double dot = 0;
    for (int i = j + 1; i < n; i++) {
      dot = Math.fma(Storage.at(product, 0, i), Storage.at(a, j, i), dot);
    }
    for (int i = j + 1; i < n; i++) {
      double x = Storage.at(a, j, i);
      double y = Storage.at(product, 0, i) - factor / 2 * dot * x;
      Storage.put(pairs, made, i, x);
      Storage.put(pairs, made + 1, i, y);
      Storage.put(swapped, made, i, y);
      Storage.put(swapped, made + 1, i, x);
    }
    Storage.put(pairs, made, j, 0);
    Storage.put(pairs, made + 1, j, 0);
    Storage.put(swapped, made, j, 0);
    Storage.put(swapped, made + 1, j, 0);
  }

  /** Computes M = Qᵀ = … H_1 H_0 from the rows that {@link #reduce} left. */
  void reflections(HostTensor a, HostTensor m) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        Storage.put(m, i, j, i == j ? 1 : 0);
      }
    }
    for (int first = (n - 1) / WIDTH * WIDTH; first >= 0; first -= WIDTH) {
      int end = Math.min(n, first + WIDTH);
      HostTensor v = Storage.part(a, first, end, first, n);
      HostTensor rest = Storage.part(m, first, n, first, n);
      HostTensor products = Storage.part(left, 0, n - first, 0, end - first);
      HostTensor factors = Storage.part(scaled, 0, n - first, 0, end - first);
      HostTensor triangle = Storage.part(t, 0, end - first, 0, end - first);
      HostTensor between = Storage.part(dots, 0, end - first, 0, end - first);
      dense.multiply(1, v, false, v, true, 0, between);
      BlockReflector.triangle(between, tau.view(Slice.range(first, end)), triangle);
      dense.multiply(1, rest, false, v, true, 0, products);
      dense.multiply(1, products, false, triangle, true, 0, factors);
      dense.multiply(-1, factors, false, v, false, 1, rest);
    }
  }
}
