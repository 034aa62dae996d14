package gatun.engine.grad;

import gatun.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prepared forward sweep of tangents: Jacobian-vector products in the order of the tape, from
 * seeds up to one variable. The tangents stay until the next run.
 */
final class Tangents implements Sweep {
  private final Pool pool;
  private final @Nullable Slot[] slots;
  private final Pass[] passes;

  /**
   * Plans the sweep.
   *
   * @param seeds the tangents of leaves, or of one variable in between
   */
  Tangents(Tape tape, Pool pool, Variable root, Map<Variable, Tensor> seeds) {
    this.pool = pool;
    this.slots = new Slot[root.index() + 1];
    int first = root.index();
    for (Map.Entry<Variable, Tensor> seed : seeds.entrySet()) {
      Slot slot = new Slot();
      slot.tensor = seed.getValue();
      slot.written = true;
      int at = seed.getKey().index();
      if (at < slots.length) {
        slots[at] = slot;
      }
      first = Math.min(first, at);
    }
    List<Pass> all = new ArrayList<>();
    for (int i = first; i < slots.length; i++) {
      Variable v = tape.node(i);
      Op op = v.op();
      if (op != null && slots[i] == null && moved(v)) {
        Site site = new Site(v, this);
        op.jvp(site);
        all.addAll(List.of(site.finish()));
      }
    }
    this.passes = all.toArray(Pass[]::new);
  }

  private boolean moved(Variable v) {
    boolean moved = false;
    for (Variable input : v.inputs) {
      moved |= tangent(input) != null;
    }
    return moved && !(v.op() instanceof StopGradient);
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
      slot.block = pool.take(v.held().size());
      slot.tensor = slot.block.as(v.held().shape().extents());
      slots[v.index()] = slot;
    }
    return slot;
  }

  @Override
  public @Nullable Tensor tangent(Variable v) {
    Slot slot = v.index() < slots.length ? slots[v.index()] : null;
    return slot == null || !slot.written ? null : Objects.requireNonNull(slot.tensor);
  }

  void run() {
    for (Pass pass : passes) {
      pass.run();
    }
  }
}
