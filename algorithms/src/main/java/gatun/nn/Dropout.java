package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;

/**
 * In training each element is kept with the probability 1 − p, divided by it, else 0; otherwise
 * nothing is changed. Needs the generator of {@link Model#forward(gatun.engine.grad.Tape, Variable,
 * Mode, gatun.engine.Philox)}.
 *
 * @param p at least 0, below 1
 */
public record Dropout(double p) implements Layer {
  /** Checks the probability. */
  public Dropout {
    Check.that(p >= 0 && p < 1, () -> "Dropout: expected a probability in [0, 1), found " + p);
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    return scope.training() && p > 0 ? Shaping.dropout(x, p, scope.random()) : x;
  }
}
