package gatun.linear;

import gatun.engine.Workspace;

/**
 * Multigrid as a solver by itself: repeats x ← x + M⁻¹ (b − A x), M⁻¹ one cycle of {@link
 * Multigrid} or {@link AlgebraicMultigrid}, without conjugate gradients around it.
 *
 * <p>The residual is the true one in every iteration. An iteration costs a cycle, a product and
 * about 6 n values; {@code pcg} with {@code mg} costs 6 n more and needs fewer iterations where
 * obstacles make a few errors fall slowly. Work memory: two vectors and the cycle's. Allocates
 * nothing in its loop.
 *
 * @param stopping when to end
 * @param multigrid the cycle
 * @param full whether the first iteration of a geometric cycle is full multigrid, for solves that
 *     begin near 0
 */
public record MultigridSolver(Stopping stopping, Preconditioner multigrid, boolean full)
    implements Solver {
  private static final String REMEDY = "use minres or gmres";

  /** Uses the geometric cycle with its default settings. */
  public MultigridSolver(Stopping stopping) {
    this(stopping, new Multigrid());
  }

  /** Begins with full multigrid where the cycle is geometric. */
  public MultigridSolver(Stopping stopping, Preconditioner multigrid) {
    this(stopping, multigrid, true);
  }

  @Override
  public String name() {
    return multigrid.name();
  }

  @Override
  public boolean needsMatrix() {
    return multigrid.needsMatrix();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the preconditioner is not the identity
   */
  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    if (!m.name().equals("none")) {
      throw new IllegalArgumentException(
          name() + ": expected no preconditioner, found " + m.name() + "; use pcg or fcg");
    }
    Requirements.operator(
        name(), a, REMEDY, Trait.LINEAR, Trait.SYMMETRIC, Trait.POSITIVE_DEFINITE);
    Iteration iteration = Iteration.of(name(), a, stopping, workspace);
    LinearOperator cycle = multigrid.prepare(a, workspace);
    Correction.Map first =
        full && cycle instanceof MultigridCycle geometric
            ? (r, z) -> geometric.apply(r, z, true)
            : cycle::apply;
    return new Correction(a, cycle, first, iteration, workspace);
  }
}
