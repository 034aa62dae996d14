package gatun.linear;

import gatun.engine.Tensor;
import gatun.engine.spi.Recurrence;

/** An operator that returns a dot product with its result in the same pass over memory. */
public interface FusedOperator extends LinearOperator {
  /** Computes y ← A x and returns x·y. Saves reading x and y once more. */
  double applyDot(Tensor x, Tensor y);

  /** Computes y ← A x and leaves x·y as p·q of a loop; nothing once the loop has ended. */
  @SuppressWarnings("exports") // the interface is for Gatun's own modules
  default void applyDot(Tensor x, Tensor y, Recurrence numbers) {
    if (!numbers.stopped()) {
      numbers.set(Recurrence.PQ, applyDot(x, y));
    }
  }
}
