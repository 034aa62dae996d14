package gatun.linear.dense;

import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/**
 * A product of k Householder reflections of length m, H_0 H_1 … = I − V T Vᵀ, with V m×k unit lower
 * trapezoidal and T k×k upper triangular.
 */
final class BlockReflector {
  private static final long COLUMNS = 256;

  private final long m;
  private final long k;
  private final Dense dense;
  private final HostTensor v;
  private final HostTensor t;
  private final HostTensor products; // Vᵀ C for some columns
  private final HostTensor scaled; // T Vᵀ C

  private BlockReflector(long m, long k, Dense dense, Workspace w) {
    this.m = m;
    this.k = k;
    this.dense = dense;
    this.v = Storage.matrix(w, dense.dtype(), m, k);
    this.t = Storage.matrix(w, dense.dtype(), k, k);
    this.products = Storage.matrix(w, dense.dtype(), k, COLUMNS);
    this.scaled = Storage.matrix(w, dense.dtype(), k, COLUMNS);
  }

  static BlockReflector of(long m, long k, Dense dense, Workspace w) {
    return new BlockReflector(m, k, dense, w);
  }

  /**
   * Takes V from below the diagonal of a panel and makes T: t_jj = τ_j, t_ij = −τ_j Σ_p t_ip
   * v_p·v_j for i < j.
   */
  void prepare(HostTensor panel, HostTensor tau) {
    Storage.copy(panel, v);
    for (long i = 0; i < k; i++) {
      Storage.put(v, i, i, 1);
      for (long j = i + 1; j < k; j++) {
        Storage.put(v, i, j, 0);
      }
    }
    HostTensor dots = Storage.part(scaled, 0, k, 0, k);
    dense.multiply(1, v, true, v, false, 0, dots);
    triangle(dots, tau, t);
  }

  /** Makes T from the products of the vectors with each other and the factors τ. */
  static void triangle(HostTensor dots, HostTensor tau, HostTensor t) {
    for (long j = 0; j < tau.size(); j++) {
      double factor = tau.at(j);
      for (long i = 0; i < j; i++) {
        double sum = 0;
        for (long p = i; p < j; p++) {
          sum += Storage.at(t, i, p) * Storage.at(dots, p, j);
        }
        Storage.put(t, i, j, -factor * sum);
      }
      Storage.put(t, j, j, factor);
    }
  }

  /** Computes C ← (I − V T Vᵀ) C, or with Tᵀ for the transposed product. 4 m k flops a column. */
  void apply(HostTensor c, boolean transposed) {
    long columns = c.shape().extent(1);
    for (long j = 0; j < columns; j += COLUMNS) {
      long end = Math.min(columns, j + COLUMNS);
      HostTensor part = Storage.part(c, 0, m, j, end);
      HostTensor p = Storage.part(products, 0, k, 0, end - j);
      HostTensor s = Storage.part(scaled, 0, k, 0, end - j);
      dense.multiply(1, v, true, part, false, 0, p);
      dense.multiply(1, t, transposed, p, false, 0, s);
      dense.multiply(-1, v, false, s, false, 1, part);
    }
  }
}
