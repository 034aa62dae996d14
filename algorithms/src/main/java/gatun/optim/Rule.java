package gatun.optim;

import java.util.function.Predicate;

/**
 * A transform that moves parameters, in one pass over memory: immutable, every method here returns
 * a changed copy.
 *
 * <pre>{@code
 * Optimizer optimizer =
 *     Adam.of(Schedule.cosine(1e-3, 0, 10_000).warmUp(500))
 *         .weightDecay(0.01)
 *         .decaying(name -> !name.endsWith("bias"))
 *         .prepare(parameters, workspace);
 * }</pre>
 *
 * @param <R> the rule itself
 */
public interface Rule<R extends Rule<R>> extends Transform {
  /** Returns rate, decay and the parameters concerned. */
  RuleScope scope();

  /** Returns the same rule with another scope. */
  R with(RuleScope scope);

  /** Returns this rule with another learning rate. */
  default R rate(Schedule rate) {
    RuleScope s = scope();
    return with(new RuleScope(rate, s.penalty(), s.decay(), s.decaying(), s.moved()));
  }

  /** Returns this rule with λ·x added to the gradient: the penalty λ/2·x². */
  default R penalty(double penalty) {
    RuleScope s = scope();
    return with(new RuleScope(s.rate(), penalty, s.decay(), s.decaying(), s.moved()));
  }

  /** Returns this rule with x ← x − rate·λ·x beside its update (as in AdamW). */
  default R weightDecay(double decay) {
    RuleScope s = scope();
    return with(new RuleScope(s.rate(), s.penalty(), decay, s.decaying(), s.moved()));
  }

  /** Returns this rule with penalty and decay for the parameters of these names alone. */
  default R decaying(Predicate<String> names) {
    RuleScope s = scope();
    return with(new RuleScope(s.rate(), s.penalty(), s.decay(), names, s.moved()));
  }

  /**
   * Returns this rule moving the parameters of these names alone; a chain of several gives each
   * group a rule of its own. What the rule keeps has the size of all parameters nevertheless.
   */
  default R only(Predicate<String> names) {
    RuleScope s = scope();
    return with(new RuleScope(s.rate(), s.penalty(), s.decay(), s.decaying(), names));
  }
}
