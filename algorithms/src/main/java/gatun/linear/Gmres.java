package gatun.linear;

import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The generalised minimal residual method with restarts for general operators: within a cycle, x
 * minimises ‖b − A x‖₂ over the Krylov space.
 *
 * <p>The preconditioner acts from the right, so that the residual that is minimised and reported is
 * that of A x = b. Orthogonalisation is modified Gram–Schmidt, done twice where a vector lost more
 * than 30 % of its length. Memory: restart + 3 vectors; traffic of iteration j of a cycle: 5 (j +
 * 1) n values besides A and M.
 *
 * <p>Source: Saad and Schultz, SIAM J. Sci. Stat. Comput. 7 (1986); the test for a second pass:
 * Daniel, Gragg, Kaufman and Stewart, Math. Comp. 30 (1976).
 *
 * @param stopping when to end
 * @param restart iterations of a cycle, at least 1
 */
public record Gmres(Stopping stopping, int restart) implements Solver {
  /** Checks the length of a cycle. */
  public Gmres {
    if (restart < 1 || restart > 10_000) {
      throw new IllegalArgumentException("gmres restart: expected 1 to 10000, found " + restart);
    }
  }

  /** Restarts after 30 iterations. */
  public Gmres(Stopping stopping) {
    this(stopping, 30);
  }

  /** Restarts after 30 iterations and stops as {@link Stopping#defaults} says. */
  public Gmres() {
    this(Stopping.defaults());
  }

  @Override
  public String name() {
    return "gmres";
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
    int cycle = Math.clamp(a.shape().extent(0), 1, restart);
    return new Loop(a, inverse, iteration, new Arnoldi(a, inverse, cycle, workspace), workspace);
  }

  /** The cycles. */
  private static final class Loop implements Prepared {
    private final LinearOperator a;
    private final LinearOperator inverse;
    private final Iteration iteration;
    private final Arnoldi arnoldi;
    private final HostTensor r;

    Loop(
        LinearOperator a,
        LinearOperator inverse,
        Iteration iteration,
        Arnoldi arnoldi,
        Workspace workspace) {
      this.a = a;
      this.inverse = inverse;
      this.iteration = iteration;
      this.arnoldi = arnoldi;
      this.r = workspace.zeros(a.dtype(), a.shape().extent(0));
    }

    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      Outcome end = iteration.begin(b, x, r, progress);
      Tensor y = iteration.unknown(x);
      if (end == null) {
        arnoldi.start(r, iteration.residualNorm());
      }
      while (end == null) {
        if (!arnoldi.extend()) {
          arnoldi.correct(iteration.factor(), y);
          return iteration.fail(Kind.BREAKDOWN, b, x, r, Advice.singular(iteration.count()));
        }
        if (!iteration.goesOn(arnoldi.residual())) {
          arnoldi.correct(iteration.factor(), y);
          end = iteration.judge(b, x, r);
          if (end == null) {
            arnoldi.start(r, iteration.residualNorm());
          }
        } else if (arnoldi.full()) {
          arnoldi.correct(iteration.factor(), y);
          double norm = iteration.measure(b, x, r);
          if (norm <= iteration.goal()) {
            end = iteration.judge(b, x, r);
          } else {
            arnoldi.start(r, norm);
          }
        }
      }
      return end;
    }

    @Override
    public String description() {
      return "gmres("
          + arnoldi.capacity()
          + "), preconditioner "
          + inverse.description()
          + ", "
          + a.description();
    }
  }
}
