package gatun.nn;

import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;

/**
 * Makes one axis of all axes behind the batch; shares memory. The features of a map come position
 * by position, the channels of one side by side; {@link Linear#behind} says so to files.
 */
public record Flatten() implements Layer {
  @Override
  public Variable forward(Scope scope, Variable x) {
    return Shaping.flatten(x);
  }
}
