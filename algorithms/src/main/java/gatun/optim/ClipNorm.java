package gatun.optim;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.Workspace;
import gatun.nn.Parameters;

/**
 * Clipping by the global norm: what follows in a chain sees g · min(1, limit/(‖g‖ + 1e-6)), with
 * the norm over all parameters. The gradient itself is not changed; it is read once. A gradient
 * with NaN stays one: nothing is hidden.
 *
 * @param limit the largest norm that passes
 */
public record ClipNorm(double limit) implements Transform {
  private static final double SMALL = 1e-6;

  /** Checks that the limit is positive. */
  public ClipNorm {
    Check.that(limit > 0, () -> "ClipNorm: expected a limit above 0, found " + limit);
  }

  @Override
  public String name() {
    return "clip-norm";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    return new Prepared(limit, parameters, Blas.of(workspace.backend(), parameters.dtype()));
  }

  private static final class Prepared implements Optimizer {
    private final double limit;
    private final Parameters parameters;
    private final Blas blas;
    private final State state = State.empty();

    private Prepared(double limit, Parameters parameters, Blas blas) {
      this.limit = limit;
      this.parameters = parameters;
      this.blas = blas;
    }

    @Override
    public double update(Parameters gradient, double scale) {
      FusedRule.requireGradient(parameters, gradient);
      double norm = Math.abs(scale) * blas.nrm2(gradient.flat());
      state.advance();
      return norm + SMALL <= limit ? scale : scale * (limit / (norm + SMALL));
    }

    @Override
    public State state() {
      return state;
    }
  }
}
