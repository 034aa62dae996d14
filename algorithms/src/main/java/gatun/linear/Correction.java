package gatun.linear;

import gatun.engine.Blas;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * Repeats x ← x + M⁻¹ (b − A x) for an M⁻¹ that is good enough to need nothing around it. The
 * residual is the true one in every iteration. Work memory: two vectors.
 */
final class Correction implements Solver.Prepared {
  private final String description;
  private final LinearOperator inverse;
  private final Map first;
  private final Iteration iteration;
  private final Blas blas;
  private final HostTensor r;
  private final HostTensor z;

  /** What takes a residual to a correction. */
  @FunctionalInterface
  interface Map {
    void apply(Tensor r, Tensor z);
  }

  /** Allocates the vectors. */
  Correction(LinearOperator a, LinearOperator inverse, Iteration iteration, Workspace workspace) {
    this(a, inverse, inverse::apply, iteration, workspace);
  }

  /**
   * Allocates the vectors.
   *
   * @param first M⁻¹ of the first iteration
   */
  Correction(
      LinearOperator a,
      LinearOperator inverse,
      Map first,
      Iteration iteration,
      Workspace workspace) {
    this.first = first;
    this.description = inverse.description() + " on " + a.description();
    this.inverse = inverse;
    this.iteration = iteration;
    this.blas = Blas.of(workspace.backend(), a.dtype());
    this.r = workspace.zeros(a.dtype(), a.shape().extent(0));
    this.z = workspace.zeros(a.dtype(), a.shape().extent(0));
  }

  @Override
  public Outcome solve(Tensor b, Tensor x, Progress progress) {
    Outcome end = iteration.begin(b, x, r, progress);
    while (end == null) {
      if (iteration.count() == 0) {
        first.apply(r, z);
      } else {
        inverse.apply(r, z);
      }
      blas.axpy(iteration.factor(), z, iteration.unknown(x));
      if (!iteration.goesOn(iteration.measure(b, x, r))) {
        end = iteration.judge(b, x, r);
      }
    }
    return end;
  }

  @Override
  public String description() {
    return description;
  }
}
