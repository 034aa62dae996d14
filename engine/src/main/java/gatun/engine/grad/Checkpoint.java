package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One use of a segment: a tape of its own, whose memory is lent to other segments as soon as the
 * value is computed, and filled again before gradients go back.
 */
final class Checkpoint {
  /**
   * The operation that stands for the segment on the outer tape.
   *
   * @param use of the segment
   * @param inside for each input the variable on the inner tape
   * @param value the result there
   */
  private record Recomputed(Checkpoint use, Variable[] inside, Variable value) implements Op {
    @Override
    public String name() {
      return "checkpoint";
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public void forward(Site s) {
      s.makes(value.shape());
      s.fills(Expression.of(value.held()));
    }

    @Override
    public void vjp(Site s) {
      Map<Variable, Tensor> targets = new IdentityHashMap<>();
      Tensor[] gradients = new Tensor[inside.length];
      for (int i = 0; i < inside.length; i++) {
        if (s.wants(i)) {
          gradients[i] = s.begin(i);
          targets.put(inside[i], gradients[i]);
        }
      }
      s.then(use::repeat);
      Reverse sweep = Reverse.into(use.inner, s.pool(), value, targets);
      Tensor cotangent = s.cotangent();
      s.then(() -> sweep.run(cotangent));
      for (int i = 0; i < inside.length; i++) {
        if (s.wants(i)) {
          s.end(i, gradients[i]);
        }
      }
    }
  }

  private final Segment segment;
  private final Tape outer;
  private final Tape inner;
  private final List<Variable> outside = new ArrayList<>();
  private final List<Variable> inside = new ArrayList<>();
  private Variable[] inputs = {};
  private @Nullable Recomputed op;
  private Variable[] known = {};
  private long version = -1;

  Checkpoint(Segment segment, Tape outer) {
    this.segment = segment;
    this.outer = outer;
    this.inner = Tape.inside(outer, this);
  }

  boolean runs(Segment other) {
    return segment.equals(other);
  }

  /** Computes the segment; returns its value on the outer tape. */
  Variable run(Variable[] x) {
    inner.begin();
    outside.clear();
    inside.clear();
    if (inputs.length != x.length) {
      inputs = new Variable[x.length];
    }
    for (int i = 0; i < x.length; i++) {
      inputs[i] = inner.sources().border(x[i].value(), x[i].wanted());
      outside.add(x[i]);
      inside.add(inputs[i]);
    }
    Variable value = segment.apply(inner, inputs);
    Recomputed now = op;
    if (now == null || version != inner.history().version() || now.value != value || moved()) {
      inner.requirePresent(value);
      now = new Recomputed(this, inside.toArray(Variable[]::new), value);
      op = now;
      known = outside.toArray(Variable[]::new);
      version = inner.history().version();
      inner.lend();
    }
    return outer.apply(now, known);
  }

  private boolean moved() {
    boolean same = outside.size() == known.length;
    for (int i = 0; same && i < known.length; i++) {
      same = outside.get(i) == known[i];
    }
    return !same;
  }

  /** Returns a leaf, which belongs to the tape outside. */
  Variable leaf(Tensor value, Tensor gradient) {
    Variable border = inner.sources().border(value, true);
    if (!inner.repeating()) {
      Variable leaf = outer.leaf(value, gradient);
      if (!outside.contains(leaf)) {
        outside.add(leaf);
        inside.add(border);
      }
    }
    return border;
  }

  private void repeat() {
    inner.begin();
    inner.repeating(true);
    try {
      for (Variable input : inputs) {
        inner.sources().border(Objects.requireNonNull(input.source), input.wanted());
      }
      segment.apply(inner, inputs);
    } finally {
      inner.repeating(false);
    }
  }
}
