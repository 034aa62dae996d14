package gatun.nn;

import gatun.engine.Check;
import gatun.engine.Shape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects what a layer keeps: parameters, which are trained, and buffers, which are not, such as
 * running statistics. Names are as in PyTorch: {@code weight}, {@code bias}; a layer names its
 * parts by {@link #under}.
 */
public final class Declaration {
  /** One tensor. */
  record Entry(
      String name, boolean buffer, Interchange interchange, Initializer initializer, Fan fan) {}

  private final Map<String, Entry> entries;
  private final String prefix;

  private Declaration(Map<String, Entry> entries, String prefix) {
    this.entries = entries;
    this.prefix = prefix;
  }

  /** Returns what a layer declares. */
  static Collection<Entry> of(Layer layer) {
    Declaration root = new Declaration(new LinkedHashMap<>(), "");
    layer.declare(root);
    return root.entries.values();
  }

  /** Returns the declaration of a part. */
  public Declaration under(String part) {
    return new Declaration(entries, prefix + part + ".");
  }

  /**
   * Declares a parameter.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public void parameter(String name, Initializer initializer, Fan fan, long... extents) {
    parameter(name, initializer, fan, Interchange.same(Shape.of(extents)));
  }

  /** Declares a parameter that stands otherwise in files. */
  void parameter(String name, Initializer initializer, Fan fan, Interchange interchange) {
    add(new Entry(prefix + name, false, interchange, initializer, fan));
  }

  /**
   * Declares a buffer: a tensor that is saved with the parameters, but has no gradient.
   *
   * @param value of all its elements at first
   * @throws IllegalArgumentException if the name is taken
   */
  public void buffer(String name, double value, long... extents) {
    Interchange same = Interchange.same(Shape.of(extents));
    add(new Entry(prefix + name, true, same, Initializers.constant(value), new Fan(1, 1)));
  }

  private void add(Entry entry) {
    Entry taken = entries.putIfAbsent(entry.name(), entry);
    Check.that(taken == null, () -> "'" + entry.name() + "' is declared twice; rename one");
  }
}
