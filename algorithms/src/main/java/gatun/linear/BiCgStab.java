package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The stabilised bi-conjugate gradient method for general operators: short recurrences, two
 * products an iteration, a residual that may jump.
 *
 * <p>The preconditioner acts from the right, so that the residual is that of A x = b. When a scalar
 * of the recurrence vanishes the iteration begins anew from the current residual; if that vanishes
 * at once too, the outcome is a BREAKDOWN. Memory: 5 vectors, 7 with a preconditioner.
 *
 * <p>Source: van der Vorst, SIAM J. Sci. Stat. Comput. 13 (1992).
 *
 * @param stopping when to end
 */
public record BiCgStab(Stopping stopping) implements Solver {
  /** Stops as {@link Stopping#defaults} says. */
  public BiCgStab() {
    this(Stopping.defaults());
  }

  @Override
  public String name() {
    return "bicgstab";
  }

  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    return loop(a, m, Iteration.of(name(), a, stopping, workspace), workspace);
  }

  /** Prepares the loop on its own operator, which may be narrower than the iteration's. */
  Prepared loop(LinearOperator a, Preconditioner m, Iteration iteration, Workspace workspace) {
    Requirements.operator(name(), a, "use a solver for nonlinear maps", Trait.LINEAR);
    LinearOperator inverse =
        Requirements.preconditioner(
            name(), m, a, workspace, "use a linear preconditioner", Trait.LINEAR);
    return new Loop(a, inverse, iteration, workspace);
  }

  /** The vectors and scalars of the recurrences. */
  private static final class Loop implements Prepared {
    private final LinearOperator a;
    private final LinearOperator inverse;
    private final boolean plain;
    private final Blas blas;
    private final Iteration iteration;
    private final double epsilon;
    private final HostTensor r;
    private final HostTensor shadow;
    private final HostTensor p;
    private final HostTensor v; // A M⁻¹ p
    private final HostTensor t; // A M⁻¹ s, where s is r halfway
    private final HostTensor pImage; // M⁻¹ p
    private final HostTensor sImage; // M⁻¹ s
    private double rho;
    private double alpha;
    private double omega;
    private double shadowNorm;
    private boolean fresh; // no step was completed since the last start

    Loop(LinearOperator a, LinearOperator inverse, Iteration iteration, Workspace workspace) {
      long n = a.shape().extent(0);
      DType dtype = a.dtype();
      this.a = a;
      this.inverse = inverse;
      this.plain = inverse instanceof Identity.Operator;
      this.blas = Blas.of(workspace.backend(), dtype);
      this.iteration = iteration;
      this.epsilon = dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
      this.r = workspace.zeros(dtype, n);
      this.shadow = workspace.zeros(dtype, n);
      this.p = workspace.zeros(dtype, n);
      this.v = workspace.zeros(dtype, n);
      this.t = workspace.zeros(dtype, n);
      this.pImage = plain ? p : workspace.zeros(dtype, n);
      this.sImage = plain ? r : workspace.zeros(dtype, n);
    }

    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      Outcome end = iteration.begin(b, x, r, progress);
      Tensor y = iteration.unknown(x);
      if (end == null) {
        start(iteration.residualNorm());
      }
      while (end == null) {
        // Traffic in values besides two products with A and M: p 6n, dots 2n + 4n, s 3n and its
        // norm 1n, x 6n, r 3n and its norm 1n, the next dot 2n: 28n.
        double norm = step(y);
        if (norm < 0) { // a scalar vanished
          if (fresh) {
            return iteration.fail(Kind.BREAKDOWN, b, x, r, Advice.breakdown(iteration.count()));
          }
          start(blas.nrm2(r));
          continue;
        }
        if (!iteration.goesOn(norm)) {
          end = iteration.judge(b, x, r);
          if (end == null) {
            start(iteration.residualNorm());
          }
        }
      }
      return end;
    }

    /** Begins the recurrences at p = r with the shadow residual r. */
    private void start(double norm) {
      blas.copy(r, shadow);
      blas.copy(r, p);
      shadowNorm = norm;
      rho = norm * norm;
      fresh = true;
    }

    /** Does one iteration; returns ‖r‖, or −1 if it had to stop before y and r moved. */
    private double step(Tensor y) {
      image(p, pImage);
      a.apply(pImage, v);
      double projection = blas.dot(shadow, v);
      if (vanishes(projection, shadowNorm, v)) {
        return -1;
      }
      alpha = rho / projection;
      blas.axpy(-alpha, v, r);
      double half = blas.nrm2(r);
      if (half <= iteration.goal()) {
        blas.axpy(iteration.factor() * alpha, pImage, y);
        return half;
      }
      image(r, sImage);
      a.apply(sImage, t);
      double size = blas.dot(t, t);
      double product = blas.dot(t, r);
      if (size == 0 || Math.abs(product) <= epsilon * Math.sqrt(size) * half) {
        blas.axpy(alpha, v, r); // back to the residual of x
        return -1;
      }
      omega = product / size;
      blas.axpy(iteration.factor() * alpha, pImage, y);
      blas.axpy(iteration.factor() * omega, sImage, y);
      blas.axpy(-omega, t, r);
      fresh = false;
      return prepareDirection(blas.nrm2(r));
    }

    /** Computes p ← r + β (p − ω v), or begins anew where r has become orthogonal to the shadow. */
    private double prepareDirection(double norm) {
      double next = blas.dot(shadow, r);
      if (Math.abs(next) <= epsilon * shadowNorm * norm) {
        start(norm);
        return norm;
      }
      double beta = (next / rho) * (alpha / omega);
      blas.axpby(-beta * omega, v, beta, p);
      blas.axpy(1, r, p);
      rho = next;
      return norm;
    }

    private boolean vanishes(double product, double norm, HostTensor vector) {
      return product == 0 || Math.abs(product) <= epsilon * norm * blas.nrm2(vector);
    }

    private void image(HostTensor vector, HostTensor result) {
      if (!plain) {
        inverse.apply(vector, result);
      }
    }

    @Override
    public String description() {
      return "bicgstab, preconditioner " + inverse.description() + ", " + a.description();
    }
  }
}
