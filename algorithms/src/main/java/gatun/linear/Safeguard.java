package gatun.linear;

/** What {@link ConjugateDirections} does about proposals that are of little use. */
public enum Safeguard {
  /** Nothing: the method as published. It may stall, and says so by an outcome. */
  NONE,
  /**
   * A proposal that would remove less energy than a step along the residual is replaced by the
   * residual. One product with A more in each iteration. It cannot stall, but may need more
   * iterations than conjugate gradients.
   */
  ENERGY,
  /**
   * Each step minimises over the span of the proposal, the residual and the directions kept, so
   * that conjugate gradients' own direction is always among the choices; and conjugate gradients
   * run beside, to take over as soon as they are ahead. Two products with A more in each iteration.
   * Never more iterations than conjugate gradients.
   */
  SPAN
}
