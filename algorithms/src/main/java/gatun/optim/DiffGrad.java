package gatun.optim;

import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * diffGrad (arXiv 1909.11015): Adam whose first moment is multiplied, for each parameter, by the
 * friction ξ = 1/(1 + e^(−|p − γ|)) between ½ and 1, with the gradient p of the step before (0 at
 * the first). So steps are short where the gradient hardly changes.
 *
 * <p>m ← β₁ m + (1 − β₁) γ, v ← β₂ v + (1 − β₂) γ², x ← x − α √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m ξ / (√v +
 * ε), p ← γ; t counted from 1, γ with the penalty added. p is a copy: the gradient's memory may be
 * used again.
 *
 * <p>ξ depends on the absolute size of gradients: multiplying the loss by a constant changes the
 * steps. With the small gradients of losses averaged over a batch ξ is close to ½, and the rule
 * close to Adam at half the rate; see {@code docs/papers/diffgrad.md}.
 *
 * <p>Moves 9 values for each parameter, with {@link Friction#HALF} 7.
 *
 * @param scope rate and decay
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param corrected whether ε is added behind the correction of bias, √(v/(1 − β₂ᵗ)) + ε, as in the
 *     authors' notebooks, and not before it as in their optimizer class
 * @param friction what ξ is
 */
public record DiffGrad(
    RuleScope scope,
    double beta1,
    double beta2,
    double epsilon,
    boolean corrected,
    Friction friction)
    implements Rule<DiffGrad> {
  /** The friction coefficient ξ of a change Δ = p − γ. */
  public enum Friction {
    /** ξ = 1/(1 + e^(−|Δ|)): the method. */
    ABSOLUTE,
    /** ξ = 1/(1 + e^(−Δ)): the paper's version 2. */
    SIGNED,
    /** ξ = ½: the control, Adam at half the rate. */
    HALF
  }

  /**
   * The frictions of one step.
   *
   * @param mean the mean of ξ
   * @param above the share of parameters whose ξ is above 0.6
   */
  public record Statistics(double mean, double above) {}

  /** Checks the factors. */
  public DiffGrad {
    RuleScope.share("beta1", beta1);
    RuleScope.share("beta2", beta2);
    RuleScope.epsilon(epsilon);
  }

  /** Returns diffGrad with β = (0.9, 0.999) and ε = 1e-8, as the authors' class has it. */
  public static DiffGrad of(double rate) {
    return of(Schedule.constant(rate));
  }

  /** Returns diffGrad with β = (0.9, 0.999) and ε = 1e-8, as the authors' class has it. */
  public static DiffGrad of(Schedule rate) {
    return new DiffGrad(RuleScope.of(rate), 0.9, 0.999, 1e-8, false, Friction.ABSOLUTE);
  }

  /** Returns this rule with other factors of the moments. */
  public DiffGrad betas(double first, double second) {
    return new DiffGrad(scope, first, second, epsilon, corrected, friction);
  }

  /** Returns this rule with another ε. */
  public DiffGrad epsilon(double epsilon) {
    return new DiffGrad(scope, beta1, beta2, epsilon, corrected, friction);
  }

  /** Returns this rule with ε behind the correction of bias, or before it. */
  public DiffGrad corrected(boolean corrected) {
    return new DiffGrad(scope, beta1, beta2, epsilon, corrected, friction);
  }

  /** Returns this rule with another friction. */
  public DiffGrad friction(Friction friction) {
    return new DiffGrad(scope, beta1, beta2, epsilon, corrected, friction);
  }

  @Override
  public DiffGrad with(RuleScope scope) {
    return new DiffGrad(scope, beta1, beta2, epsilon, corrected, friction);
  }

  @Override
  public String name() {
    return "diffgrad";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    Moments moments = new Moments(beta1, beta2, epsilon);
    FusedRule.Factors plain = corrected ? moments::corrected : moments::uncorrected;
    FusedRule.Factors halved = (terms, t, rate) -> plain.set(terms, t, rate / 2);
    List<String> kept = new ArrayList<>(List.of("first", "second"));
    if (friction != Friction.HALF) {
      kept.add("previous");
    }
    FusedRule.Update update =
        switch (friction) {
          case ABSOLUTE -> (k, terms, g, x, s) -> k.diffGrad(terms, g, x, s[0], s[1], s[2]);
          case SIGNED -> (k, terms, g, x, s) -> k.signedDiffGrad(terms, g, x, s[0], s[1], s[2]);
          case HALF -> (k, terms, g, x, s) -> k.adam(terms, g, x, s[0], s[1]);
        };
    return new FusedRule(
        scope, parameters, workspace, kept, friction == Friction.HALF ? halved : plain, update);
  }

  /**
   * Returns the frictions that the next step of an optimizer of this rule will have with a
   * gradient. A diagnostic: reads three trees element by element, some ten nanoseconds each.
   *
   * @param optimizer made by {@link #prepare}
   * @param parameters what it moves
   * @param gradient the gradient of the step to come
   * @throws IllegalArgumentException if the gradient has another layout
   */
  public Statistics statistics(Optimizer optimizer, Parameters parameters, Parameters gradient) {
    parameters.requireSameLayout("gradient", gradient);
    if (friction == Friction.HALF) {
      return new Statistics(0.5, 0);
    }
    Parameters previous = optimizer.state().tensors().get("previous");
    if (previous == null) {
      throw new IllegalArgumentException("statistics: the optimizer is not one of diffGrad");
    }
    double sum = 0;
    long above = 0;
    for (Parameters.Parameter x : parameters) {
      boolean decaying = scope.decaying().test(x.name());
      HostTensor now = line(gradient.parameter(x.name()));
      HostTensor then = line(previous.parameter(x.name()));
      HostTensor at = line(x.tensor());
      for (long i = 0; i < now.size(); i++) {
        double gamma = now.at(i) + (decaying ? scope.penalty() * at.at(i) : 0);
        double change = then.at(i) - gamma;
        double exponent = friction == Friction.ABSOLUTE ? Math.abs(change) : change;
        double xi = 1 / (1 + Math.exp(-exponent));
        sum += xi;
        above += xi > 0.6 ? 1 : 0;
      }
    }
    long count = Math.max(1, parameters.count());
    return new Statistics(sum / count, (double) above / count);
  }

  private static HostTensor line(HostTensor tensor) {
    return tensor.reshape(tensor.size());
  }
}
