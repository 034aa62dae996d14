package gatun.optim;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.Maps;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Clipping of every number of the gradient to ± limit, in the gradient's own memory: it is read and
 * written once. NaN stays NaN.
 *
 * <p>The first step with another gradient tree than before prepares for it and allocates.
 *
 * @param limit the largest magnitude that passes
 */
public record ClipValue(double limit) implements Transform {
  /** Checks that the limit is positive. */
  public ClipValue {
    Check.that(limit > 0, () -> "ClipValue: expected a limit above 0, found " + limit);
  }

  @Override
  public String name() {
    return "clip-value";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    return new Prepared(limit, parameters, workspace);
  }

  private static final class Prepared implements Optimizer {
    private final double limit;
    private final Parameters parameters;
    private final Maps maps;
    private final Blas blas;
    private final State state = State.empty();
    private @Nullable Parameters known;
    private Maps.@Nullable Fused clamp;

    private Prepared(double limit, Parameters parameters, Workspace workspace) {
      this.limit = limit;
      this.parameters = parameters;
      this.maps = Maps.of(workspace.backend(), parameters.dtype());
      this.blas = Blas.of(workspace.backend(), parameters.dtype());
    }

    @Override
    public double update(Parameters gradient, double scale) {
      Maps.Fused prepared = clamp;
      if (prepared == null || gradient != known) {
        FusedRule.requireGradient(parameters, gradient);
        prepared =
            maps.prepare(Expression.of(gradient.flat()).clamp(-limit, limit), gradient.flat());
        clamp = prepared;
        known = gradient;
      }
      if (scale != 1) {
        blas.scal(scale, gradient.flat());
      }
      prepared.run();
      state.advance();
      return 1;
    }

    @Override
    public State state() {
      return state;
    }
  }
}
