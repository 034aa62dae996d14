package gatun.engine.grad;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * Off-heap blocks that are lent and taken back while work is planned: two pieces of work that never
 * run at the same time get the same memory. Nothing is lent while work runs.
 */
final class Pool {
  /** Memory as long as asked for or somewhat longer. */
  record Block(Pool owner, HostTensor memory) {
    /** Gives the memory back to where it was taken. */
    void release() {
      owner.free.computeIfAbsent(memory.size(), size -> new ArrayDeque<>()).push(this);
    }

    /** Returns the beginning of the block under a shape. */
    HostTensor as(long... extents) {
      long size = 1;
      for (long extent : extents) {
        size *= extent;
      }
      return (size == memory.size() ? memory : memory.view(gatun.engine.Slice.range(0, size)))
          .reshape(extents);
    }
  }

  private final Workspace workspace;
  private final DType dtype;
  private final TreeMap<Long, ArrayDeque<Block>> free = new TreeMap<>();

  Pool(Workspace workspace, DType dtype) {
    this.workspace = workspace;
    this.dtype = dtype;
  }

  Block take(long size) {
    var fit = free.ceilingEntry(size);
    if (fit == null || fit.getKey() > size + size / 4 + 64) {
      return fresh(size);
    }
    Block block = fit.getValue().pop();
    if (fit.getValue().isEmpty()) {
      free.remove(fit.getKey());
    }
    return block;
  }

  /** Returns memory that has not been lent before. */
  Block fresh(long size) {
    return new Block(this, workspace.zeros(dtype, size));
  }
}
