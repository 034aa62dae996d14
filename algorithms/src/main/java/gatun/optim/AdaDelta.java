package gatun.optim;

import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;

/**
 * AdaDelta: v ← ρ v + (1 − ρ) γ², d = √((a + ε)/(v + ε)) γ, a ← ρ a + (1 − ρ) d², x ← x − α d.
 * Moves 7 values for each parameter.
 *
 * @param scope rate (1 in the paper) and decay
 * @param memory ρ
 * @param epsilon ε
 */
public record AdaDelta(RuleScope scope, double memory, double epsilon) implements Rule<AdaDelta> {
  /** Checks the factors. */
  public AdaDelta {
    RuleScope.share("memory", memory);
    RuleScope.epsilon(epsilon);
  }

  /** Returns AdaDelta with α = 1, ρ = 0.9 and ε = 1e-6. */
  public static AdaDelta standard() {
    return of(1);
  }

  /** Returns AdaDelta with ρ = 0.9 and ε = 1e-6. */
  public static AdaDelta of(double rate) {
    return new AdaDelta(RuleScope.of(rate), 0.9, 1e-6);
  }

  /** Returns this rule with another ρ. */
  public AdaDelta memory(double memory) {
    return new AdaDelta(scope, memory, epsilon);
  }

  /** Returns this rule with another ε. */
  public AdaDelta epsilon(double epsilon) {
    return new AdaDelta(scope, memory, epsilon);
  }

  @Override
  public AdaDelta with(RuleScope scope) {
    return new AdaDelta(scope, memory, epsilon);
  }

  @Override
  public String name() {
    return "adadelta";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    return new FusedRule(
        scope,
        parameters,
        workspace,
        List.of("second", "moved"),
        (terms, t, rate) -> {
          terms.rate = rate;
          terms.second = memory;
          terms.secondFresh = 1 - memory;
          terms.epsilon = epsilon;
        },
        (kernel, terms, g, x, kept) -> kernel.adaDelta(terms, g, x, kept[0], kept[1]));
  }
}
