package gatun.engine;

/**
 * How a {@link Workspace} behaves.
 *
 * @param name the name used in messages and events
 * @param limitBytes the most bytes it may hold at a time
 * @param traceLeaks whether to remember where it was opened, so that a leak report can say so;
 *     costs one stack walk
 */
public record WorkspaceSettings(String name, long limitBytes, boolean traceLeaks) {
  /** Checks the limit. */
  public WorkspaceSettings {
    if (limitBytes < 0) {
      throw new IllegalArgumentException("limitBytes: expected >= 0, found " + limitBytes);
    }
  }

  /** Returns settings without a limit and without leak tracing. */
  public static WorkspaceSettings defaults() {
    return new WorkspaceSettings("workspace", Long.MAX_VALUE, false);
  }

  /** Returns these settings with another name. */
  public WorkspaceSettings named(String newName) {
    return new WorkspaceSettings(newName, limitBytes, traceLeaks);
  }

  /** Returns these settings with a limit on the memory held at a time. */
  public WorkspaceSettings limitedTo(long bytes) {
    return new WorkspaceSettings(name, bytes, traceLeaks);
  }

  /** Returns these settings with the place of opening remembered for leak reports. */
  public WorkspaceSettings tracingLeaks() {
    return new WorkspaceSettings(name, limitBytes, true);
  }
}
