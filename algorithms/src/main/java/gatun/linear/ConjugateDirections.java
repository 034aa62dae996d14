package gatun.linear;

import gatun.engine.Check;
import gatun.engine.Workspace;

/**
 * Descent along directions that a map proposes from the residual, made A-orthogonal to the last few
 * of them: the deep conjugate direction method (A. Kaneda et al., ICML 2023) where the map is a
 * network. The map may be anything, linear or not: with a V-cycle it is a flexible conjugate
 * gradient method, with the identity and one direction kept it is conjugate gradients.
 *
 * <pre>
 *   q ← f(r);   for each kept (p, A p): q ← q − p (qᵀA p) / (pᵀA p)
 *   x ← x + q (qᵀr) / (qᵀA q);   r ← b − A x;   keep (q, A q), drop the oldest
 * </pre>
 *
 * <p>Every step lowers the A-norm of the error, by (qᵀr)² / (qᵀA q) in its square, whatever f
 * gives; a proposal with NaN, or without energy, is passed over. The residual may rise meanwhile.
 * For {@link Safeguard#SPAN} the outcome counts as fallbacks the iterations in which the proposal
 * added less than a hundredth to what the residual would have removed. After {@value
 * DirectionLoop#PATIENCE} of them one after the other f is not asked any more, and after that the
 * method costs two or three products with A an iteration.
 *
 * <p>Work memory: 4 + 2 {@code keep} vectors, 4 more for {@link Safeguard#SPAN}. Traffic of one
 * iteration in values, besides A and f: (10 + 12 {@code keep}) n with a proposal.
 *
 * @param stopping when to end
 * @param keep directions kept, 0 or more; 2 in the publication
 * @param safeguard what happens to proposals of little use
 */
public record ConjugateDirections(Stopping stopping, int keep, Safeguard safeguard)
    implements Solver {
  private static final String REMEDY =
      "use minres for symmetric indefinite operators, gmres or bicgstab for nonsymmetric ones";

  /** Checks the number of directions. */
  public ConjugateDirections {
    Check.that(
        keep >= (safeguard == Safeguard.SPAN ? 1 : 0) && keep <= 64,
        () -> "dcdm: expected to keep 1 to 64 directions (0 without span), found " + keep);
  }

  /** Keeps two directions and searches their span with proposal and residual. */
  public ConjugateDirections(Stopping stopping) {
    this(stopping, 2, Safeguard.SPAN);
  }

  @Override
  public String name() {
    return "dcdm";
  }

  /**
   * {@inheritDoc}
   *
   * @param m what proposes directions; its operator need not be linear
   */
  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    Requirements.operator(
        name(), a, REMEDY, Trait.LINEAR, Trait.SYMMETRIC, Trait.POSITIVE_DEFINITE);
    LinearOperator proposals = Requirements.preconditioner(name(), m, a, workspace, "");
    Iteration iteration = Iteration.of(name(), a, stopping, workspace);
    return new DirectionLoop(this, a, proposals, m.name(), iteration, workspace);
  }
}
