package gatun.linear;

import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * A method for A x = b with its settings. Implementations are records; all work memory is prepared.
 */
public interface Solver {
  /** Returns the name by which users choose it, such as {@code cg}. */
  String name();

  /** Returns whether the operator must have a matrix ({@link MatrixBacked}). */
  default boolean needsMatrix() {
    return false;
  }

  /**
   * Allocates what a solve needs and sets the preconditioner up.
   *
   * @param a the operator; must carry the traits that the method needs
   * @param m the preconditioner, the identity for none
   * @param workspace owns the memory
   * @throws IllegalArgumentException if the operator lacks a trait; the message names a method that
   *     does not need it
   */
  Prepared prepare(LinearOperator a, Preconditioner m, Workspace workspace);

  /**
   * A solver ready for any number of right-hand sides, one at a time; its loop allocates nothing.
   */
  interface Prepared {
    /**
     * Solves A x = b, beginning with the x given.
     *
     * @param b right-hand side, unchanged
     * @param x initial guess on entry, solution on return; shares no memory with b
     * @param progress hears each iteration and may cancel
     */
    Outcome solve(Tensor b, Tensor x, Progress progress);

    /** Returns one line for people: method, preconditioner, operator. */
    String description();
  }
}
