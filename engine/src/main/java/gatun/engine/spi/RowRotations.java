package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * Plane rotations of the rows of a matrix, as eigenvalue and singular value iterations need them.
 * Matrices have rank 2 and dense rows (stride 1 along axis 1, any stride along axis 0); results do
 * not depend on the number of threads.
 */
public interface RowRotations extends Kernel {
  /**
   * Applies sweeps of plane rotations to rows of a matrix. Sweep t, t = 0, 1, …, for k from the
   * last to the first:
   *
   * <pre>
   *   z_k, z_k+1  ←  c_tk z_k − s_tk z_k+1,  s_tk z_k + c_tk z_k+1
   * </pre>
   *
   * <p>6 flops for each rotation and column.
   *
   * @param c cosines, contiguous, sweeps × (rows of z − 1)
   * @param s sines, likewise
   * @param sweeps how many rows of c and s to apply, from the first on
   */
  void rotate(Tensor c, Tensor s, long sweeps, Tensor z);

  /**
   * Makes rows orthogonal, one sweep of one-sided Jacobi: for every pair of rows i and j once, in
   * rounds of disjoint pairs, rotates them so that Σ_k a_ik a_jk over the first {@code length}
   * columns becomes 0. A pair whose cosine is at most √length ε is left alone, as is a row whose
   * length is below 2^-480 (F32: 2^-51): products of such rows underflow. 2 length + 6 columns
   * flops for each pair.
   *
   * @param squares the squared lengths of the rows over these columns, a contiguous F64 vector,
   *     renewed at the beginning and kept up to date
   * @return the largest |cosine| met, 0 if no pair was rotated, NaN if a row holds NaN or infinity
   */
  double orthogonalise(Tensor a, long length, Tensor squares);
}
