package gatun.engine.grad;

/**
 * An operation that a {@link Tape} can record: what it computes, and its derivatives, each prepared
 * once for a place on the tape and run in every step.
 *
 * <p>Each method describes a piece of work through the {@link Site}: it makes tensors, prepares
 * kernels, and registers what is to run with {@link Site#then} and {@code give…}. Nothing is
 * computed while it describes; what it registers must not allocate.
 *
 * <p>An operation is a value: two that are equal do the same. Records are the natural form; an
 * operation without parameters is best a constant. Then a step that repeats the last one finds the
 * prepared work by {@code equals} and allocates nothing.
 *
 * <pre>{@code
 * record Cube() implements Op {
 *   public void forward(Site s) {
 *     s.makes(s.input(0).shape());
 *     s.fills(Expression.of(s.input(0)).apply(Unary.SQUARE).multiply(s.input(0)));
 *   }
 *   public void vjp(Site s) {
 *     s.give(0, Expression.of(s.input(0)).apply(Unary.SQUARE).multiply(3).multiply(s.cotangent()));
 *   }
 * }
 * }</pre>
 */
public interface Op {
  /** Returns the name that messages use. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Describes the computation: {@link Site#makes} says the shape of the result, then work that
   * writes all of {@link Site#output}.
   *
   * @throws IllegalArgumentException if the inputs do not fit
   */
  void forward(Site site);

  /**
   * Describes the vector-Jacobian product: for each input that {@link Site#wants} a gradient, gives
   * {@code Jᵀ} times {@link Site#cotangent}.
   */
  void vjp(Site site);

  /**
   * Describes the Jacobian-vector product: gives the tangent of the output, from those {@link
   * Site#tangent tangents} of the inputs that are there.
   *
   * @throws UnsupportedOperationException by default
   */
  default void jvp(Site site) {
    throw new UnsupportedOperationException(
        name() + " has no Jacobian-vector product; write Op.jvp for it");
  }

  /**
   * Describes the derivative of {@link #vjp} in the direction of the tangents of inputs, output and
   * cotangent (Pearlmutter's R operator): gives the tangent of the gradient of each input that is
   * wanted. A tangent that is not there is zero.
   *
   * @throws UnsupportedOperationException by default
   */
  default void tangentOfVjp(Site site) {
    throw new UnsupportedOperationException(
        name() + " has no derivative of its gradient; write Op.tangentOfVjp for it");
  }
}
