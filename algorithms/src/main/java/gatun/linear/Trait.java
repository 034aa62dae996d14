package gatun.linear;

/**
 * What is known about a {@link LinearOperator}; solvers refuse operators that lack what they need.
 */
public enum Trait {
  /** A(αx + βy) = αAx + βAy. A learned nonlinear map does not carry it. */
  LINEAR,
  /** A = Aᵀ. */
  SYMMETRIC,
  /** xᵀA x > 0 for all x ≠ 0 (declared, not proven; CG detects the contrary). */
  POSITIVE_DEFINITE
}
