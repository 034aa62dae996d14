package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * Conjugate gradients beside another iteration from the same start. The energy that each has
 * removed, ‖e₀‖²_A − ‖e‖²_A, tells which is ahead without knowing the solution.
 */
final class DirectionShadow {
  private final LinearOperator a;
  private final Blas blas;
  private final HostTensor x;
  private final HostTensor r;
  private final HostTensor p;
  private final HostTensor q;
  private double beta;
  private double rr;
  private double removed;

  DirectionShadow(LinearOperator a, long n, Workspace workspace) {
    this.a = a;
    this.blas = Blas.of(workspace.backend(), a.dtype());
    this.x = workspace.zeros(a.dtype(), n);
    this.r = workspace.zeros(a.dtype(), n);
    this.p = workspace.zeros(a.dtype(), n);
    this.q = workspace.zeros(a.dtype(), n);
  }

  /** Begins from a guess and its residual in units. */
  void begin(Tensor guess, Tensor residual, double norm) {
    blas.copy(guess, x);
    blas.copy(residual, r);
    blas.fill(0, p);
    beta = 0;
    rr = norm * norm;
    removed = 0;
  }

  /** Takes one step; returns whether A was positive along it. 14 n values beside A. */
  boolean advance(double factor) {
    blas.axpby(1, r, beta, p);
    a.apply(p, q);
    double pq = blas.dot(p, q);
    if (!(pq > 0)) {
      return false;
    }
    double alpha = rr / pq;
    blas.axpy(alpha * factor, p, x);
    blas.axpy(-alpha, q, r);
    removed += alpha * rr;
    double next = blas.dot(r, r);
    beta = next / rr;
    rr = next;
    return true;
  }

  /** Returns the energy removed since the beginning, in units. */
  double removed() {
    return removed;
  }

  /** Returns the norm of the residual in units. */
  double residualNorm() {
    return Math.sqrt(rr);
  }

  /** Copies the solution. */
  void into(Tensor target) {
    blas.copy(x, target);
  }
}
