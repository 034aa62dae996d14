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
 * The method of conjugate gradients for symmetric positive definite operators (M. R. Hestenes, E.
 * Stiefel, 1952), without a preconditioner.
 *
 * <pre>
 *   p ← r + β p;  q ← A p;  α = r·r / p·q;  x ← x + α p;  r ← r − α q;  β = r·r (new) / r·r (old)
 * </pre>
 *
 * <p>The update of x lags by one step, so that it shares a pass with that of p. Work memory: three
 * vectors. Allocates nothing in its loop.
 *
 * @param stopping when to end
 */
public record ConjugateGradient(Stopping stopping) implements Solver {
  private static final String REMEDY =
      "use minres for symmetric indefinite operators, gmres or bicgstab for nonsymmetric ones, fcg"
          + " for a nonlinear preconditioner";

  @Override
  public String name() {
    return "cg";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the preconditioner is not the identity
   */
  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    return loop(a, m, Iteration.of(name(), a, stopping, workspace), workspace);
  }

  /** Prepares the loop on its own operator, which may be narrower than the iteration's. */
  Prepared loop(LinearOperator a, Preconditioner m, Iteration iteration, Workspace workspace) {
    if (!m.name().equals("none")) {
      throw new IllegalArgumentException(
          "cg: expected no preconditioner, found " + m.name() + "; use pcg");
    }
    Requirements.operator(
        name(), a, REMEDY, Trait.LINEAR, Trait.SYMMETRIC, Trait.POSITIVE_DEFINITE);
    return new Loop(a, iteration, workspace);
  }

  private static final class Loop implements Prepared {
    private final Iteration iteration;
    private final Recurrence numbers;
    private final Sweep sweep;
    private final Updates updates;
    private final Blas blas;
    private final Backend backend;
    private final Runnable step = this::step;
    private final LinearOperator a;
    private final HostTensor r;
    private final HostTensor p;
    private final HostTensor q;
    private Tensor y; // what gathers the steps of the current solve

    Loop(LinearOperator a, Iteration iteration, Workspace workspace) {
      long n = a.shape().extent(0);
      this.a = a;
      this.iteration = iteration;
      this.updates = Updates.of(workspace, a.dtype());
      this.sweep = Sweep.of(a, updates);
      this.numbers = new Recurrence(workspace);
      this.backend = workspace.backend();
      this.blas = Blas.of(backend, a.dtype());
      this.r = workspace.zeros(a.dtype(), n);
      this.p = workspace.zeros(a.dtype(), n);
      this.q = workspace.zeros(a.dtype(), n);
      this.y = p;
    }

    private void step() {
      updates.turn(numbers, Recurrence.RR, false);
      sweep.direction(numbers, y, r, p, q);
      updates.length(numbers);
      updates.residual(numbers, q, r);
      updates.hear(numbers);
    }

    /**
     * Traffic of one iteration in values, besides the operator's own data: the sweep reads x, r, p
     * and writes x, p (5), the product reads p and writes q (2, none of it again where the operator
     * sweeps: then 1), p·q comes with the product or reads both (2 more), the residual update reads
     * r, q and writes r (3). Together 9 to 12 n.
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
      numbers.set(Recurrence.RR, square(iteration.residualNorm()));
      try (Batch batch = a.deferrable() ? backend.batch() : Batch.EACH) {
        while (true) {
          batch.run(Math.min(batch.interval(), iteration.left()), step, numbers);
          if (iteration.goesOn(numbers)) {
            if (numbers.stopped()) {
              return indefinite(numbers.at(Recurrence.PQ), b, x);
            }
            continue;
          }
          blas.axpy(numbers.at(Recurrence.PENDING), p, y);
          end = iteration.judge(b, x, r);
          if (end != null) {
            return end;
          }
          numbers.resume(iteration.residualNorm(), !iteration.resumes());
          numbers.set(Recurrence.RR, square(iteration.residualNorm()));
        }
      }
    }

    private Outcome indefinite(double pq, Tensor b, Tensor x) {
      if (!Double.isFinite(pq)) {
        return iteration.fail(Kind.NON_FINITE, b, x, r, Advice.growth(iteration.count() + 1));
      }
      return iteration.fail(
          Kind.NOT_DEFINITE, b, x, r, Advice.indefinite(pq, iteration.count() + 1, "minres"));
    }

    private static double square(double value) {
      return value * value;
    }

    @Override
    public String description() {
      return "cg on " + a.description();
    }
  }
}
