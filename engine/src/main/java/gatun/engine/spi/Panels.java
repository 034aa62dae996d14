package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * The steps of dense factorisations that are not matrix products: narrow panels, exchanges of rows.
 * Matrices have rank 2 and dense rows (stride 1 along axis 1, any stride along axis 0); results do
 * not depend on the number of threads.
 */
public interface Panels extends Kernel {
  /** The most columns a panel may have. */
  int WIDTH = 64;

  /**
   * Factorises an n×n block, n ≤ {@link #WIDTH}, as RᵀR with R upper triangular, in place. Reads
   * the upper triangle; what is below the diagonal afterwards is unspecified. n³/3 flops.
   *
   * @return the first k whose pivot is not a positive finite number (rows before it are done), or
   *     −1
   */
  long cholesky(Tensor a);

  /**
   * Factorises an m×n panel, n ≤ {@link #WIDTH} and n ≤ m, as P L U with partial pivoting, in
   * place: U on and above the diagonal, the multipliers of L (unit diagonal) below. m n² flops.
   *
   * @param pivots I64 of length n: row k was exchanged with row pivots_k ≥ k, in order of k; ties
   *     go to the first row, a column without a number above 0 keeps its row
   * @return the first k whose pivot is 0 or not finite (the others are done), or −1
   */
  long lu(Tensor a, Tensor pivots);

  /**
   * Factorises an m×n panel, n ≤ {@link #WIDTH} and n ≤ m, as Q R by Householder reflections, in
   * place: R on and above the diagonal, below it the vectors v_k (v_k has 1 at k, not stored) of Q
   * = H_0 H_1 …, H_k = I − τ_k v_k v_kᵀ. 2 m n² flops.
   *
   * @param tau the factors τ_k, a contiguous vector of length n; 0 where nothing was to reflect
   */
  void qr(Tensor a, Tensor tau);

  /**
   * Exchanges row k with row pivots_k, for k = 0, 1, … or, if {@code reverse}, from the last to the
   * first. Moves 4 values for each column and exchange.
   */
  void exchange(Tensor a, Tensor pivots, boolean reverse);
}
