package gatun.engine;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Frees the memory of a workspace that became unreachable without being closed, and reports it.
 * Holds no reference to the workspace itself.
 */
final class LeakTracker implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final System.Logger LOG = System.getLogger("gatun.engine.Workspace");

  private final Arena arena;
  private final WorkspaceSettings settings;
  private final @Nullable Throwable site;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LeakTracker(Arena arena, WorkspaceSettings settings) {
    this.arena = arena;
    this.settings = settings;
    this.site =
        settings.traceLeaks()
            ? new Throwable("workspace '" + settings.name() + "' was opened here")
            : null;
  }

  /** Watches a workspace and returns its tracker. */
  static LeakTracker watch(Workspace workspace, Arena arena, WorkspaceSettings settings) {
    LeakTracker tracker = new LeakTracker(arena, settings);
    CLEANER.register(workspace, tracker);
    return tracker;
  }

  /** Notes that the workspace was closed properly. */
  void closed() {
    closed.set(true);
  }

  /** Called by the cleaner after the workspace and all its tensors became unreachable. */
  @Override
  public void run() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    String message =
        "Workspace '"
            + settings.name()
            + "' was never closed; its memory is freed now. "
            + (site == null
                ? "Use WorkspaceSettings.tracingLeaks() to learn where it was opened."
                : "It was opened at the place shown.");
    LOG.log(System.Logger.Level.WARNING, message, site);
    arena.close();
  }
}
