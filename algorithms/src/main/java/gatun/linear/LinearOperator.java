package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.Tensor;
import java.util.Set;

/**
 * A map y = A x between vectors. A matrix, a stencil, a preconditioner, a multigrid cycle, a
 * learned network and a prepared solver are all operators.
 */
public interface LinearOperator {
  /** Returns rows and columns: the lengths of y and x. */
  Shape shape();

  /** Returns the element type of x and y. */
  DType dtype();

  /** Returns what is known about the map. */
  Set<Trait> traits();

  /**
   * Computes y ← A x. The vectors are contiguous and share no memory.
   *
   * @throws IllegalArgumentException if a vector does not fit
   * @throws IllegalStateException if the memory of an operand or of the operator is closed
   */
  void apply(Tensor x, Tensor y);

  /** Returns Aᵀ. The default serves symmetric operators. */
  default LinearOperator adjoint() {
    if (traits().contains(Trait.SYMMETRIC)) {
      return this;
    }
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " has no adjoint; pass one that has, or a symmetric operator");
  }

  /** Returns ‖A‖∞ = max_i Σ_j |a_ij|, or NaN where it is not known. */
  default double infinityNorm() {
    return Double.NaN;
  }

  /**
   * Returns whether {@link #apply} only calls kernels of its backend: it looks at no element
   * itself, so a device may work on several applications before the host looks at a result.
   */
  default boolean deferrable() {
    return false;
  }

  /** Returns one line for people: what it is and how it is stored. */
  default String description() {
    return getClass().getSimpleName() + " " + shape();
  }
}
