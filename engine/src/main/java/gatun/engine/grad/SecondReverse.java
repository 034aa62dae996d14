package gatun.engine.grad;

import gatun.engine.Expression;
import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prepared backward sweep of the tangents of gradients, beside the tangents of values and the
 * gradients themselves, which other sweeps keep (Pearlmutter's method).
 */
final class SecondReverse implements Sweep {
  private final Pool pool;
  private final Tangents tangents;
  private final Reverse gradients;
  private final Map<Variable, Tensor> targets;
  private final @Nullable Slot[] slots;
  private final Pass[] passes;

  /**
   * Plans the sweep.
   *
   * @param targets where the tangents of the gradients of some variables go
   * @param last variables up to this one are not gone through, null for all
   */
  SecondReverse(
      Tape tape,
      Pool pool,
      Variable root,
      Tangents tangents,
      Reverse gradients,
      Map<Variable, Tensor> targets,
      @Nullable Variable last) {
    this.pool = pool;
    this.tangents = tangents;
    this.gradients = gradients;
    this.targets = targets;
    this.slots = new Slot[root.index() + 1];
    List<Pass> all = new ArrayList<>();
    for (int i = root.index(); i > (last == null ? -1 : last.index()); i--) {
      plan(tape.node(i), all);
    }
    targets.forEach((v, target) -> {
      Slot slot = v.index() < slots.length ? slots[v.index()] : null;
      if (slot == null || !slot.written) {
        all.add(tape.kernels().maps().prepare(Expression.constant(0), target)::run);
      }
    });
    this.passes = all.toArray(Pass[]::new);
  }

  private void plan(Variable v, List<Pass> all) {
    Op op = v.op();
    if (op == null || !v.wanted() || gradients.kept(v) == null) {
      return;
    }
    boolean moved = tangents.tangent(v) != null || cotangentTangent(v) != null;
    for (Variable input : v.inputs) {
      moved |= tangents.tangent(input) != null;
    }
    if (!moved) {
      return;
    }
    Site site = new Site(v, this);
    op.tangentOfVjp(site);
    all.addAll(List.of(site.finish()));
    Slot slot = slots[v.index()];
    Pool.Block block = slot == null ? null : slot.block;
    if (block != null) {
      block.release();
    }
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
      slot.tensor = targets.get(v);
      if (slot.tensor == null) {
        slot.block = pool.take(v.held().size());
        slot.tensor = slot.block.as(v.held().shape().extents());
      }
      slots[v.index()] = slot;
    }
    return slot;
  }

  @Override
  public @Nullable Tensor cotangent(Variable v) {
    return gradients.kept(v);
  }

  @Override
  public @Nullable Tensor tangent(Variable v) {
    return tangents.tangent(v);
  }

  @Override
  public @Nullable Tensor cotangentTangent(Variable v) {
    Slot slot = slots[v.index()];
    return slot == null || !slot.written ? null : Objects.requireNonNull(slot.tensor);
  }

  void run() {
    for (Pass pass : passes) {
      pass.run();
    }
  }
}
