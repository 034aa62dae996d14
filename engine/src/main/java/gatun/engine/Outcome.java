package gatun.engine;

import java.util.Arrays;

/**
 * How an iterative computation ended, as data. Exceptions are kept for misuse and broken input.
 *
 * @param kind how it ended
 * @param iterations iterations done
 * @param residual the true relative residual ‖b − A x‖₂ / ‖b‖₂ at the end, recomputed from x
 * @param backwardError the normwise backward error ‖b − A x‖ / (‖A‖ ‖x‖ + ‖b‖) at the end, NaN
 *     where the norm of the operator is not known
 * @param history the relative residual that the iteration itself saw, beginning with its start
 * @param advice what happened in words and what to try; empty after plain convergence
 * @param fallbacks iterations in which a learned or other proposal was of no use and the method's
 *     own direction was taken instead; 0 for methods without proposals
 */
public record Outcome(
    Kind kind,
    int iterations,
    double residual,
    double backwardError,
    double[] history,
    String advice,
    int fallbacks) {

  /** Makes the outcome of a method without proposals. */
  public Outcome(
      Kind kind,
      int iterations,
      double residual,
      double backwardError,
      double[] history,
      String advice) {
    this(kind, iterations, residual, backwardError, history, advice, 0);
  }

  /** The ways in which an iterative computation ends. */
  public enum Kind {
    /** The true residual is within the tolerance. */
    CONVERGED,
    /**
     * The residual cannot fall further in this precision, and the backward error is within the
     * tolerance: x solves a problem within that relative distance of the given one.
     */
    CONVERGED_BACKWARD,
    /** The right-hand side is zero; x = 0 is exact. */
    ZERO_RHS,
    /** The most iterations allowed were done. */
    LIMIT_REACHED,
    /** The residual stopped falling above the tolerance. */
    STAGNATED,
    /**
     * A direction with pᵀA p ≤ 0 was met: the operator (or preconditioner) is not positive
     * definite.
     */
    NOT_DEFINITE,
    /** A quantity that the recurrence divides by vanished. */
    BREAKDOWN,
    /** NaN or infinity appeared in the input or grew in the iteration. */
    NON_FINITE,
    /** The caller's {@link Progress} asked to stop. */
    CANCELLED;

    /** Returns whether x is a solution to the tolerance. */
    public boolean success() {
      return this == CONVERGED || this == CONVERGED_BACKWARD || this == ZERO_RHS;
    }
  }

  /** Copies the history. */
  public Outcome {
    history = history.clone();
  }

  @Override
  public double[] history() {
    return history.clone();
  }

  /** Returns whether x is a solution to the tolerance. */
  public boolean success() {
    return kind.success();
  }

  /** Returns this outcome with another number of fallbacks and more advice behind its own. */
  public Outcome with(int newFallbacks, String more) {
    String text = advice.isEmpty() || more.isEmpty() ? advice + more : advice + "; " + more;
    return new Outcome(kind, iterations, residual, backwardError, history, text, newFallbacks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Outcome(var k, var i, var r, var e, var h, var a, var f)
        && kind == k
        && iterations == i
        && Double.compare(residual, r) == 0
        && Double.compare(backwardError, e) == 0
        && Arrays.equals(history, h)
        && advice.equals(a)
        && fallbacks == f;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + 17 * iterations + Double.hashCode(residual);
  }

  @Override
  public String toString() {
    return kind
        + " after "
        + iterations
        + " iterations, relative residual "
        + residual
        + (advice.isEmpty() ? "" : ": " + advice);
  }
}
