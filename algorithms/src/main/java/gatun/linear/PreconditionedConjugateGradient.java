package gatun.linear;

import gatun.engine.Backend;
import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Batch;
import gatun.engine.spi.Recurrence;

/**
 * Conjugate gradients with a preconditioner M⁻¹.
 *
 * <pre>
 *   z ← M⁻¹ r;  β = r·z (new) / r·z (old);  p ← z + β p;  q ← A p;  α = r·z / p·q;
 *   x ← x + α p;  r ← r − α q
 * </pre>
 *
 * <p>The fixed form demands a linear, symmetric, positive definite M⁻¹. The flexible form takes any
 * map, such as a learned network or an inner iteration, and makes directions A-orthogonal: β = −z·q
 * / p·q (Y. Notay, Flexible conjugate gradients, SIAM J. Sci. Comput. 22, 2000).
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
    return loop(a, m, Iteration.of(name(), a, stopping, workspace), workspace);
  }

  /** Prepares the loop on its own operator, which may be narrower than the iteration's. */
  Prepared loop(LinearOperator a, Preconditioner m, Iteration iteration, Workspace workspace) {
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
    return new Loop(this, a, m.name(), inverse, iteration, workspace);
  }

  private static final class Loop implements Prepared {
    private final String title;
    private final LinearOperator inverse;
    private final Iteration iteration;
    private final Recurrence numbers;
    private final Sweep sweep;
    private final Updates updates;
    private final Blas blas;
    private final Backend backend;
    private final boolean deferrable;
    private final Runnable step = this::step;
    private final HostTensor r;
    private final HostTensor z;
    private final HostTensor p;
    private final HostTensor q;
    private final boolean flexible;
    private Tensor y; // what gathers the steps of the current solve

    Loop(
        PreconditionedConjugateGradient solver,
        LinearOperator a,
        String preconditioner,
        LinearOperator inverse,
        Iteration iteration,
        Workspace workspace) {
      long n = a.shape().extent(0);
      this.title = solver.name() + " with " + preconditioner + " on " + a.description();
      this.inverse = inverse;
      this.iteration = iteration;
      this.updates = Updates.of(workspace, a.dtype());
      this.sweep = Sweep.of(a, updates);
      this.numbers = new Recurrence(workspace);
      this.backend = workspace.backend();
      this.deferrable = a.deferrable() && inverse.deferrable();
      this.blas = Blas.of(backend, a.dtype());
      this.r = workspace.zeros(a.dtype(), n);
      this.z = workspace.zeros(a.dtype(), n);
      this.p = workspace.zeros(a.dtype(), n);
      this.q = workspace.zeros(a.dtype(), n);
      this.flexible = solver.flexible;
      this.y = p;
    }

    private void step() {
      inverse.apply(r, z);
      updates.dot(r, z, numbers, Recurrence.RZ);
      if (flexible) {
        updates.dot(z, q, numbers, Recurrence.ZQ);
      }
      updates.turn(numbers, Recurrence.RZ, flexible);
      sweep.direction(numbers, y, z, p, q);
      updates.length(numbers);
      updates.residual(numbers, q, r);
      updates.hear(numbers);
    }

    /**
     * Traffic of one iteration in values, besides operator and preconditioner: that of {@code cg}
     * (9 to 12 n) and r·z (2 n); the flexible form takes one more dot product (2 n).
     */
    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      Outcome end = iteration.begin(b, x, r, progress);
      if (end != null) {
        return end;
      }
      y = iteration.unknown(x);
      blas.fill(0, p);
      iteration.begin(numbers);
      try (Batch batch = deferrable ? backend.batch() : Batch.EACH) {
        while (true) {
          batch.run(Math.min(batch.interval(), iteration.left()), step, numbers);
          boolean on = iteration.goesOn(numbers);
          if (on && !numbers.stopped()) {
            continue;
          }
          double pending = numbers.at(Recurrence.PENDING);
          if (pending != 0) { // else p may hold NaN
            blas.axpy(pending, p, y);
          }
          if (on) {
            return broken(b, x);
          }
          end = iteration.judge(b, x, r);
          if (end != null) {
            return end;
          }
          numbers.resume(iteration.residualNorm(), !iteration.resumes());
        }
      }
    }

    private Outcome broken(Tensor b, Tensor x) {
      double rho = numbers.at(Recurrence.RHO);
      return rho > 0 ? broken(true, numbers.at(Recurrence.PQ), b, x) : broken(false, rho, b, x);
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
