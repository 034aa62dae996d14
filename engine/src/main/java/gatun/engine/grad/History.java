package gatun.engine.grad;

import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The variables of the last step in their order, and how far the present one has come. */
final class History {
  private final List<Variable> nodes = new ArrayList<>();
  private final Map<Tensor, Variable> leaves = new IdentityHashMap<>();
  private int position;
  private long version;

  void rewind() {
    position = 0;
  }

  /** Returns what stood here in the last step, null if it was shorter. */
  @Nullable Variable seen() {
    return position < nodes.size() ? nodes.get(position) : null;
  }

  /** Returns what stood here in the last step if it was an operation of so many inputs. */
  @Nullable Variable seen(int inputs) {
    Variable seen = seen();
    return seen != null && seen.op() != null && seen.inputs.length == inputs ? seen : null;
  }

  /** Returns what stood here in the last step if it was this operation and began with these. */
  @Nullable Variable match(Op op, int inputs, Variable a, Variable b, Variable c) {
    Variable seen = seen(inputs);
    boolean same =
        seen != null
            && seen.inputs[0] == a
            && (inputs < 2 || seen.inputs[1] == b)
            && (inputs < 3 || seen.inputs[2] == c)
            && op.equals(seen.op());
    return same ? seen : null;
  }

  /** Returns what stood here in the last step if it was an operation of this input alone. */
  @Nullable Op seenOf(Variable a) {
    Variable seen = seen(1);
    return seen != null && seen.inputs[0] == a ? seen.op() : null;
  }

  int position() {
    return position;
  }

  /** Goes on behind what stands here. */
  void pass() {
    position++;
  }

  /** Returns the leaf made of a tensor, in this step or expected next, null if there is none. */
  @Nullable Variable leaf(Tensor value) {
    Variable known = leaves.get(value);
    if (known == null || known.index() > position) {
      return null;
    }
    return known;
  }

  boolean isLeaf(Variable v) {
    return v.source != null && leaves.get(v.source) == v;
  }

  void placeLeaf(Variable v) {
    leaves.put(Objects.requireNonNull(v.source), v);
    place(v);
  }

  Variable place(Variable v) {
    nodes.add(v);
    position++;
    return v;
  }

  /** Returns a number that changes whenever something else is recorded than in the last step. */
  long version() {
    return version;
  }

  void requireVersion(long known) {
    if (known != version) {
      throw new IllegalStateException(
          "the tape has recorded other operations since this was prepared: prepare it again");
    }
  }

  /** Drops what stood here and behind; returns this place. */
  int drop() {
    version++;
    for (int i = nodes.size() - 1; i >= position; i--) {
      Variable gone = nodes.remove(i);
      if (gone.source != null) {
        leaves.remove(gone.source, gone);
      }
      gone.release();
    }
    return position;
  }

  /** Gives the memory of all values back; they stay bound to it. */
  void release() {
    nodes.forEach(Variable::release);
  }

  Variable node(int index) {
    return Objects.requireNonNull(nodes.get(index));
  }

  void requirePresent(Variable v) {
    if (v.index() >= position || nodes.get(v.index()) != v) {
      throw new IllegalStateException(
          "this variable is of an earlier step: begin() has forgotten it, compute it again");
    }
  }
}
