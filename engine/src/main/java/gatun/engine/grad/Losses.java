package gatun.engine.grad;

import gatun.engine.Check;

/** Losses of predictions beside targets. */
public final class Losses {
  private Losses() {}

  /**
   * Returns the mean over the rows of {@link #crossEntropyRows}.
   *
   * @param labels a constant I32 vector, a class in [0, n) for each row
   * @throws IndexOutOfBoundsException if a label is not a class
   */
  public static Variable crossEntropy(Variable logits, Variable labels, double smoothing) {
    return Aggregates.mean(crossEntropyRows(logits, labels, smoothing));
  }

  /**
   * Returns for each row of a matrix of logits Σ_j q_j (ln Σ_k e^(x_k) − x_j), where q is 1 −
   * smoothing for the label and smoothing / n more for each of the n classes.
   *
   * @param labels a constant I32 vector, a class in [0, n) for each row
   * @param smoothing at least 0, below 1
   */
  public static Variable crossEntropyRows(Variable logits, Variable labels, double smoothing) {
    Check.that(
        smoothing >= 0 && smoothing < 1,
        () -> "crossEntropy: expected a smoothing in [0, 1), found " + smoothing);
    Variable seen = logits.tape().history().seen(2);
    Op op =
        seen != null && seen.op() instanceof CrossEntropy c && c.smoothing() == smoothing
            ? c
            : new CrossEntropy(smoothing);
    return logits.tape().apply(op, logits, labels);
  }
}
