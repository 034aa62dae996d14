package gatun.optim;

import gatun.engine.Check;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.UpdateTerms;
import gatun.nn.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule at work: one call of a fused kernel for each range of parameters that are treated alike.
 */
final class FusedRule implements Optimizer {
  /** Sets the factors of the update number {@code t}, counted from 1. */
  interface Factors {
    void set(UpdateTerms terms, long t, double rate);
  }

  /** Calls the kernel; {@code kept} in the order in which the rule named them. */
  interface Update {
    void run(OptimizerUpdates kernel, UpdateTerms terms, Tensor g, Tensor x, Tensor[] kept);
  }

  private record Group(Parameters.Range range, boolean decaying) {}

  private final RuleScope scope;
  private final Parameters parameters;
  private final Tensor[] kept;
  private final Held held;
  private final Group[] groups;
  private final OptimizerUpdates kernel;
  private final Factors factors;
  private final Update update;
  private final UpdateTerms terms = new UpdateTerms();
  private final State state;
  private @Nullable Parameters checked;

  FusedRule(
      RuleScope scope,
      Parameters parameters,
      Workspace workspace,
      List<String> names,
      Factors factors,
      Update update) {
    this.scope = scope;
    this.parameters = parameters;
    this.factors = factors;
    this.update = update;
    this.kernel =
        workspace.backend().require(KernelKey.of(OptimizerUpdates.class, parameters.dtype()));
    Map<String, Parameters> trees = new LinkedHashMap<>();
    for (String name : names) {
      trees.put(name, parameters.like(workspace));
    }
    this.state = State.of(trees);
    this.kept = trees.values().stream().map(Parameters::flat).toArray(Tensor[]::new);
    this.held = Held.of(parameters, trees.values());
    this.groups = groups(scope, parameters);
  }

  private static Group[] groups(RuleScope scope, Parameters parameters) {
    List<Group> groups = new ArrayList<>();
    boolean equal = scope.penalty() == 0 && scope.decay() == 0;
    for (boolean decaying : new boolean[] {true, false}) {
      var ranges =
          parameters.ranges(name ->
              scope.moved().test(name)
                  && (equal ? decaying : scope.decaying().test(name) == decaying));
      ranges.forEach(range -> groups.add(new Group(range, decaying)));
    }
    return groups.toArray(Group[]::new);
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public double update(Parameters gradient, double scale) {
    check(gradient);
    long done = state.step();
    double rate = scope.rate().at(done);
    factors.set(terms, done + 1, rate);
    terms.scale = scale;
    held.acquire(gradient);
    try {
      for (Group group : groups) {
        terms.from = group.range.from();
        terms.to = group.range.to();
        terms.penalty = group.decaying ? scope.penalty() : 0;
        terms.decay = group.decaying ? rate * scope.decay() : 0;
        update.run(kernel, terms, gradient.flat(), parameters.flat(), kept);
      }
    } finally {
      held.release(gradient);
    }
    state.advance();
    return scale;
  }

  /** A gradient that was checked once is not checked again. */
  private void check(Parameters gradient) {
    if (gradient == checked) {
      return;
    }
    requireGradient(parameters, gradient);
    for (Tensor tensor : kept) {
      Check.distinct("gradient and state", gradient.flat(), tensor);
    }
    checked = gradient;
  }

  /** Checks layout, type and memory of a gradient. */
  static void requireGradient(Parameters parameters, Parameters gradient) {
    parameters.requireSameLayout("gradient", gradient);
    Check.dtype("gradient", gradient.flat(), parameters.dtype());
    Check.distinct("gradient and parameters", gradient.flat(), parameters.flat());
  }
}
