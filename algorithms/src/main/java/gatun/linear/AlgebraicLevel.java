package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Spmv;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One level of an algebraic multigrid hierarchy: matrix, transfers and vectors in one type. */
final class AlgebraicLevel {
  private static final int LANCZOS = 10;

  /** What a Lanczos estimate is raised by to be a bound. */
  private static final double MARGIN = 1.05;

  /** A bound by row sums that is good enough: diagonally dominant rows reach it nearly. */
  private static final double SHARP = 2.001;

  final long size;
  final Spmv.Product a;
  final HostTensor w; // 1 / diagonal, 0 where that is 0
  final HostTensor x;
  final HostTensor b;
  final HostTensor y;
  final double[] weights;
  final double lambda;
  final long entries;
  private Spmv.@Nullable Product prolong;
  private Spmv.@Nullable Product restrict;

  /**
   * Lays a matrix out and bounds its spectrum.
   *
   * @param matrix in F64
   */
  AlgebraicLevel(
      SparseMatrix matrix, DType dtype, AlgebraicMultigrid settings, Workspace w, Workspace setUp) {
    this.size = matrix.rows();
    this.entries = matrix.nonzeros();
    this.a = product(matrix, dtype, SparseFormat.AUTO, w);
    this.w = w.zeros(dtype, size);
    this.x = w.zeros(dtype, size);
    this.b = w.zeros(dtype, size);
    this.y = w.zeros(dtype, size);
    HostTensor diagonal = setUp.zeros(DType.F64, size);
    HostTensor sums = setUp.zeros(DType.F64, size);
    SparseMatrices.rows(matrix, diagonal, sums);
    double bound = 0;
    for (long i = 0; i < size; i++) {
      double d = diagonal.at(i);
      this.w.set(d > 0 ? 1 / d : 0, i);
      bound = d > 0 ? Math.max(bound, sums.at(i) / d) : bound;
    }
    this.lambda =
        bound <= SHARP
            ? bound
            : Math.min(bound, MARGIN * estimate(setUp, Blas.of(w.backend(), dtype)));
    this.weights = Multigrid.weights(settings.steps(), lambda / settings.ratio(), lambda);
  }

  /** Lays the transfers to and from the next level out. */
  void transfers(SparseMatrix p, SparseMatrix r, DType dtype, Workspace workspace) {
    prolong = product(p, dtype, SparseFormat.CSR, workspace);
    restrict = product(r, dtype, SparseFormat.CSR, workspace);
  }

  /** Returns P. */
  Spmv.Product prolong() {
    return Objects.requireNonNull(prolong);
  }

  /** Returns Pᵀ. */
  Spmv.Product restrict() {
    return Objects.requireNonNull(restrict);
  }

  private static Spmv.Product product(
      SparseMatrix matrix, DType dtype, SparseFormat format, Workspace w) {
    SparseMatrix typed =
        matrix.dtype() == dtype && matrix.owner() == w
            ? matrix
            : SparseMatrices.convert(matrix, dtype, w);
    return w.backend().require(KernelKey.of(Spmv.class, dtype)).prepare(typed, format, w);
  }

  /**
   * Returns the largest eigenvalue of the Lanczos matrix of D^{-1/2} A D^{-1/2} after ten steps
   * from a fixed vector.
   */
  private double estimate(Workspace setUp, Blas blas) {
    HostTensor q = setUp.zeros(w.dtype(), size);
    HostTensor roots = setUp.zeros(w.dtype(), size);
    for (long i = 0; i < size; i++) {
      roots.set(Math.sqrt(w.at(i)), i);
    }
    for (long i = 0; i < size; i++) {
      x.set(((i * 0x9E3779B97F4A7C15L) >>> 40) * 0x1p-23 - 1, i);
    }
    double norm = blas.nrm2(x);
    if (!(norm > 0)) {
      return 1;
    }
    blas.scal(1 / norm, x);
    blas.fill(0, q);
    double[] alpha = new double[LANCZOS];
    double[] beta = new double[LANCZOS];
    int steps = 0;
    while (steps < Math.min(LANCZOS, size)) {
      blas.multiply(roots, x, y);
      a.apply(y, b);
      blas.multiply(roots, b, b);
      alpha[steps] = blas.dot(x, b);
      blas.axpy(-alpha[steps], x, b);
      blas.axpy(-(steps == 0 ? 0 : beta[steps - 1]), q, b);
      beta[steps] = blas.nrm2(b);
      steps++;
      if (!(beta[steps - 1] > 1e-5 * Math.abs(alpha[0]))) {
        break;
      }
      blas.copy(x, q);
      blas.copy(b, x);
      blas.scal(1 / beta[steps - 1], x);
    }
    return largest(alpha, beta, steps);
  }

  /** Returns the largest eigenvalue of a symmetric tridiagonal matrix by bisection. */
  private static double largest(double[] alpha, double[] beta, int n) {
    double high = 0;
    for (int i = 0; i < n; i++) {
      double sum = Math.abs(alpha[i]);
      sum += (i > 0 ? beta[i - 1] : 0) + (i < n - 1 ? beta[i] : 0);
      high = Math.max(high, sum);
    }
    double low = 0;
    for (int step = 0; step < 40; step++) {
      double middle = (low + high) / 2;
      double pivot = alpha[0] - middle;
      boolean below = pivot < 0; // all eigenvalues lie below the middle
      for (int i = 1; i < n && below; i++) {
        pivot = alpha[i] - middle - beta[i - 1] * beta[i - 1] / pivot;
        below = pivot < 0;
      }
      if (below) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high > 0 ? high : 1;
  }
}
