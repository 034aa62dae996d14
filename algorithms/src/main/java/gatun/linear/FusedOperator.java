package gatun.linear;

import gatun.engine.Tensor;

/** An operator that returns a dot product with its result in the same pass over memory. */
public interface FusedOperator extends LinearOperator {
  /** Computes y ← A x and returns x·y. Saves reading x and y once more. */
  double applyDot(Tensor x, Tensor y);
}
