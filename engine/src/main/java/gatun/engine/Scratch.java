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
 *
 * <p>The regions of one workspace form a single stack, whatever the thread: threads that work at
 * the same time open a workspace each. A region that is never closed keeps its workspace from being
 * closed; the refusal says which thread opened it and, if {@link WorkspaceSettings#tracingLeaks} is
 * set, where.
 */
public final class Scratch implements AutoCloseable {
  private static final long BLOCK = 1L << 20;
  private static final long ALIGNMENT = 64;

  /**
   * The memory behind all scratch regions of one workspace: a stack of blocks with one top. Guarded
   * by the monitor of the workspace.
   */
  static final class Stack {
    private final List<MemorySegment> blocks = new ArrayList<>();
    private int block;
    private long top;
    private @Nullable Scratch open;

    private MemorySegment take(Workspace workspace, long bytes, String what) {
      int next = block;
      long begin = top;
      while (next < blocks.size() && bytes > blocks.get(next).byteSize() - begin) {
        next++;
        begin = 0;
      }
      if (next == blocks.size()) {
        blocks.add(workspace.take(Math.max(BLOCK, bytes), what)); // if refused, nothing has changed
      }
      MemorySegment memory = blocks.get(next);
      block = next;
      top = Math.min(begin + Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT, memory.byteSize());
      return memory.asSlice(begin, bytes).fill((byte) 0);
    }

    /** Throws an exception that names the innermost region if one is open. */
    void requireClosed(String owner) {
      if (open != null) {
        throw new IllegalStateException(
            owner + " has an open scratch region, " + open.origin + "; close that first");
      }
    }
  }

  private final Workspace workspace;
  private final Stack stack;
  private final @Nullable Scratch outer;
  private final int block;
  private final long top;
  private final String origin;
  private final Lifetime lifetime;

  private Scratch(Workspace workspace, Stack stack) {
    this.workspace = workspace;
    this.stack = stack;
    this.outer = stack.open;
    this.block = stack.block;
    this.top = stack.top;
    this.origin = origin(workspace.settings().traceLeaks());
    this.lifetime = new Lifetime("Scratch region of " + workspace.title(), workspace);
  }

  private static String origin(boolean trace) {
    String thread = "opened by thread '" + Thread.currentThread().getName() + "'";
    return thread
        + (trace
            ? StackWalker.getInstance()
                .walk(frames ->
                    frames
                        .filter(f -> !f.getClassName().equals(Scratch.class.getName()))
                        .filter(f -> !f.getClassName().equals(Workspace.class.getName()))
                        .findFirst()
                        .map(f -> " at " + f.toStackTraceElement())
                        .orElse(""))
            : " (WorkspaceSettings.tracingLeaks() makes this name the place)");
  }

  static Scratch open(Workspace workspace) {
    synchronized (workspace) {
      workspace.lifetime().check();
      Stack stack = workspace.scratchStack();
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
    synchronized (workspace) {
      lifetime.check();
      requireInnermost("allocate from");
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
    synchronized (workspace) {
      lifetime.check();
      requireInnermost("close");
      lifetime.close();
      stack.open = outer;
      stack.block = block;
      stack.top = top;
    }
  }

  private void requireInnermost(String action) {
    Scratch innermost = stack.open;
    if (innermost != this && innermost != null) {
      throw new IllegalStateException(
          "cannot "
              + action
              + " a scratch region while one inside it is open, "
              + innermost.origin
              + "; regions close in the reverse order of opening, and threads that work at the"
              + " same time need a workspace each");
    }
  }
}
