package gatun.optim;

import gatun.nn.Parameters;

/**
 * A {@link Transform} at work on parameters. Not for several threads at a time.
 *
 * <p>A step allocates nothing, neither on the heap nor off it. The gradient is the caller's: what
 * an optimizer keeps of it is copied, so that the next backward pass may overwrite it.
 */
public interface Optimizer {
  /**
   * Performs one step. The gradient must have the layout and type of the parameters and share no
   * memory with them; {@link ClipValue} changes it, all others leave it as it is.
   *
   * @throws IllegalArgumentException if the gradient does not fit; nothing has changed then
   * @throws IllegalStateException if memory was closed
   */
  default void step(Parameters gradient) {
    update(gradient, 1);
  }

  /**
   * Performs one step with {@code scale} times the gradient.
   *
   * @return by what the gradient must be multiplied by what comes behind in a chain
   */
  double update(Parameters gradient, double scale);

  /** Returns what it keeps from step to step. */
  State state();
}
