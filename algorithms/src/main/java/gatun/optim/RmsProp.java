package gatun.optim;

import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;

/**
 * RMSprop: v ← ρ v + (1 − ρ) γ², x ← x − α γ / (√v + ε). As in PyTorch, without momentum and
 * centring. Moves 5 values for each parameter.
 *
 * @param scope rate and decay
 * @param memory ρ
 * @param epsilon ε
 */
public record RmsProp(RuleScope scope, double memory, double epsilon) implements Rule<RmsProp> {
  /** Checks the factors. */
  public RmsProp {
    RuleScope.share("memory", memory);
    RuleScope.epsilon(epsilon);
  }

  /** Returns RMSprop with ρ = 0.99 and ε = 1e-8. */
  public static RmsProp of(double rate) {
    return new RmsProp(RuleScope.of(rate), 0.99, 1e-8);
  }

  /** Returns RMSprop with ρ = 0.99 and ε = 1e-8. */
  public static RmsProp of(Schedule rate) {
    return new RmsProp(RuleScope.of(rate), 0.99, 1e-8);
  }

  /** Returns this rule with another ρ. */
  public RmsProp memory(double memory) {
    return new RmsProp(scope, memory, epsilon);
  }

  /** Returns this rule with another ε. */
  public RmsProp epsilon(double epsilon) {
    return new RmsProp(scope, memory, epsilon);
  }

  @Override
  public RmsProp with(RuleScope scope) {
    return new RmsProp(scope, memory, epsilon);
  }

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    return new FusedRule(
        scope,
        parameters,
        workspace,
        List.of("second"),
        (terms, t, rate) -> {
          terms.rate = rate;
          terms.second = memory;
          terms.secondFresh = 1 - memory;
          terms.epsilon = epsilon;
        },
        (kernel, terms, g, x, kept) -> kernel.rmsProp(terms, g, x, kept[0]));
  }
}
