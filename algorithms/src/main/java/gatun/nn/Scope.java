package gatun.nn;

import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a layer works with in one step: its own tensors by name, the tape, the mode and randomness.
 * A {@link Model} makes one for each layer, once.
 */
public final class Scope {
  /** What all layers of a model share in a step. */
  static final class Step {
    @Nullable Tape tape;
    Mode mode = Mode.EVALUATE;
    boolean learning;
    boolean forgetting;
    @Nullable Philox random;
    @Nullable Function<String, Variable> substitutes;
    @Nullable Trace trace;
  }

  /** Sees each layer that was run. */
  interface Trace {
    void ran(String name, Layer layer, Variable y);
  }

  private record Held(String name, HostTensor value, @Nullable HostTensor gradient) {}

  private final Step step;
  private final String prefix;
  private final Map<String, Held> tensors = new HashMap<>();
  private final Map<String, Scope> parts = new HashMap<>();

  Scope(Step step) {
    this(step, "");
  }

  private Scope(Step step, String prefix) {
    this.step = step;
    this.prefix = prefix;
  }

  /** Adds a tensor under its full name. */
  void hold(String name, HostTensor value, @Nullable HostTensor gradient) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      tensors.put(name, new Held(prefix + name, value, gradient));
    } else {
      under(name.substring(0, dot)).hold(name.substring(dot + 1), value, gradient);
    }
  }

  /** Returns the scope of a part. */
  public Scope under(String part) {
    Scope known = parts.get(part);
    if (known == null) {
      int dot = part.indexOf('.');
      if (dot >= 0) {
        return under(part.substring(0, dot)).under(part.substring(dot + 1));
      }
      known = new Scope(step, prefix + part + ".");
      parts.put(part, known);
    }
    return known;
  }

  /** Computes the output of a part: {@code layer.forward(under(part), x)}. */
  public Variable run(String part, Layer layer, Variable x) {
    Variable y = layer.forward(under(part), x);
    Trace trace = step.trace;
    if (trace != null) {
      trace.ran(prefix + part, layer, y);
    }
    return y;
  }

  /** Says that a value is not used again but for y: a prediction lends its memory to others. */
  public void spent(Variable value, Variable y) {
    if (step.forgetting) {
      value.spent(y);
    }
  }

  /** Returns the tape of this step. */
  public Tape tape() {
    return Objects.requireNonNull(step.tape, "a scope is used outside of a model's step");
  }

  /** Returns the mode of this step. */
  public Mode mode() {
    return step.mode;
  }

  /** Returns whether this is a training step. */
  public boolean training() {
    return step.mode == Mode.TRAIN;
  }

  /**
   * Returns the generator that was passed to this step.
   *
   * @throws IllegalStateException if there was none
   */
  public Philox random() {
    Philox random = step.random;
    if (random == null) {
      throw new IllegalStateException(
          "layer '"
              + prefix
              + "' needs random numbers in training; pass a generator to Model.forward");
    }
    return random;
  }

  /**
   * Returns a declared parameter: a leaf of the tape whose gradient belongs to the model, or a
   * constant in a prediction, or what {@link Model#forwardWith} puts in its place.
   */
  public Variable parameter(String name) {
    Held held = held(name);
    Function<String, Variable> substitutes = step.substitutes;
    if (substitutes != null) {
      return substitutes.apply(held.name);
    }
    HostTensor gradient = held.gradient;
    return step.learning && gradient != null
        ? tape().leaf(held.value, gradient)
        : tape().constant(held.value);
  }

  /** Returns a declared buffer. */
  public HostTensor buffer(String name) {
    return held(name).value;
  }

  private Held held(String name) {
    Held held = tensors.get(name);
    if (held == null) {
      throw new IllegalArgumentException(
          "'" + prefix + name + "' is not declared; declare it in Layer.declare");
    }
    return held;
  }
}
