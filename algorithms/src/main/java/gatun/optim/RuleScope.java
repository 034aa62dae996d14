package gatun.optim;

import gatun.engine.Check;
import java.util.function.Predicate;

/**
 * What all rules have in common: which parameters they move, how fast, and what pulls these towards
 * zero.
 *
 * @param rate the learning rate at each step
 * @param penalty λ of an L2 penalty: λ·x is added to the gradient before all else
 * @param decay λ of decoupled weight decay: x ← x − rate·λ·x beside the update
 * @param decaying names of the parameters that penalty and decay concern
 * @param moved names of the parameters that the rule moves
 */
public record RuleScope(
    Schedule rate,
    double penalty,
    double decay,
    Predicate<String> decaying,
    Predicate<String> moved) {
  /** Checks that penalty and decay are not negative. */
  public RuleScope {
    Check.that(
        penalty >= 0 && decay >= 0 && penalty < Double.POSITIVE_INFINITY && decay <= 1e9,
        () -> "optimizer: expected penalty and decay >= 0, found " + penalty + " and " + decay);
  }

  /** Returns the scope of all parameters, without decay. */
  static RuleScope of(Schedule rate) {
    return new RuleScope(rate, 0, 0, name -> true, name -> true);
  }

  /** Returns the scope of all parameters at one rate. */
  static RuleScope of(double rate) {
    Check.that(
        rate >= 0 && rate < Double.POSITIVE_INFINITY,
        () -> "optimizer: expected a learning rate >= 0, found " + rate);
    return of(Schedule.constant(rate));
  }

  /** Checks a factor of a moving average. */
  static double share(String name, double value) {
    Check.that(value >= 0 && value < 1, () -> name + ": expected 0 <= value < 1, found " + value);
    return value;
  }

  /** Checks what is added to a denominator; in F32 it must not vanish. */
  static double epsilon(double value) {
    Check.that(
        (float) value > 0 && value < Double.POSITIVE_INFINITY,
        () ->
            "epsilon: expected a number that F32 tells from 0 (above 1e-45), found "
                + value
                + "; without it 0/0 arises where a gradient is 0");
    return value;
  }
}
