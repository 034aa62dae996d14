package gatun.engine.grad;

import gatun.engine.Tensor;

/** Makes work that adds to a tensor, or overwrites it. */
@FunctionalInterface
public interface Preparer {
  /** Returns the work on a target. */
  Pass prepare(Tensor target, boolean adds);
}
