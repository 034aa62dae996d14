package gatun.engine.grad;

/**
 * A part of a computation that {@link Tape#checkpoint} runs, and runs again in the backward sweep.
 * It must do the same operations both times; keep one object over the steps, so that its prepared
 * work is found again.
 */
@FunctionalInterface
public interface Segment {
  /**
   * Computes the part.
   *
   * @param tape where to record it: leaves and constants that are no inputs come from there
   * @param x the inputs, on that tape
   */
  Variable apply(Tape tape, Variable... x);
}
