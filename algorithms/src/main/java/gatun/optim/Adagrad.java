package gatun.optim;

import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;

/**
 * Adagrad: v ← v + γ², x ← x − α γ / (√v + ε). Moves 5 values for each parameter.
 *
 * @param scope rate and decay
 * @param epsilon ε
 */
public record Adagrad(RuleScope scope, double epsilon) implements Rule<Adagrad> {
  /** Checks the factor. */
  public Adagrad {
    RuleScope.epsilon(epsilon);
  }

  /** Returns Adagrad with ε = 1e-10. */
  public static Adagrad of(double rate) {
    return new Adagrad(RuleScope.of(rate), 1e-10);
  }

  /** Returns Adagrad with ε = 1e-10. */
  public static Adagrad of(Schedule rate) {
    return new Adagrad(RuleScope.of(rate), 1e-10);
  }

  /** Returns this rule with another ε. */
  public Adagrad epsilon(double epsilon) {
    return new Adagrad(scope, epsilon);
  }

  @Override
  public Adagrad with(RuleScope scope) {
    return new Adagrad(scope, epsilon);
  }

  @Override
  public String name() {
    return "adagrad";
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
          terms.second = 1;
          terms.secondFresh = 1;
          terms.epsilon = epsilon;
        },
        (kernel, terms, g, x, kept) -> kernel.rmsProp(terms, g, x, kept[0]));
  }
}
