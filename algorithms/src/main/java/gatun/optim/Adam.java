package gatun.optim;

import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.List;

/**
 * Adam: m ← β₁ m + (1 − β₁) γ, v ← β₂ v + (1 − β₂) γ², x ← x − α/(1 − β₁ᵗ) · m / (√(v/(1 − β₂ᵗ)) +
 * ε), t counted from 1. With {@link #weightDecay} it is AdamW; with {@link #amsGrad} the largest v
 * so far stands in its place. All as in PyTorch.
 *
 * <p>Moves 7 values for each parameter, AMSGrad 9.
 *
 * @param scope rate and decay
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε, behind the root
 * @param largest whether to keep the largest second moment (AMSGrad)
 */
public record Adam(RuleScope scope, double beta1, double beta2, double epsilon, boolean largest)
    implements Rule<Adam> {
  /** Checks the factors. */
  public Adam {
    RuleScope.share("beta1", beta1);
    RuleScope.share("beta2", beta2);
    RuleScope.epsilon(epsilon);
  }

  /** Returns Adam with β = (0.9, 0.999) and ε = 1e-8. */
  public static Adam of(double rate) {
    return new Adam(RuleScope.of(rate), 0.9, 0.999, 1e-8, false);
  }

  /** Returns Adam with β = (0.9, 0.999) and ε = 1e-8. */
  public static Adam of(Schedule rate) {
    return new Adam(RuleScope.of(rate), 0.9, 0.999, 1e-8, false);
  }

  /** Returns AMSGrad with β = (0.9, 0.999) and ε = 1e-8. */
  public static Adam amsGrad(double rate) {
    return new Adam(RuleScope.of(rate), 0.9, 0.999, 1e-8, true);
  }

  /** Returns this rule with other factors of the moments. */
  public Adam betas(double first, double second) {
    return new Adam(scope, first, second, epsilon, largest);
  }

  /** Returns this rule with another ε. */
  public Adam epsilon(double epsilon) {
    return new Adam(scope, beta1, beta2, epsilon, largest);
  }

  @Override
  public Adam with(RuleScope scope) {
    return new Adam(scope, beta1, beta2, epsilon, largest);
  }

  @Override
  public String name() {
    return largest ? "amsgrad" : "adam";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    Moments moments = new Moments(beta1, beta2, epsilon);
    return largest
        ? new FusedRule(
            scope,
            parameters,
            workspace,
            List.of("first", "second", "largest"),
            moments::corrected,
            (kernel, terms, g, x, k) -> kernel.amsGrad(terms, g, x, k[0], k[1], k[2]))
        : new FusedRule(
            scope,
            parameters,
            workspace,
            List.of("first", "second"),
            moments::corrected,
            (kernel, terms, g, x, k) -> kernel.adam(terms, g, x, k[0], k[1]));
  }
}
