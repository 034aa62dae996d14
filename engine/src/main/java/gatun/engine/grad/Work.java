package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one site registers: passes in their order, memory for them alone, and contributions to
 * gradients, which overwrite, are added, or are computed in the memory of the cotangent.
 */
final class Work {
  private record Pending(Variable to, Expression value, Shape computed) {}

  private final Variable node;
  private final Tape tape;
  private final @Nullable Sweep sweep;
  private final Pool lender;
  private final List<Pass> passes = new ArrayList<>();
  private final List<Pool.Block> scratch = new ArrayList<>();
  private @Nullable Pending pending;

  Work(Variable node, @Nullable Sweep sweep) {
    this.node = node;
    this.tape = node.tape();
    this.sweep = sweep;
    this.lender = sweep == null ? tape.scratches() : sweep.pool();
  }

  Sweep sweep() {
    return Objects.requireNonNull(sweep, "only in a derivative");
  }

  Tensor scratch(long... extents) {
    Pool.Block block = lender.take(Shape.of(extents).size());
    scratch.add(block);
    return block.as(extents);
  }

  void then(Pass pass) {
    flush();
    passes.add(pass);
  }

  void then(Expression value, Tensor target) {
    flush();
    fused(value, target);
  }

  /** Computes a formula in one pass, or in several if it is too long for one. */
  private void fused(Expression value, Tensor target) {
    Expression rest = value;
    while (!rest.fits()) {
      Expression part = rest.part();
      Tensor between = scratch(target.shape().extents());
      passes.add(tape.kernels().maps().prepare(part, between)::run);
      rest = rest.replace(part, Expression.of(between));
    }
    passes.add(tape.kernels().maps().prepare(rest, target)::run);
  }

  /** Contributes a formula; it waits, because the last one may overwrite the cotangent. */
  void give(Variable to, Expression value, Shape computed) {
    flush();
    pending = new Pending(to, value, computed);
  }

  void write(Variable to, Shape as, Writer writer) {
    flush();
    add(to, as, writer);
  }

  void accumulate(Variable to, Shape as, Accumulator accumulator) {
    prepare(
        to,
        as,
        (target, adds) -> {
          double beta = adds ? 1 : 0;
          return () -> accumulator.accumulate(target, beta);
        });
  }

  void prepare(Variable to, Shape as, Preparer preparer) {
    flush();
    Slot slot = sweep().open(to);
    Tensor target = Objects.requireNonNull(slot.tensor).reshape(as.extents());
    passes.add(preparer.prepare(target, slot.written));
    slot.written = true;
  }

  /** Ends the description: returns the passes. */
  Pass[] finish() {
    Pending last = pending;
    Tensor cotangent = sweep == null ? null : sweep.cotangent(node);
    if (last != null && cotangent != null) {
      takeOver(last, cotangent);
    }
    flush();
    scratch.forEach(Pool.Block::release);
    return passes.toArray(Pass[]::new);
  }

  /** The last work may overwrite the cotangent with what it computes from it, in place. */
  private void takeOver(Pending last, Tensor cotangent) {
    long size = last.to.held().size();
    if (size != cotangent.size() || size != last.computed.size()) {
      return;
    }
    for (Tensor read : last.value.operands()) {
      boolean apart = !overlap(read, cotangent);
      if (!apart && !(read.contiguous() && read.shape().equals(last.computed))) {
        return;
      }
    }
    Tensor as = cotangent.reshape(last.to.held().shape().extents());
    Tensor only = last.value.tensor();
    if (sweep().takesOver(node, last.to, as) && only != null && overlap(only, cotangent)) {
      sweep().open(last.to).written = true; // it is there already
      pending = null;
    }
  }

  /** Returns whether a tensor begins in the memory of a dense one, or ends there. */
  static boolean overlap(Tensor a, Tensor b) {
    return a instanceof HostTensor x
        && b instanceof HostTensor y
        && x.address() < y.address() + y.size() * y.dtype().bytes()
        && y.address() < x.address() + span(x) * x.dtype().bytes();
  }

  private static long span(HostTensor x) {
    long last = 0;
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      last += Math.max(0, x.shape().extent(axis) - 1) * x.stride(axis);
    }
    return last + 1;
  }

  /** Registers the contribution that waits. */
  void flush() {
    Pending now = pending;
    if (now == null) {
      return;
    }
    pending = null;
    Shape own = now.to.held().shape();
    if (own.size() == now.computed.size()) {
      Slot slot = sweep().open(now.to);
      Tensor target = Objects.requireNonNull(slot.tensor).reshape(now.computed.extents());
      Expression value = slot.written ? now.value.add(target) : now.value;
      slot.written = true;
      fused(value, target);
      return;
    }
    Tensor all = now.value.tensor();
    if (all == null || !all.shape().equals(now.computed)) {
      all = scratch(now.computed.extents());
      fused(now.value, all);
    }
    sumBack(now.to, all, own);
  }

  /** Sums what was broadcast. */
  private void sumBack(Variable to, Tensor all, Shape own) {
    long[] kept = new long[all.shape().rank()];
    int missing = kept.length - own.rank();
    for (int axis = 0; axis < kept.length; axis++) {
      kept[axis] = axis < missing ? 1 : own.extent(axis - missing);
    }
    add(to, Shape.of(kept), sums -> tape.kernels().reductions().sum(all, sums));
  }

  private void add(Variable to, Shape as, Writer writer) {
    Tensor target = begin(to);
    Tensor shaped = target.reshape(as.extents());
    passes.add(() -> writer.write(shaped));
    end(to, target);
  }

  /** Returns what is to be overwritten: the gradient, or what is added to it at the end. */
  Tensor begin(Variable to) {
    flush();
    Slot slot = sweep().open(to);
    Tensor sum = Objects.requireNonNull(slot.tensor);
    if (slot.written) {
      return scratch(sum.shape().extents());
    }
    slot.written = true;
    return sum;
  }

  void end(Variable to, Tensor written) {
    Tensor sum = Objects.requireNonNull(sweep().open(to).tensor);
    if (written != sum) {
      passes.add(tape.kernels().maps().prepare(Expression.of(sum).add(written), sum)::run);
    }
  }
}
