package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The minimal residual method for symmetric operators, definite or not: x_k minimises ‖b − A x‖
 * over the Krylov space, in the norm of M⁻¹ if there is a preconditioner.
 *
 * <p>The operator must be SYMMETRIC, the preconditioner SYMMETRIC and POSITIVE_DEFINITE.
 * Convergence is judged by ‖b − A x‖₂ whatever the preconditioner. Memory: 6 vectors, 8 with a
 * preconditioner.
 *
 * <p>Source: Paige and Saunders, SIAM J. Numer. Anal. 12 (1975); the preconditioned recurrence:
 * Elman, Silvester and Wathen, Finite Elements and Fast Iterative Solvers, algorithm 6.1.
 *
 * @param stopping when to end
 */
public record Minres(Stopping stopping) implements Solver {
  private static final String REMEDY = "use gmres or bicgstab";

  /** Stops as {@link Stopping#defaults} says. */
  public Minres() {
    this(Stopping.defaults());
  }

  @Override
  public String name() {
    return "minres";
  }

  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    return loop(a, m, Iteration.of(name(), a, stopping, workspace), workspace);
  }

  /** Prepares the loop on its own operator, which may be narrower than the iteration's. */
  Prepared loop(LinearOperator a, Preconditioner m, Iteration iteration, Workspace workspace) {
    Requirements.operator(name(), a, REMEDY, Trait.LINEAR, Trait.SYMMETRIC);
    LinearOperator inverse =
        Requirements.preconditioner(
            name(),
            m,
            a,
            workspace,
            "use another preconditioner, or gmres or bicgstab",
            Trait.LINEAR,
            Trait.SYMMETRIC,
            Trait.POSITIVE_DEFINITE);
    return new Loop(a, inverse, iteration, workspace);
  }

  /** The vectors and scalars of the recurrences. */
  private static final class Loop implements Prepared {
    private final LinearOperator a;
    private final @Nullable FusedOperator fused;
    private final LinearOperator inverse;
    private final boolean plain; // no preconditioner: z is v, and |η| is ‖r‖
    private final Blas blas;
    private final Iteration iteration;
    private final double epsilon;
    private final HostTensor r;
    private HostTensor v; // Lanczos vectors, not normalised
    private HostTensor vOld;
    private HostTensor q; // A z, then the next Lanczos vector
    private HostTensor z; // M⁻¹ v
    private HostTensor zNext;
    private HostTensor w; // search directions
    private HostTensor wOld;
    private double gamma; // √(zᵀ v)
    private double gammaOld;
    private double eta; // ‖r‖ in the norm of M⁻¹, signed
    private double c; // the last two rotations
    private double s;
    private double cOld;
    private double sOld;
    private double scale; // largest column of the tridiagonal matrix so far

    Loop(LinearOperator a, LinearOperator inverse, Iteration iteration, Workspace workspace) {
      long n = a.shape().extent(0);
      this.a = a;
      this.fused = a instanceof FusedOperator known ? known : null;
      this.inverse = inverse;
      this.plain = inverse instanceof Identity.Operator;
      this.blas = Blas.of(workspace.backend(), a.dtype());
      this.iteration = iteration;
      this.epsilon = a.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
      this.r = workspace.zeros(a.dtype(), n);
      this.v = workspace.zeros(a.dtype(), n);
      this.vOld = workspace.zeros(a.dtype(), n);
      this.q = workspace.zeros(a.dtype(), n);
      this.w = workspace.zeros(a.dtype(), n);
      this.wOld = workspace.zeros(a.dtype(), n);
      this.z = plain ? v : workspace.zeros(a.dtype(), n);
      this.zNext = plain ? q : workspace.zeros(a.dtype(), n);
    }

    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      Outcome end = iteration.begin(b, x, r, progress);
      Tensor y = iteration.unknown(x);
      double squared = end == null ? start() : 0;
      while (end == null) {
        if (squared < 0) {
          String advice = Advice.preconditioner(squared, iteration.count(), "jacobi or none");
          return iteration.fail(Kind.NOT_DEFINITE, b, x, r, advice);
        }
        // Traffic in values besides A and M: Lanczos 6n, its norm 1n, direction 6n, x 3n; with M
        // 1n more for the norm and 4n for the residual: 16n, with M 21n.
        double delta = lanczos();
        squared = squaredNorm(q, zNext);
        if (squared < 0) {
          continue;
        }
        if (!advance(delta, Math.sqrt(squared), y)) {
          return iteration.fail(Kind.BREAKDOWN, b, x, r, Advice.singular(iteration.count()));
        }
        if (!iteration.goesOn(plain ? Math.abs(eta) : blas.nrm2(r))) {
          end = iteration.judge(b, x, r);
          squared = end == null ? start() : 0;
        }
      }
      return end;
    }

    /** Begins the recurrences at v = r; returns rᵀ M⁻¹ r. */
    private double start() {
      blas.copy(r, v);
      blas.fill(0, vOld);
      blas.fill(0, w);
      blas.fill(0, wOld);
      double squared = squaredNorm(v, z);
      gamma = Math.sqrt(squared);
      gammaOld = 1;
      eta = gamma;
      c = 1;
      s = 0;
      cOld = 1;
      sOld = 0;
      scale = 0;
      return squared;
    }

    /** Computes image ← M⁻¹ u and returns uᵀ M⁻¹ u. */
    private double squaredNorm(HostTensor u, HostTensor image) {
      if (plain) {
        double norm = blas.nrm2(u);
        return norm * norm;
      }
      inverse.apply(u, image);
      return blas.dot(image, u);
    }

    /** Computes q ← A z/γ − (δ/γ) v − (γ/γ_old) v_old and returns δ = zᵀA z / γ². */
    private double lanczos() {
      double product;
      if (fused != null) {
        product = fused.applyDot(z, q);
      } else {
        a.apply(z, q);
        product = blas.dot(z, q);
      }
      double delta = product / (gamma * gamma);
      blas.axpby(-gamma / gammaOld, vOld, 1 / gamma, q);
      blas.axpy(-delta / gamma, v, q);
      return delta;
    }

    /**
     * Rotates the new column of the tridiagonal matrix, steps y along the new direction and updates
     * r ← s² r + c η v_next/γ_next. Returns false if no direction can lower r.
     */
    private boolean advance(double delta, double gammaNext, Tensor y) {
      double a0 = c * delta - cOld * s * gamma;
      double a1 = Math.hypot(a0, gammaNext);
      double a2 = s * delta + cOld * c * gamma;
      double a3 = sOld * gamma;
      scale = Math.max(scale, Math.abs(delta) + gammaNext);
      // |η| times this is ‖A r‖: it vanishes with r ≠ 0 at the least-squares solution of a
      // singular system, beyond which x would grow without bound.
      if (Math.hypot(a0, c * gammaNext) <= 10 * epsilon * scale) {
        return false;
      }
      cOld = c;
      sOld = s;
      c = a0 / a1;
      s = gammaNext / a1;
      blas.axpby(1 / (gamma * a1), z, -a3 / a1, wOld);
      blas.axpy(-a2 / a1, w, wOld);
      blas.axpy(iteration.factor() * c * eta, wOld, y);
      eta = -s * eta;
      if (!plain) {
        blas.axpby(gammaNext == 0 ? 0 : c * eta / gammaNext, q, s * s, r);
      }
      gammaOld = gamma;
      gamma = gammaNext;
      shift();
      return true;
    }

    /** Makes the next vectors the current ones. */
    private void shift() {
      HostTensor free = vOld;
      vOld = v;
      v = q;
      q = free;
      HostTensor direction = w;
      w = wOld;
      wOld = direction;
      HostTensor image = z;
      z = plain ? v : zNext;
      zNext = plain ? q : image;
    }

    @Override
    public String description() {
      return "minres, preconditioner " + inverse.description() + ", " + a.description();
    }
  }
}
