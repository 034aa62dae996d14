package gatun.engine;

import gatun.engine.spi.Lifetime;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region of a {@link Workspace} for short-lived tensors. Closing it ends their lifetime and keeps
 * the memory for the next region, so that a loop that opens, uses and closes one takes nothing from
 * the system after its first round.
 */
public final class Scratch implements AutoCloseable {
  private static final long BLOCK = 1L << 20;
  private static final long ALIGNMENT = 64;

  /** The memory behind all scratch regions of one workspace: a stack of blocks with one top. */
  static final class Stack {
    private final List<MemorySegment> blocks = new ArrayList<>();
    private int block;
    private long top;
    private @Nullable Scratch open;

    private MemorySegment take(Workspace workspace, long bytes, String what) {
      while (block < blocks.size()) {
        if (bytes <= blocks.get(block).byteSize() - top) {
          MemorySegment memory = blocks.get(block).asSlice(top, bytes);
          top += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
          top = Math.min(top, blocks.get(block).byteSize());
          return memory.fill((byte) 0);
        }
        block++;
        top = 0;
      }
      blocks.add(workspace.take(Math.max(BLOCK, bytes), what));
      top = 0;
      return take(workspace, bytes, what);
    }
  }

  private final Workspace workspace;
  private final Stack stack;
  private final @Nullable Scratch outer;
  private final int block;
  private final long top;
  private final Lifetime lifetime;

  private Scratch(Workspace workspace, Stack stack) {
    this.workspace = workspace;
    this.stack = stack;
    this.outer = stack.open;
    this.block = stack.block;
    this.top = stack.top;
    this.lifetime = new Lifetime("Scratch region of " + workspace.title());
  }

  static Scratch open(Workspace workspace) {
    workspace.lifetime().acquire();
    Stack stack = workspace.scratchStack();
    synchronized (stack) {
      Scratch scratch = new Scratch(workspace, stack);
      stack.open = scratch;
      return scratch;
    }
  }

  /**
   * Returns a new contiguous tensor, all elements zero, that lives until this region closes.
   *
   * @throws MemoryLimitException if it would exceed the workspace's limit
   * @throws IllegalStateException if this region is closed, or is not the innermost open one
   */
  public HostTensor zeros(DType dtype, long... extents) {
    Shape shape = Shape.of(extents);
    synchronized (stack) {
      lifetime.check();
      innermost("allocate from");
      MemorySegment memory =
          stack.take(workspace, Workspace.byteSize(dtype, shape), dtype + shape.toString());
      return new HostTensor(workspace, lifetime, memory, dtype, shape, shape.rowMajorStrides());
    }
  }

  /**
   * Ends the lifetime of the tensors made here and keeps their memory for the next region.
   *
   * @throws IllegalStateException if a kernel is working on one of them, an inner region is open,
   *     or this region is closed already
   */
  @Override
  public void close() {
    synchronized (stack) {
      lifetime.check();
      innermost("close");
      lifetime.close();
      stack.open = outer;
      stack.block = block;
      stack.top = top;
    }
    workspace.lifetime().release();
  }

  private void innermost(String action) {
    if (stack.open != this) {
      throw new IllegalStateException(
          "cannot " + action + " a scratch region while a region inside it is open");
    }
  }
}
