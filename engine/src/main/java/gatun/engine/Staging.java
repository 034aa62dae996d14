package gatun.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/**
 * Memory that is needed only while something is being built: it counts against the limit of a
 * workspace like any other, but is given back before the workspace closes.
 *
 * <p>A staging area that becomes unreachable unclosed is given back by a cleaner.
 */
final class Staging implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final Cleaner CLEANER = Cleaner.create();

  private final Held held;
  private final Cleaner.Cleanable cleanable;

  @SuppressWarnings("MustBeClosed") // closed by the cleaner's action
  Staging(Workspace workspace) {
    this.held = new Held(workspace, Arena.ofShared());
    this.cleanable = CLEANER.register(this, held);
  }

  /**
   * Returns new memory, all bytes zero.
   *
   * @throws MemoryLimitException if it would exceed the limit of the workspace
   * @throws IllegalStateException if this or the workspace is closed
   */
  MemorySegment allocate(long bytes, String what) {
    held.workspace.reserve(bytes, what);
    try {
      MemorySegment memory = held.arena.allocate(Math.max(1, bytes), ALIGNMENT);
      held.bytes += bytes;
      return memory;
    } catch (OutOfMemoryError e) {
      held.workspace.giveBack(bytes);
      throw held.workspace.refused(bytes, what, e);
    } catch (RuntimeException e) {
      held.workspace.giveBack(bytes);
      throw e;
    }
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    cleanable.clean();
  }

  /** What the cleaner needs: nothing that leads back to the staging area. */
  private static final class Held implements Runnable {
    private final Workspace workspace;
    private final Arena arena;
    private long bytes;

    Held(Workspace workspace, Arena arena) {
      this.workspace = workspace;
      this.arena = arena;
    }

    @Override
    public void run() {
      arena.close();
      workspace.giveBack(bytes);
    }
  }
}
