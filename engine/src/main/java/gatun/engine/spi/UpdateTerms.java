package gatun.engine.spi;

/**
 * The numbers of one update of parameters. Mutable, so that an optimizer fills the same one at
 * every step and nothing is allocated; read while {@link OptimizerUpdates} runs.
 *
 * <p>All updates begin with γ = scale·g + penalty·x and end with x ← x − decay·x − rate·d, with the
 * old x on the right and the direction d that is the update's own.
 */
public final class UpdateTerms {
  /** First element, a multiple of {@link OptimizerUpdates#STEP}. */
  public long from;

  /** Element after the last, a multiple of {@link OptimizerUpdates#STEP}. */
  public long to;

  /** Factor of the gradient, such as that of clipping. */
  public double scale = 1;

  /** Factor of x in γ: the gradient of penalty/2 · x². */
  public double penalty;

  /** Share of x that is taken away (decoupled weight decay), the learning rate included. */
  public double decay;

  /** Factor of the direction: the learning rate, corrections of bias included. */
  public double rate;

  /** What remains of the first moment: β₁, the momentum. */
  public double first;

  /** Weight of γ in the first moment, mostly 1 − β₁. */
  public double firstFresh;

  /** What remains of the second moment: β₂, ρ. */
  public double second;

  /** Weight of γ² in the second moment, mostly 1 − β₂. */
  public double secondFresh;

  /** Factor of the root of the second moment, such as 1/√(1 − β₂ᵗ). */
  public double root = 1;

  /** Added to that root. */
  public double epsilon;

  /** Makes terms without effect. */
  public UpdateTerms() {}
}
