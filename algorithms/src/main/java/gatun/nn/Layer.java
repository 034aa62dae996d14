package gatun.nn;

import gatun.engine.grad.Variable;

/**
 * A piece of a network: an immutable description of what it computes. Layers hold no numbers; the
 * tensors that they declare belong to a {@link Model}, which gives them through a {@link Scope}.
 *
 * <p>Batches come first: tokens and vectors are (batch, …, features), images (batch, height, width,
 * channels) with the channels last.
 *
 * <pre>{@code
 * record Scale(int width) implements Layer {
 *   public void declare(Declaration d) {
 *     d.parameter("weight", Initializers.ones(), new Fan(width, width), width);
 *   }
 *   public Variable forward(Scope s, Variable x) {
 *     return x.multiply(s.parameter("weight"));
 *   }
 * }
 * }</pre>
 *
 * <p>A layer that keeps its operations in constants or fields makes no garbage in a steady step.
 */
public interface Layer {
  /** Names the parameters and buffers, with shapes and initialisers; none by default. */
  default void declare(Declaration d) {}

  /**
   * Computes the output.
   *
   * @param scope gives the declared tensors, the tape, the mode and randomness
   * @param x a variable of the scope's tape
   * @throws IllegalArgumentException if the shape of x does not fit
   */
  Variable forward(Scope scope, Variable x);

  /** Returns this layer with another behind it. */
  default Layer then(Layer next) {
    return Sequential.of(this, next);
  }
}
