package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Conjugate gradients with a preconditioner M⁻¹.
 *
 * <pre>
 *   z ← M⁻¹ r;  β = r·z (new) / r·z (old);  p ← z + β p;  q ← A p;  α = r·z / p·q;
 *   x ← x + α p;  r ← r − α q
 * </pre>
 *
 * <p>The fixed form demands a linear, symmetric, positive definite M⁻¹. The flexible form takes any
 * map, such as a learned network or an inner iteration, and uses β = z·(r − r_old) / r_old·z_old
 * (Y. Notay, Flexible conjugate gradients, SIAM J. Sci. Comput. 22, 2000); it keeps one more
 * vector.
 *
 * @param stopping when to end
 * @param flexible whether M⁻¹ may vary or be nonlinear
 */
public record PreconditionedConjugateGradient(Stopping stopping, boolean flexible)
    implements Solver {
  private static final String REMEDY =
      "use minres for symmetric indefinite operators, gmres or bicgstab for nonsymmetric ones";

  /** Returns the fixed form. */
  public static PreconditionedConjugateGradient fixed(Stopping stopping) {
    return new PreconditionedConjugateGradient(stopping, false);
  }

  /** Returns the flexible form. */
  public static PreconditionedConjugateGradient flexible(Stopping stopping) {
    return new PreconditionedConjugateGradient(stopping, true);
  }

  @Override
  public String name() {
    return flexible ? "fcg" : "pcg";
  }

  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    Requirements.operator(
        name(), a, REMEDY, Trait.LINEAR, Trait.SYMMETRIC, Trait.POSITIVE_DEFINITE);
    LinearOperator inverse =
        flexible
            ? Requirements.preconditioner(name(), m, a, workspace, "")
            : Requirements.preconditioner(
                name(),
                m,
                a,
                workspace,
                "use fcg, which takes any preconditioner",
                Trait.LINEAR,
                Trait.SYMMETRIC,
                Trait.POSITIVE_DEFINITE);
    return new Loop(this, a, m.name(), inverse, workspace);
  }

  private static final class Loop implements Prepared {
    private final String title;
    private final LinearOperator inverse;
    private final Iteration iteration;
    private final Sweep sweep;
    private final Updates updates;
    private final Blas blas;
    private final HostTensor r;
    private final HostTensor z;
    private final HostTensor p;
    private final HostTensor q;
    private final @Nullable HostTensor previous; // r of the step before, flexible form only

    Loop(
        PreconditionedConjugateGradient solver,
        LinearOperator a,
        String preconditioner,
        LinearOperator inverse,
        Workspace workspace) {
      long n = a.shape().extent(0);
      this.title = solver.name() + " with " + preconditioner + " on " + a.description();
      this.inverse = inverse;
      this.iteration = new Iteration(solver.name(), a, solver.stopping, workspace);
      this.updates = Updates.of(workspace, a.dtype());
      this.sweep = Sweep.of(a, updates, workspace);
      this.blas = Blas.of(workspace.backend(), a.dtype());
      this.r = workspace.zeros(a.dtype(), n);
      this.z = workspace.zeros(a.dtype(), n);
      this.p = workspace.zeros(a.dtype(), n);
      this.q = workspace.zeros(a.dtype(), n);
      this.previous = solver.flexible ? workspace.zeros(a.dtype(), n) : null;
    }

    /**
     * Traffic of one iteration in values, besides operator and preconditioner: that of {@code cg}
     * (9 to 12 n) and r·z (2 n); the flexible form copies r and takes one more dot product (4 n).
     */
    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      Outcome end = iteration.begin(b, x, r, progress);
      while (end == null) {
        end = restart(b, x);
      }
      return end;
    }

    private @Nullable Outcome restart(Tensor b, Tensor x) {
      blas.fill(0, p);
      inverse.apply(r, z);
      double rz = blas.dot(r, z);
      double beta = 0;
      double pending = 0; // α of the step that x still lacks, in the units of x
      while (true) {
        boolean positive = rz > 0;
        double pq = positive ? sweep.direction(pending, x, beta, z, p, q) : rz;
        if (!(pq > 0)) {
          if (!positive) {
            blas.axpy(pending, p, x);
          }
          return broken(positive, pq, b, x);
        }
        double alpha = rz / pq;
        pending = alpha * iteration.unit();
        if (previous != null) {
          blas.copy(r, previous);
        }
        double rr = updates.residual(alpha, q, r);
        if (!iteration.goesOn(Math.sqrt(rr))) {
          blas.axpy(pending, p, x);
          return iteration.judge(b, x, r);
        }
        inverse.apply(r, z);
        double next = blas.dot(r, z);
        beta = (previous == null ? next : next - blas.dot(previous, z)) / rz;
        rz = next;
      }
    }

    private Outcome broken(boolean positive, double product, Tensor b, Tensor x) {
      int step = iteration.count() + 1;
      if (!Double.isFinite(product)) {
        return iteration.fail(Kind.NON_FINITE, b, x, r, Advice.growth(step));
      }
      String advice =
          positive
              ? Advice.indefinite(product, step, "minres")
              : Advice.preconditioner(product, step, "jacobi, or none");
      return iteration.fail(Kind.NOT_DEFINITE, b, x, r, advice);
    }

    @Override
    public String description() {
      return title;
    }
  }
}
