package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.grad.Products;
import gatun.engine.grad.Variable;

/**
 * y ← f(x W + b) over the last axis. Parameters: {@code weight} (inputs × outputs; in files outputs
 * × inputs), {@code bias}.
 *
 * <p>2 · rows · inputs · outputs flops forward and for each of the two gradients.
 *
 * @param inputs extent of the last axis of x
 * @param outputs extent of the last axis of y
 * @param biased whether there is a bias
 * @param activation the function f
 * @param initializer of the weights; the bias begins as PyTorch's does, uniform on ±1/√inputs,
 *     unless {@link #biasedBy} says otherwise
 * @param bias of the bias
 * @param positions 1, or the positions of a map that {@link Flatten} made the input of; in files
 *     its channels come first
 */
public record Linear(
    int inputs,
    int outputs,
    boolean biased,
    Activation activation,
    Initializer initializer,
    Initializer bias,
    int positions)
    implements Activated {

  /** Checks the numbers. */
  public Linear {
    Check.that(
        inputs >= 1 && outputs >= 1 && positions >= 1 && inputs % positions == 0,
        () ->
            "Linear: expected inputs and outputs >= 1, inputs divisible by positions, found "
                + (inputs + ", " + outputs + " and " + positions));
  }

  /** Returns a layer with a bias, without a function, initialised as in PyTorch. */
  public static Linear of(int inputs, int outputs) {
    Initializer usual = Initializers.fanInUniform();
    return new Linear(inputs, outputs, true, Activation.IDENTITY, usual, usual, 1);
  }

  /** Returns this layer without a bias. */
  public Linear unbiased() {
    return new Linear(inputs, outputs, false, activation, initializer, bias, positions);
  }

  /** Returns this layer with other first weights. */
  public Linear initialized(Initializer weights) {
    return new Linear(inputs, outputs, biased, activation, weights, bias, positions);
  }

  /** Returns this layer with another first bias. */
  public Linear biasedBy(Initializer values) {
    return new Linear(inputs, outputs, true, activation, initializer, values, positions);
  }

  /**
   * Returns this layer for an input that was flattened from a map of so many positions: in files
   * the weights stand as behind a map with the channels first.
   */
  public Linear behind(int flattenedPositions) {
    return new Linear(inputs, outputs, biased, activation, initializer, bias, flattenedPositions);
  }

  @Override
  public Linear activated(Activation function) {
    return new Linear(inputs, outputs, biased, function, initializer, bias, positions);
  }

  @Override
  public void declare(Declaration d) {
    Fan fan = new Fan(inputs, outputs);
    d.parameter(
        "weight",
        initializer,
        fan,
        positions == 1
            ? Interchange.matrix(inputs, outputs)
            : Interchange.flattened(positions, inputs / positions, outputs));
    if (biased) {
      d.parameter("bias", bias, fan, outputs);
    }
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Features.require("Linear", x, inputs);
    Variable weight = scope.parameter("weight");
    return biased
        ? Products.linear(x, weight, scope.parameter("bias"), activation)
        : Activate.of(activation, Products.linear(x, weight));
  }
}
