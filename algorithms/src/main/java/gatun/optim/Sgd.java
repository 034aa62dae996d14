package gatun.optim;

import gatun.engine.Check;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;

/**
 * Gradient descent, with momentum as PyTorch defines it: b ← μ b + (1 − τ) γ (b ← γ at the first
 * step), x ← x − α b; Nesterov's form moves by γ + μ b. γ is the gradient with the penalty added.
 *
 * <p>Moves 3 values for each parameter, with momentum 5.
 *
 * @param scope rate and decay
 * @param momentum μ, 0 for plain descent
 * @param dampening τ
 * @param nesterov whether to look ahead
 */
public record Sgd(RuleScope scope, double momentum, double dampening, boolean nesterov)
    implements Rule<Sgd> {
  /** Checks the factors. */
  public Sgd {
    RuleScope.share("momentum", momentum);
    RuleScope.share("dampening", dampening);
    Check.that(
        !nesterov || momentum > 0 && dampening == 0,
        () -> "nesterov: expected a momentum above 0 and no dampening");
  }

  /** Returns plain gradient descent. */
  public static Sgd of(double rate) {
    return new Sgd(RuleScope.of(rate), 0, 0, false);
  }

  /** Returns plain gradient descent. */
  public static Sgd of(Schedule rate) {
    return new Sgd(RuleScope.of(rate), 0, 0, false);
  }

  /** Returns this rule with momentum μ. */
  public Sgd momentum(double momentum) {
    return new Sgd(scope, momentum, dampening, nesterov);
  }

  /** Returns this rule with dampening τ. */
  public Sgd dampening(double dampening) {
    return new Sgd(scope, momentum, dampening, nesterov);
  }

  /** Returns this rule with Nesterov's momentum μ. */
  public Sgd nesterov(double momentum) {
    return new Sgd(scope, momentum, 0, true);
  }

  @Override
  public Sgd with(RuleScope scope) {
    return new Sgd(scope, momentum, dampening, nesterov);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    FusedRule.Factors factors =
        (terms, t, rate) -> {
          terms.rate = rate;
          terms.first = momentum;
          terms.firstFresh = t == 1 ? 1 : 1 - dampening;
        };
    if (momentum == 0) {
      return new FusedRule(
          scope,
          parameters,
          workspace,
          List.of(),
          factors,
          (kernel, terms, g, x, kept) -> kernel.descent(terms, g, x));
    }
    FusedRule.Update update =
        nesterov
            ? (kernel, terms, g, x, kept) -> kernel.nesterov(terms, g, x, kept[0])
            : (kernel, terms, g, x, kept) -> kernel.momentum(terms, g, x, kept[0]);
    return new FusedRule(scope, parameters, workspace, List.of("momentum"), factors, update);
  }
}
