package gatun.linear.dense;

/**
 * How a factorisation ended, as data.
 *
 * @param kind how it ended
 * @param index where it ended: the first pivot (row and column, from 0) that could not be used, −1
 *     where every pivot could
 * @param advice what happened in words and what to try; empty after success
 */
public record Factored(Kind kind, long index, String advice) {
  /** The ways in which a factorisation ends. */
  public enum Kind {
    /** The factors are there; systems can be solved. */
    DONE,
    /** A pivot of a Cholesky factorisation was not positive. */
    NOT_DEFINITE,
    /** A pivot was exactly zero; the factors are there, systems cannot be solved. */
    SINGULAR,
    /** NaN or infinity appeared in the input or grew in the factorisation. */
    NON_FINITE,
    /** An iteration for eigenvalues or singular values did not converge in its limit. */
    LIMIT_REACHED
  }

  /** The factors are there. */
  public static final Factored SUCCESS = new Factored(Kind.DONE, -1, "");

  /** Says that the pivot of a row is not positive. */
  public static Factored notDefinite(long index) {
    return new Factored(
        Kind.NOT_DEFINITE,
        index,
        "the pivot of row "
            + index
            + " is not positive: the matrix is not positive definite; add a multiple of the"
            + " identity to it, or use Ldlt or Lu");
  }

  static Factored singular(long index) {
    return new Factored(
        Kind.SINGULAR,
        index,
        "the pivot of row "
            + index
            + " is zero: the matrix is singular; use Qr or Svd for a least-squares solution");
  }

  /** Says that NaN or infinity was met at a row, −1 for somewhere. */
  public static Factored nonFinite(long index) {
    return new Factored(
        Kind.NON_FINITE,
        index,
        "NaN or infinity was met"
            + (index < 0 ? "" : " at row " + index)
            + "; look for it in the matrix, or scale the matrix");
  }

  static Factored limit(long index, int iterations) {
    return new Factored(
        Kind.LIMIT_REACHED,
        index,
        "no convergence within "
            + iterations
            + " iterations"
            + (index < 0 ? "" : " at row " + index)
            + "; scale the matrix, or report it: this is not expected of finite input");
  }

  /** Returns whether the factors can be used to solve. */
  public boolean success() {
    return kind == Kind.DONE;
  }
}
