package gatun.engine.grad;

/**
 * One prepared piece of work of an operation: its tensors are bound, running it allocates nothing.
 */
@FunctionalInterface
public interface Pass {
  /** Does the work on what the tensors hold now. */
  void run();
}
