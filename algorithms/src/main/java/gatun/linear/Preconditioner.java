package gatun.linear;

import gatun.engine.Workspace;

/** A recipe for an operator M⁻¹ ≈ A⁻¹. */
public interface Preconditioner {
  /** Returns the name by which users choose it, such as {@code ic0}. */
  String name();

  /** Returns whether the operator must have a matrix ({@link MatrixBacked}). */
  default boolean needsMatrix() {
    return false;
  }

  /**
   * Builds M⁻¹ for one operator.
   *
   * @param workspace owns the memory of the result
   * @throws IllegalArgumentException if the operator lacks what the recipe needs (a matrix, a
   *     positive diagonal); the message says what to use instead
   */
  LinearOperator prepare(LinearOperator a, Workspace workspace);
}
