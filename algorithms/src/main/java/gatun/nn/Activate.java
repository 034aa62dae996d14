package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Unary;
import gatun.engine.grad.Variable;

/**
 * A function of each element. Behind a linear layer, a convolution or a normalisation in a {@link
 * Sequential} it costs no pass over memory of its own.
 *
 * @param function what is applied
 */
public record Activate(Activation function) implements Layer {
  @Override
  public Variable forward(Scope scope, Variable x) {
    return of(function, x);
  }

  /** Returns the function of each element; x itself for the identity. */
  static Variable of(Activation function, Variable x) {
    Unary unary = function.function();
    return unary == null ? x : x.apply(unary);
  }
}
