package gatun.nn;

import gatun.engine.Blas;
import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A named tree of tensors in one piece of memory: the parameters of a model, their gradients, or
 * what an optimizer keeps for each of them.
 *
 * <p>Names are paths such as {@code block1.fc.weight}; the order is that of adding. Every tensor is
 * a contiguous view, aligned to 64 bytes, into one flat vector ({@link #flat}), so that an
 * operation on all parameters is one kernel call. Between the tensors lies padding of at most 15
 * elements, which is zero and must stay so; every element-by-element update that maps zeros to
 * zeros keeps it.
 *
 * <p>The memory belongs to the workspace of {@link Builder#build} or {@link #like}.
 */
public final class Parameters implements Iterable<Parameters.Parameter> {
  /**
   * One tensor of the tree.
   *
   * @param name its path
   * @param tensor a contiguous view into the flat vector
   */
  public record Parameter(String name, HostTensor tensor) {}

  /**
   * Part of the flat vector: elements {@code from} to {@code to − 1}, padding included.
   *
   * @param from first element, a multiple of 16
   * @param to element after the last, a multiple of 16
   */
  public record Range(long from, long to) {}

  private final ParameterLayout layout;
  private final HostTensor flat;
  private final List<Parameter> parameters;

  private Parameters(ParameterLayout layout, HostTensor flat) {
    this.layout = layout;
    this.flat = flat;
    List<Parameter> views = new ArrayList<>();
    for (ParameterLayout.Place place : layout.places()) {
      long end = place.offset() + place.shape().size();
      HostTensor part = flat.view(Slice.range(place.offset(), end));
      views.add(new Parameter(place.name(), part.reshape(place.shape().extents())));
    }
    this.parameters = List.copyOf(views);
  }

  /**
   * Begins a tree.
   *
   * @param dtype element type of all tensors, F32 or F64
   */
  public static Builder builder(DType dtype) {
    Check.that(dtype.computes(), () -> "parameters: expected F32 or F64, found " + dtype);
    return new Builder(dtype, new LinkedHashMap<>(), "");
  }

  /** Returns the element type of all tensors. */
  public DType dtype() {
    return flat.dtype();
  }

  /** Returns the number of tensors. */
  public int size() {
    return parameters.size();
  }

  /** Returns how many numbers the tensors hold, without the padding. */
  public long count() {
    return layout.places().stream().mapToLong(place -> place.shape().size()).sum();
  }

  /** Returns the names in order. */
  public List<String> names() {
    return parameters.stream().map(Parameter::name).toList();
  }

  /** Returns whether there is a tensor of this name. */
  public boolean contains(String name) {
    return layout.contains(name);
  }

  /**
   * Returns one tensor.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists near ones
   */
  public HostTensor parameter(String name) {
    return parameters.get(layout.position(name)).tensor();
  }

  /** Goes through the tensors in the order of adding. */
  @Override
  public Iterator<Parameter> iterator() {
    return parameters.iterator();
  }

  /** Returns all memory as one contiguous vector: the tensors in order, and the padding. */
  public HostTensor flat() {
    return flat;
  }

  /**
   * Returns the tensors below a branch, as a tree that shares the memory; the branch is left out of
   * their names: {@code under("fc1")} has {@code weight} where this tree has {@code fc1.weight}.
   *
   * @throws IllegalArgumentException if there are none, or others were added between them
   */
  public Parameters under(String branch) {
    List<Integer> below = layout.below(branch);
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int position : below) {
      ParameterLayout.Place place = layout.places().get(position);
      shapes.put(place.name().substring(branch.length() + 1), place.shape());
    }
    ParameterLayout part = ParameterLayout.of(shapes);
    long from = layout.places().get(below.getFirst()).offset();
    return new Parameters(part, flat.view(Slice.range(from, from + part.length())));
  }

  /**
   * Returns the parts of the flat vector that hold the tensors which a predicate names, padding
   * included; neighbours are merged. Such as {@code ranges(name -> !name.endsWith("bias"))}.
   */
  public List<Range> ranges(Predicate<String> named) {
    return layout.ranges(named);
  }

  /** Returns a new tree of the same names, shapes, order and type, all elements zero. */
  public Parameters like(Workspace workspace) {
    return like(workspace, dtype());
  }

  /** Returns a new tree of the same names, shapes and order with another type, all zero. */
  public Parameters like(Workspace workspace, DType dtype) {
    Check.that(dtype.computes(), () -> "parameters: expected F32 or F64, found " + dtype);
    return new Parameters(layout, workspace.zeros(dtype, layout.length()));
  }

  /** Returns whether names, shapes and order are equal; element types may differ. */
  public boolean sameLayout(Parameters other) {
    return layout.same(other.layout);
  }

  /**
   * Checks that another tree has the same names, shapes and order.
   *
   * @param operand names the other tree in the message
   * @throws IllegalArgumentException naming the first difference
   */
  public void requireSameLayout(String operand, Parameters other) {
    if (!layout.same(other.layout)) {
      String difference = layout.difference(other.layout);
      throw new IllegalArgumentException(
          operand
              + ": expected a tree of the same layout, but "
              + (difference.isEmpty() ? "its parameters come in another order" : difference)
              + "; make it with like(workspace)");
    }
  }

  /**
   * Copies all values of a tree with the same names and shapes, in any order and of either type.
   * Moves twice the memory of the tensors. Copying a tree to itself does nothing.
   *
   * @throws IllegalArgumentException naming the first name or shape that differs; nothing has been
   *     copied then
   */
  public void copyFrom(Parameters source) {
    Blas blas = Blas.of(flat.owner().backend(), source.dtype());
    if (layout.same(source.layout)) {
      blas.copy(source.flat, flat);
      return;
    }
    String difference = layout.difference(source.layout);
    Check.that(difference.isEmpty(), () -> "copyFrom: the trees differ: " + difference);
    for (Parameter parameter : parameters) {
      HostTensor from = source.parameter(parameter.name());
      blas.copy(from.reshape(from.size()), parameter.tensor().reshape(from.size()));
    }
  }

  /** Sets every element to zero. Moves the memory once. */
  public void clear() {
    Blas.of(flat.owner().backend(), dtype()).fill(0, flat);
  }

  /** Returns names and shapes, one a line, and the number of numbers. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : parameters) {
      text.append(parameter.name()).append(' ').append(parameter.tensor().shape()).append('\n');
    }
    return text.append(count()).append(" numbers of ").append(dtype()).toString();
  }

  /**
   * Collects names and shapes, then takes the memory. Not for several threads.
   *
   * <p>{@link #under} returns a builder of the same tree for one branch, which a layer fills
   * without knowing where it stands.
   */
  public static final class Builder {
    private final DType dtype;
    private final Map<String, Shape> shapes;
    private final String prefix;

    private Builder(DType dtype, Map<String, Shape> shapes, String prefix) {
      this.dtype = dtype;
      this.shapes = shapes;
      this.prefix = prefix;
    }

    /** Returns the element type of the tensors. */
    public DType dtype() {
      return dtype;
    }

    /**
     * Adds a tensor.
     *
     * @param name letters, digits and signs without spaces, parts separated by single dots
     * @param extents its shape; none for a single number
     * @throws IllegalArgumentException if the name is malformed or taken, or an extent negative
     */
    public Builder add(String name, long... extents) {
      requireName(name);
      Shape shape = Shape.of(extents);
      Shape taken = shapes.putIfAbsent(prefix + name, shape);
      Check.that(
          taken == null,
          () -> "parameter '" + prefix + name + "' is there already, with shape " + taken);
      return this;
    }

    /**
     * Returns a builder that adds to this tree below a branch.
     *
     * @throws IllegalArgumentException if the name is malformed
     */
    public Builder under(String branch) {
      requireName(branch);
      return new Builder(dtype, shapes, prefix + branch + ".");
    }

    private static void requireName(String name) {
      Check.that(
          name.matches("[^\\s.]+(\\.[^\\s.]+)*"),
          () ->
              "parameter '"
                  + name
                  + "': expected a name without spaces, parts separated by single dots");
    }

    /**
     * Takes memory for all tensors added so far, from the root on, whatever branch this builder
     * stands at. All elements are zero.
     *
     * @throws IllegalArgumentException if one name is both a tensor and a branch
     * @throws gatun.engine.MemoryLimitException if the workspace has no room for them
     */
    public Parameters build(Workspace workspace) {
      ParameterLayout layout = ParameterLayout.of(shapes);
      return new Parameters(layout, workspace.zeros(dtype, layout.length()));
    }
  }
}
