package gatun.optim;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;
import java.util.Map;

/**
 * Gradient accumulation: the mean of {@code count} gradients makes one step of another transform,
 * as one batch of {@code count} times the size would. A step in between moves 3 values for each
 * parameter. The sum is part of the state, so that resuming works between two steps, too.
 *
 * @param count how many gradients make a step
 * @param inner what is done with their mean
 */
public record Accumulate(int count, Transform inner) implements Transform {
  /** Checks the count. */
  public Accumulate {
    Check.that(count > 0, () -> "Accumulate: expected a count above 0, found " + count);
  }

  @Override
  public String name() {
    return "accumulate(" + inner.name() + ")";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    return new Prepared(count, inner.prepare(parameters, workspace), parameters, workspace);
  }

  private static final class Prepared implements Optimizer {
    private final int count;
    private final Optimizer inner;
    private final Parameters sum;
    private final Blas blas;
    private final State state;

    private Prepared(int count, Optimizer inner, Parameters parameters, Workspace workspace) {
      this.count = count;
      this.inner = inner;
      this.sum = parameters.like(workspace);
      this.blas = Blas.of(workspace.backend(), parameters.dtype());
      this.state = State.joined(Map.of("sum", sum), List.of(inner.state()));
    }

    @Override
    public double update(Parameters gradient, double scale) {
      FusedRule.requireGradient(sum, gradient);
      long place = state.step() % count;
      blas.axpby(scale / count, gradient.flat(), place == 0 ? 0 : 1, sum.flat());
      if (place == count - 1) {
        inner.update(sum, 1);
      }
      state.advance();
      return scale;
    }

    @Override
    public State state() {
      return state;
    }
  }
}
