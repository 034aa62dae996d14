package gatun.linear.dense;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/**
 * The eigenvalues and orthonormal eigenvectors of a symmetric matrix, A = V Λ Vᵀ: reduction to
 * tridiagonal form by blocks of Householder reflections, then the implicit QL iteration with
 * Wilkinson's shifts.
 *
 * <p>Prepared once for a size. 4 n³/3 flops for the reduction (half of them in matrix products), 4
 * n³/3 for forming the reflections, about 9 n³ in rotations. Not for use by several threads at
 * once.
 *
 * <p>Golub, Van Loan: Matrix Computations, 4th edition, §8.3; Dongarra, Hammarling, Sorensen: Block
 * reduction of matrices to condensed forms, J. Comp. Appl. Math. 27 (1989).
 */
public final class SymmetricEigen {
  private final long n;
  private final DType dtype;
  private final Tridiagonal tridiagonal;
  private final ImplicitQl iteration;
  private final HostTensor a;
  private final HostTensor rows; // row k becomes eigenvector k, unsorted
  private final HostTensor values;
  private final HostTensor vectors;
  private boolean factored;

  private SymmetricEigen(long n, DType dtype, Workspace w) {
    this.n = n;
    this.dtype = dtype;
    Dense dense = Dense.of(w, dtype);
    this.a = Storage.matrix(w, dtype, n, n);
    this.rows = Storage.matrix(w, dtype, n, n);
    this.vectors = Storage.matrix(w, dtype, n, n);
    this.values = w.zeros(dtype, n);
    this.tridiagonal = new Tridiagonal(n, dense, w);
    this.iteration = new ImplicitQl(n, dense, w);
  }

  /**
   * Prepares decompositions of n×n matrices.
   *
   * @param w owns the memory: about 3 n² values
   * @throws IllegalArgumentException if n is negative or the type is not real
   */
  public static SymmetricEigen of(long n, DType dtype, Workspace w) {
    Dense.check("SymmetricEigen", n, dtype);
    return new SymmetricEigen(n, dtype, w);
  }

  /**
   * Computes eigenvalues and eigenvectors. The upper triangle of a is read and copied; a is not
   * changed.
   *
   * @param matrix n×n, possibly a strided view
   * @return {@code DONE}, {@code NON_FINITE}, or {@code LIMIT_REACHED}
   * @throws IllegalArgumentException if a does not fit
   */
  public Factored factor(Tensor matrix) {
    Storage.check("SymmetricEigen a", matrix, dtype, n, n);
    factored = false;
    Storage.copy((HostTensor) matrix, a);
    Storage.mirrorUpper(a);
    tridiagonal.reduce(a);
    Factored result = iteration.prepare(tridiagonal.diagonal(), tridiagonal.beside());
    if (result.success()) {
      tridiagonal.reflections(a, rows);
      result = iteration.run(rows);
    }
    if (result.success()) {
      sort();
      factored = true;
    }
    return result;
  }

  private void sort() {
    int[] order = iteration.ascending();
    for (int k = 0; k < n; k++) {
      values.set(iteration.values()[order[k]], k);
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        Storage.put(vectors, i, k, Storage.at(rows, order[k], i));
      }
    }
  }

  /**
   * Returns the eigenvalues in ascending order, valid until the next {@link #factor}.
   *
   * @throws IllegalStateException if the last decomposition failed or there was none
   */
  public Tensor values() {
    Dense.requireFactors("SymmetricEigen", factored);
    return values;
  }

  /**
   * Returns the matrix whose column k is the eigenvector of eigenvalue k, valid until the next
   * {@link #factor}.
   *
   * @throws IllegalStateException if the last decomposition failed or there was none
   */
  public Tensor vectors() {
    Dense.requireFactors("SymmetricEigen", factored);
    return vectors;
  }
}
