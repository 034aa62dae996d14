package gatun.optim;

import gatun.engine.Check;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Transforms one after the other, such as {@code Chain.of(new ClipNorm(1), Adam.of(1e-3), new
 * Average(0.999))}. A factor that one of them finds, as clipping does, is handed to the next, which
 * multiplies by it in its own pass over memory.
 *
 * @param parts what is done, in this order
 */
public record Chain(List<Transform> parts) implements Transform {
  /** Checks that there is something to do. */
  public Chain {
    parts = List.copyOf(parts);
    Check.that(!parts.isEmpty(), () -> "chain: expected at least one transform");
  }

  /** Returns a chain. */
  public static Chain of(Transform... parts) {
    return new Chain(List.of(parts));
  }

  @Override
  public String name() {
    return String.join("+", parts.stream().map(Transform::name).toList());
  }

  @Override
  public Optimizer prepare(Parameters parameters, Workspace workspace) {
    List<Optimizer> prepared = new ArrayList<>();
    for (Transform part : parts) {
      prepared.add(part.prepare(parameters, workspace));
    }
    return joined(prepared.toArray(Optimizer[]::new));
  }

  /** Returns optimizers at work one after the other. */
  static Optimizer joined(Optimizer... parts) {
    return new Prepared(parts);
  }

  private static final class Prepared implements Optimizer {
    private final Optimizer[] parts;
    private final State state;

    private Prepared(Optimizer[] parts) {
      this.parts = parts;
      List<State> states = List.of(parts).stream().map(Optimizer::state).toList();
      this.state = State.joined(Map.of(), states);
    }

    @Override
    public double update(Parameters gradient, double scale) {
      double factor = scale;
      for (Optimizer part : parts) {
        factor = part.update(gradient, factor);
      }
      state.advance();
      return factor;
    }

    @Override
    public State state() {
      return state;
    }
  }
}
