package gatun.engine.grad;

import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** A pass over the tape, forward or backward, that is being planned. */
interface Sweep {
  /** Returns the memory that the sweep is planned in. */
  Pool pool();

  /** Returns where the results for a variable come together, its memory chosen. */
  Slot open(Variable v);

  /**
   * Lets the gradient of an input live in the memory of a node's cotangent, if it may: then it is
   * overwritten. Returns whether it does.
   */
  default boolean takesOver(Variable node, Variable input, Tensor as) {
    return false;
  }

  /** Returns the gradient of the site's output; null if there is none. */
  default @Nullable Tensor cotangent(Variable v) {
    return null;
  }

  /** Returns whether the operation may overwrite its cotangent. */
  default boolean disposable(Variable v) {
    return false;
  }

  /** Returns the tangent of a variable; null if it is zero. */
  default @Nullable Tensor tangent(Variable v) {
    return null;
  }

  /** Returns the tangent of the gradient of the site's output; null if it is zero. */
  default @Nullable Tensor cotangentTangent(Variable v) {
    return null;
  }
}
