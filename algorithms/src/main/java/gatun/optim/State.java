package gatun.optim;

import gatun.engine.Check;
import gatun.nn.Parameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer keeps from step to step: named trees of the parameters' layout, and counters. A
 * checkpoint stores both; to resume, prepare the same transform, copy the trees back and {@link
 * #restore} the counters: the steps that follow have the same bits.
 */
public final class State {
  /** The name of the counter of updates. */
  public static final String STEP = "step";

  private final Map<String, Parameters> tensors = new LinkedHashMap<>();
  private final List<State> parts;
  private long step;

  private State(List<State> parts) {
    this.parts = parts;
  }

  /** Returns the state of one rule, at step 0. */
  static State of(Map<String, Parameters> tensors) {
    State state = new State(List.of());
    state.tensors.putAll(tensors);
    return state;
  }

  /** Returns a state that keeps nothing and counts. */
  static State empty() {
    return of(Map.of());
  }

  /** Returns own trees and the states of parts, the names there preceded by place and dot. */
  static State joined(Map<String, Parameters> tensors, List<State> parts) {
    State state = new State(List.copyOf(parts));
    state.tensors.putAll(tensors);
    for (int i = 0; i < parts.size(); i++) {
      for (var entry : parts.get(i).tensors.entrySet()) {
        state.tensors.put(i + "." + entry.getKey(), entry.getValue());
      }
    }
    return state;
  }

  /** Returns the trees by name, in a fixed order: the memory itself, not copies. */
  public Map<String, Parameters> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Returns the counters by name, in a fixed order, as they stand. */
  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put(STEP, step);
    for (int i = 0; i < parts.size(); i++) {
      for (var entry : parts.get(i).counters().entrySet()) {
        counters.put(i + "." + entry.getKey(), entry.getValue());
      }
    }
    return counters;
  }

  /**
   * Sets all counters.
   *
   * @throws IllegalArgumentException if the names are not those of {@link #counters} or a count is
   *     negative; nothing has changed then
   */
  public void restore(Map<String, Long> counters) {
    Check.that(
        counters.keySet().equals(counters().keySet()),
        () -> "state: expected the counters " + counters().keySet() + ", found " + counters);
    Check.that(
        counters.values().stream().allMatch(count -> count >= 0),
        () -> "state: expected counters >= 0, found " + counters);
    assign("", counters);
  }

  private void assign(String prefix, Map<String, Long> counters) {
    step = counters.getOrDefault(prefix + STEP, 0L);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).assign(prefix + i + ".", counters);
    }
  }

  /** Returns how many steps were done. */
  public long step() {
    return step;
  }

  /** Counts a step that was done. */
  void advance() {
    step++;
  }
}
