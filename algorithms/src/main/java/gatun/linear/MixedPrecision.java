package gatun.linear;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * Solves an F64 system with the loop of another method in F32, preconditioner included.
 *
 * <pre>
 *   repeat: r ← b − A x in F64;  d ← F32 iterations on A d = r until ‖r − A d‖ has fallen by the
 *   reduction;  x ← x + d in F64
 * </pre>
 *
 * <p>The residual that decides is the true one in F64, so tolerances of 10⁻¹⁰ and below are
 * reached. The F32 iterations move half the bytes. Conjugate gradients go on with their search
 * direction across a correction (as in the reliable updates of M. A. Clark et al., Comput. Phys.
 * Commun. 181, 2010) and lose few iterations; the other methods start anew, and therefore correct
 * less often. Iterations counted are those of the F32 loop. A correction costs one F64 product and
 * about 10 n values. Memory: that of the method in F32, the operator a second time in F32, one
 * vector of each precision.
 *
 * <p>The operator must be F64 and {@link Retypable}; its entries must lie in the range of F32.
 *
 * @param inner the method: one of those of {@link LinearSolvers}; its stopping is that of the solve
 * @param reduction how far the F32 residual may fall below its peak before x is corrected, between
 *     0 and 1
 */
public record MixedPrecision(Solver inner, double reduction) implements Solver {
  /** Checks the method and the reduction. */
  public MixedPrecision {
    Check.that(
        inner instanceof ConjugateGradient
            || inner instanceof PreconditionedConjugateGradient
            || inner instanceof Minres
            || inner instanceof BiCgStab
            || inner instanceof Gmres,
        () ->
            "mixed precision: expected one of "
                + LinearSolvers.general()
                + ", found "
                + inner.name());
    Check.that(
        reduction > 0 && reduction < 1,
        () -> "mixed precision, reduction: expected between 0 and 1, found " + reduction);
  }

  /** Corrects after 10⁻¹ with conjugate gradients and after 10⁻³ with the methods that restart. */
  public MixedPrecision(Solver inner) {
    this(inner, resumes(inner) ? 1e-1 : 1e-3);
  }

  private static boolean resumes(Solver inner) {
    return inner instanceof ConjugateGradient || inner instanceof PreconditionedConjugateGradient;
  }

  @Override
  public String name() {
    return "mixed-" + inner.name();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the operator is not F64 or not to be had in F32
   */
  @Override
  public Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace) {
    if (a.dtype() != DType.F64 || !(a instanceof Retypable retypable)) {
      throw new IllegalArgumentException(
          name()
              + ": expected an F64 operator that can be had in F32, found "
              + a.description()
              + "; use "
              + inner.name());
    }
    LinearOperator narrow = retypable.retyped(DType.F32, workspace);
    Target target = new Target.Refined(a, workspace);
    Prepared loop =
        switch (inner) {
          case ConjugateGradient cg ->
              cg.loop(narrow, m, iteration(target, cg.stopping()), workspace);
          case PreconditionedConjugateGradient pcg ->
              pcg.loop(narrow, m, iteration(target, pcg.stopping()), workspace);
          case Minres minres ->
              minres.loop(narrow, m, iteration(target, minres.stopping()), workspace);
          case BiCgStab bicgstab ->
              bicgstab.loop(narrow, m, iteration(target, bicgstab.stopping()), workspace);
          case Gmres gmres -> gmres.loop(narrow, m, iteration(target, gmres.stopping()), workspace);
          default -> throw new AssertionError(inner);
        };
    return new Loop(loop, "mixed precision: " + loop.description() + ", residuals in F64");
  }

  private Iteration iteration(Target target, Stopping stopping) {
    return new Iteration(name(), target, stopping, reduction);
  }

  private record Loop(Prepared narrow, String description) implements Prepared {
    @Override
    public Outcome solve(Tensor b, Tensor x, Progress progress) {
      return narrow.solve(b, x, progress);
    }
  }
}
