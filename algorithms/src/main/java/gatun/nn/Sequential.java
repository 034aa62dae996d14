package gatun.nn;

import gatun.engine.Activation;
import gatun.engine.Check;
import gatun.engine.grad.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer behind the other. Parts are named by their position, 0, 1, …, as in PyTorch, or by
 * names that are given. A function ({@link Activate}) behind a layer that can apply it itself is
 * handed to that layer; names do not change.
 *
 * <p>A sequence as an unnamed part of another one is a part like others: its parts are named {@code
 * 2.0}, {@code 2.1}, …
 */
public final class Sequential implements Layer {
  private final List<String> names;
  private final List<Layer> layers;

  private Sequential(List<String> names, List<Layer> layers) {
    this.names = List.copyOf(names);
    this.layers = List.copyOf(fuse(layers));
  }

  private static List<Layer> fuse(List<Layer> layers) {
    List<Layer> fused = new ArrayList<>(layers);
    for (int i = 0; i + 1 < fused.size(); i++) {
      if (fused.get(i) instanceof Activated before
          && before.activation() == Activation.IDENTITY
          && fused.get(i + 1) instanceof Activate behind) {
        fused.set(i, before.activated(behind.function()));
        fused.set(i + 1, new Identity());
      }
    }
    return fused;
  }

  /** Returns layers named by position. */
  public static Sequential of(Layer... layers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      names.add(Integer.toString(i));
    }
    return new Sequential(names, List.of(layers));
  }

  /** Returns layers named by position. */
  public static Sequential of(List<? extends Layer> layers) {
    return of(layers.toArray(Layer[]::new));
  }

  /** Returns a sequence of no layers, to which {@link #with} adds. */
  public static Sequential empty() {
    return new Sequential(List.of(), List.of());
  }

  /**
   * Returns this sequence with a named layer behind it.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public Sequential with(String name, Layer layer) {
    Check.that(!names.contains(name), () -> "Sequential: '" + name + "' is there already");
    List<String> moreNames = new ArrayList<>(names);
    List<Layer> moreLayers = new ArrayList<>(layers);
    moreNames.add(name);
    moreLayers.add(layer);
    return new Sequential(moreNames, moreLayers);
  }

  @Override
  public void declare(Declaration d) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).declare(d.under(names.get(i)));
    }
  }

  @Override
  public Variable forward(Scope scope, Variable x) {
    Variable y = x;
    for (int i = 0; i < layers.size(); i++) {
      if (!(layers.get(i) instanceof Identity)) {
        Variable before = y;
        y = scope.run(names.get(i), layers.get(i), before);
        if (before != x) {
          scope.spent(before, y);
        }
      }
    }
    return y;
  }
}
