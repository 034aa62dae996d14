package gatun.optim;

import gatun.engine.Blas;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;
import java.util.Map;

/**
 * Exponential moving average of the parameters, a ← δ a + (1 − δ) x, to stand behind a rule in a
 * {@link Chain}; it begins with the parameters as they are when it is prepared. The average is the
 * tree {@code average} of the state; copy it into the parameters of a model to evaluate it. Moves 3
 * values for each parameter.
 *
 * @param memory δ
 */
public record Average(double memory) implements Transform {
  /** The name of the average in the state. */
  public static final String AVERAGE = "average";

  /** Checks the factor. */
  public Average {
    RuleScope.share("memory", memory);
  }

  @Override
  public String name() {
    return "average";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    Parameters average = parameters.like(workspace);
    average.copyFrom(parameters);
    return new Prepared(memory, parameters, average, workspace);
  }

  private static final class Prepared implements Optimizer {
    private final double memory;
    private final Parameters parameters;
    private final Parameters average;
    private final Blas blas;
    private final State state;

    private Prepared(
        double memory, Parameters parameters, Parameters average, Workspace workspace) {
      this.memory = memory;
      this.parameters = parameters;
      this.average = average;
      this.blas = Blas.of(workspace.backend(), parameters.dtype());
      this.state = State.joined(Map.of(AVERAGE, average), List.of());
    }

    @Override
    public double update(Parameters gradient, double scale) {
      blas.axpby(1 - memory, parameters.flat(), memory, average.flat());
      state.advance();
      return scale;
    }

    @Override
    public State state() {
      return state;
    }
  }
}
