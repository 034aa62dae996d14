package gatun.engine;

/**
 * Thrown when an allocation would exceed the limit that a {@link Workspace} was given, or when the
 * system refuses it.
 */
public final class MemoryLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long requested;
  private final long used;
  private final long limit;

  MemoryLimitException(String workspace, String what, long requested, long used, long limit) {
    super(
        workspace
            + ": "
            + what
            + " needs "
            + Bytes.text(requested)
            + ", but "
            + Bytes.text(used)
            + " of the limit of "
            + Bytes.text(limit)
            + " are in use; raise the limit, close other tensors' workspaces"
            + " or solve a smaller problem");
    this.requested = requested;
    this.used = used;
    this.limit = limit;
  }

  MemoryLimitException(String workspace, String what, long requested, long used, Throwable cause) {
    super(
        workspace
            + ": "
            + what
            + " needs "
            + Bytes.text(requested)
            + " beside "
            + Bytes.text(used)
            + " in use, which the system refused; solve a smaller problem"
            + " or use a machine with more memory",
        cause);
    this.requested = requested;
    this.used = used;
    this.limit = Long.MAX_VALUE;
  }

  /** Returns the bytes that were asked for. */
  public long requested() {
    return requested;
  }

  /** Returns the bytes in use at that moment. */
  public long used() {
    return used;
  }

  /** Returns the limit in bytes; {@link Long#MAX_VALUE} if the system refused. */
  public long limit() {
    return limit;
  }
}
