package gatun.optim;

import gatun.engine.Check;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.HashSet;
import java.util.Set;

/**
 * Muon (Jordan 2024): momentum b ← μ b + g for matrices, whose direction γ + μ b is replaced by the
 * nearest matrix with all singular values alike, through five Newton–Schulz steps X ← 3.4445 X −
 * 4.7750 (XXᵀ) X + 2.0315 (XXᵀ)² X; then X ← X − α √max(1, rows/columns) · that. All other
 * parameters are moved by Adam.
 *
 * <p>A matrix is a tensor of at least two axes, the first one against all others (so are kernels of
 * convolutions), with at least two rows and columns. Embeddings and a last layer are better left to
 * Adam: {@code muon.only(name -> !name.startsWith("head"))} does that.
 *
 * <p>Costs 5 (4 n² m + 2 n³) flops for a matrix of n ≤ m and a working matrix or two of its size.
 *
 * @param scope rate and decoupled decay for the matrices
 * @param momentum μ
 * @param steps how many Newton–Schulz steps
 * @param rest the rule for all else
 */
public record Muon(RuleScope scope, double momentum, int steps, Adam rest) implements Rule<Muon> {
  /** Checks the factors. */
  public Muon {
    RuleScope.share("momentum", momentum);
    Check.that(steps > 0, () -> "Muon: expected at least one step, found " + steps);
    Check.that(
        scope.penalty() == 0,
        () -> "Muon: the size of the gradient does not matter; take weightDecay, not penalty");
  }

  /** Returns Muon with μ = 0.95 and five steps; 0.02 is a usual rate. */
  public static Muon of(double rate, Adam rest) {
    return new Muon(RuleScope.of(rate), 0.95, 5, rest);
  }

  /** Returns Muon with μ = 0.95 and five steps. */
  public static Muon of(Schedule rate, Adam rest) {
    return new Muon(RuleScope.of(rate), 0.95, 5, rest);
  }

  /** Returns this rule with another momentum μ. */
  public Muon momentum(double momentum) {
    return new Muon(scope, momentum, steps, rest);
  }

  @Override
  public Muon with(RuleScope scope) {
    return new Muon(scope, momentum, steps, rest);
  }

  @Override
  public String name() {
    return "muon";
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    Set<String> matrices = new HashSet<>();
    for (Parameters.Parameter parameter : parameters) {
      if (scope.moved().test(parameter.name()) && matrix(parameter.tensor().shape())) {
        matrices.add(parameter.name());
      }
    }
    Adam others = rest.only(name -> rest.scope().moved().test(name) && !matrices.contains(name));
    return Chain.joined(
        new MuonMatrices(this, matrices, parameters, workspace),
        others.prepare(parameters, workspace));
  }

  private static boolean matrix(Shape shape) {
    return shape.rank() >= 2 && shape.extent(0) >= 2 && shape.size() / shape.extent(0) >= 2;
  }
}
