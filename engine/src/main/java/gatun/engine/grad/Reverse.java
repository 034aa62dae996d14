package gatun.engine.grad;

import gatun.engine.Check;
import gatun.engine.Expression;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prepared backward sweep from one variable: vector-Jacobian products in the reverse order of the
 * tape. The memory of a gradient is lent again once the operation that made its variable has used
 * it.
 */
final class Reverse implements Sweep {
  private final Tape tape;
  private final Pool pool;
  private final Variable root;
  private final boolean adding;
  private final boolean keeping;
  private final @Nullable Map<Variable, ? extends Tensor> targets;
  private final @Nullable Slot[] slots;
  private final Pass[] passes;
  private final HostTensor seed;
  private final Pass one;

  private Reverse(
      Tape tape,
      Pool pool,
      Variable root,
      boolean adding,
      boolean keeping,
      @Nullable Map<Variable, ? extends Tensor> targets,
      @Nullable Variable last) {
    this.tape = tape;
    this.pool = pool;
    this.root = root;
    this.adding = adding;
    this.keeping = keeping;
    this.targets = targets;
    this.slots = new Slot[root.index() + 1];
    Slot first = open(root);
    first.written = true;
    this.seed = (HostTensor) Objects.requireNonNull(first.tensor);
    this.one = tape.kernels().maps().prepare(Expression.constant(1), seed)::run;
    List<Pass> all = new ArrayList<>();
    for (int i = root.index(); i > (last == null ? -1 : last.index()); i--) {
      plan(tape.node(i), all);
    }
    this.passes = all.toArray(Pass[]::new);
  }

  /** Plans a sweep to the gradients of all leaves, which overwrite or are added. */
  static Reverse to(Tape tape, Variable root, boolean adding) {
    return new Reverse(tape, tape.gradients(), root, adding, false, null, null);
  }

  /** Plans a sweep that keeps all gradients; down to one variable, or to the leaves. */
  static Reverse keeping(Tape tape, Pool pool, Variable root, @Nullable Variable last) {
    return new Reverse(tape, pool, root, false, true, null, last);
  }

  /** Plans a sweep to some variables, whose gradients go elsewhere than usual. */
  static Reverse into(
      Tape tape, Pool pool, Variable root, Map<Variable, ? extends Tensor> targets) {
    return new Reverse(tape, pool, root, false, false, targets, null);
  }

  private void plan(Variable v, List<Pass> all) {
    Slot slot = slots[v.index()];
    Op op = v.op();
    if (op == null) {
      untouched(v, slot, all);
      return;
    }
    if (slot == null || !v.wanted()) {
      return;
    }
    Site site = new Site(v, this);
    op.vjp(site);
    all.addAll(List.of(site.finish()));
    Pool.Block block = slot.block;
    if (block != null && !keeping) {
      block.release();
      slot.block = null;
    }
  }

  /** The gradient of a leaf that the root does not depend on is zero. */
  private void untouched(Variable leaf, @Nullable Slot slot, List<Pass> all) {
    Tensor gradient = target(leaf);
    if (gradient != null && (slot == null || !slot.written) && !adding) {
      all.add(tape.kernels().maps().prepare(Expression.constant(0), gradient)::run);
    }
  }

  /** Returns the memory that is meant for the gradient of a variable, null if there is none. */
  private @Nullable Tensor target(Variable v) {
    return targets == null ? v.gradientOrNull() : targets.get(v);
  }

  @Override
  public Pool pool() {
    return pool;
  }

  @Override
  public Slot open(Variable v) {
    Slot slot = slots[v.index()];
    if (slot == null) {
      slot = new Slot();
      slots[v.index()] = slot;
      Tensor own = target(v);
      if (own != null && v != root) {
        slot.tensor = own;
        slot.written = adding;
      } else {
        slot.block = pool.take(v.held().size());
        slot.tensor = slot.block.as(v.held().shape().extents());
        slot.disposable = !keeping;
      }
    }
    return slot;
  }

  @Override
  public boolean takesOver(Variable node, Variable input, Tensor as) {
    Slot from = Objects.requireNonNull(slots[node.index()]);
    if (!from.disposable || slots[input.index()] != null || target(input) != null) {
      return false;
    }
    Slot slot = new Slot();
    slot.tensor = as;
    slot.block = from.block;
    slot.disposable = true;
    from.block = null;
    slots[input.index()] = slot;
    return true;
  }

  @Override
  public Tensor cotangent(Variable v) {
    return Objects.requireNonNull(Objects.requireNonNull(slots[v.index()]).tensor);
  }

  @Override
  public boolean disposable(Variable v) {
    return Objects.requireNonNull(slots[v.index()]).disposable;
  }

  /** Returns the gradient of a variable of a sweep that keeps them, null if it has none. */
  @Nullable Tensor kept(Variable v) {
    Slot slot = v.index() < slots.length ? slots[v.index()] : null;
    return slot == null || !slot.written ? null : slot.tensor;
  }

  /** Gives back all memory; the sweep is not run any more. */
  void release() {
    for (Slot slot : slots) {
      Pool.Block block = slot == null ? null : slot.block;
      if (block != null) {
        block.release();
      }
    }
  }

  boolean begins(Variable at, boolean adds) {
    return root == at && adding == adds;
  }

  /** Runs the sweep from the cotangent 1. */
  void run() {
    one.run();
    sweep();
  }

  /** Runs the sweep from a cotangent. */
  void run(Tensor cotangent) {
    Check.dtype("backward cotangent", cotangent, tape.dtype());
    if (!cotangent.shape().equals(seed.shape())) {
      throw new IllegalArgumentException(
          "backward cotangent: expected shape " + seed.shape() + ", found " + cotangent.shape());
    }
    tape.kernels().maps().copy(cotangent, seed);
    sweep();
  }

  private void sweep() {
    for (Pass pass : passes) {
      pass.run();
    }
  }
}
