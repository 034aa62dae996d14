package gatun.engine.spi;

import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;

/**
 * Products and transposes of sparse matrices of one type, of fitting shapes. The caller provides
 * the memory of a result: row pointers (I64), columns (I32) and values.
 */
public interface SparseAlgebra extends Kernel {
  /**
   * Writes the row pointers of C = A B, whose pattern is that of the product without cancellation.
   * Reads the columns of A once and those of B's rows once for each entry of A.
   *
   * @param pointers receives {@code a.rows() + 1} positions, beginning with 0
   */
  void count(SparseMatrix a, SparseMatrix b, HostTensor pointers);

  /**
   * Computes C = A B: c_ik = Σ_j a_ij b_jk in the order of the stored entries, columns increasing.
   * Two flops for each pair of an entry a_ij and an entry b_jk.
   *
   * @param pointers as {@link #count} wrote them
   */
  void multiply(
      SparseMatrix a, SparseMatrix b, HostTensor pointers, HostTensor columns, HostTensor values);

  /**
   * Computes C = Aᵀ. Moves each entry once, to a place anywhere.
   *
   * @param pointers receives {@code a.columns() + 1} positions
   */
  void transpose(SparseMatrix a, HostTensor pointers, HostTensor columns, HostTensor values);

  /**
   * Computes d_i = a_ii, 0 where none is stored, and s_i = Σ_j |a_ij|. Reads each entry once.
   *
   * @param diagonal receives d, one value for each row
   * @param sums receives s
   */
  void rows(SparseMatrix a, HostTensor diagonal, HostTensor sums);
}
