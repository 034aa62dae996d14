package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/** Makes the variables of a tape that no operation makes: leaves, constants, inputs. */
final class Sources {
  private final Tape tape;
  private final History history;
  private final @Nullable Checkpoint around;

  /** Makes those of a tape; of one inside a checkpoint, leaves belong to the tape outside. */
  Sources(Tape tape, @Nullable Checkpoint around) {
    this.tape = tape;
    this.history = tape.history();
    this.around = around;
  }

  Variable leaf(Tensor value, Tensor gradient) {
    if (around != null) {
      return around.leaf(value, gradient);
    }
    Variable known = history.leaf(value);
    if (known != null && known.gradientOrNull() == gradient) {
      if (known.index() == history.position()) {
        history.pass();
      }
      return known;
    }
    dense("leaf value", value);
    dense("leaf gradient", gradient);
    Check.that(
        value.shape().equals(gradient.shape()),
        () -> "leaf: a value " + value.shape() + " with a gradient " + gradient.shape());
    Check.distinct("leaf", value, gradient);
    Variable made = new Variable(tape, tape.drop(), value, value, gradient, true);
    history.placeLeaf(made);
    return made;
  }

  /** Returns a variable for a tensor whose gradient, if it is wanted, goes where a sweep says. */
  Variable border(Tensor value, boolean wanted) {
    Variable known = history.leaf(value);
    if (known != null && known.wanted() == wanted) {
      if (known.index() == history.position()) {
        history.pass();
      }
      return known;
    }
    Variable made = new Variable(tape, tape.drop(), value, value, null, wanted);
    history.placeLeaf(made);
    return made;
  }

  Variable outside(Tensor tensor, boolean wanted) {
    Variable seen = history.seen();
    boolean takesTurns = false;
    if (seen != null
        && seen.source != null
        && seen.wanted() == wanted
        && seen.dtype() == tensor.dtype()
        && seen.shape().equals(tensor.shape())
        && !history.isLeaf(seen)) {
      if (seen.source != seen.held()) {
        copy(tensor, seen.held());
      }
      if (seen.source == tensor || seen.source != seen.held()) {
        history.pass();
        return seen;
      }
      takesTurns = true;
    }
    if (tensor.dtype() != DType.I32 && tensor.dtype() != DType.I64) {
      Check.dtype("constant", tensor, tape.dtype());
    }
    int index = tape.drop();
    Pool.Block own = takesTurns || !tensor.contiguous() ? block(tensor) : null;
    Tensor value = own == null ? tensor : own.as(tensor.shape().extents());
    Pool.Block room = wanted ? block(tensor) : null;
    HostTensor gradient = room == null ? null : room.as(tensor.shape().extents());
    Variable made = new Variable(tape, index, tensor, value, gradient, wanted);
    if (own != null) {
      copy(tensor, value);
      made.keep(own);
    }
    if (room != null) {
      made.keep(room);
    }
    return history.place(made);
  }

  private Pool.Block block(Tensor like) {
    return tape.take(like.dtype(), like.size());
  }

  private void copy(Tensor from, Tensor to) {
    (from.dtype() == tape.dtype() ? tape.kernels().maps() : tape.kernels().integers())
        .copy(from, to);
  }

  private void dense(String operand, Tensor tensor) {
    Check.dtype(operand, tensor, tape.dtype());
    Check.that(
        tensor.contiguous(), () -> operand + ": expected densely packed elements, found " + tensor);
  }
}
