package gatun.nn;

import gatun.engine.Check;
import gatun.engine.grad.Shaping;
import gatun.engine.grad.Variable;
import java.util.List;

/**
 * Layers side by side on one input; their outputs are put one behind the other along the last axis.
 * Parts are named by position. An {@link Identity} among them hands the input through.
 *
 * @param branches two or more
 */
public record Parallel(List<Layer> branches) implements Layer {
  /** Checks that there are branches, and copies the list. */
  public Parallel {
    int count = branches.size();
    Check.that(count >= 2, () -> "Parallel: expected at least two branches, found " + count);
    branches = List.copyOf(branches);
  }

  /** Returns layers side by side. */
  public static Parallel of(Layer... branches) {
    return new Parallel(List.of(branches));
  }

  @Override
  public void declare(Declaration d) {
    for (int i = 0; i < branches.size(); i++) {
      branches.get(i).declare(d.under(Integer.toString(i)));
    }
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Variable[] parts = new Variable[branches.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = scope.run(Integer.toString(i), branches.get(i), x);
    }
    return Shaping.concat(parts[0].shape().rank() - 1, parts);
  }
}
