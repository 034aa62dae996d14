package gatun.nn;

import gatun.engine.grad.Pooling;
import gatun.engine.grad.Variable;

/** The average of all positions of a map: (batch, …, channels) to (batch, channels). */
public record GlobalAverage() implements Layer {
  @Override
  public Variable forward(Scope scope, Variable x) {
    return Pooling.globalAverage(x);
  }
}
