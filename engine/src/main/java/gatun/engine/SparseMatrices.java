package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Memory;
import gatun.engine.spi.ReferenceBackend;
import gatun.engine.spi.SparseAlgebra;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Matrices made from sparse matrices: diagonal, triangle, transpose, another type, product. */
public final class SparseMatrices {
  private SparseMatrices() {}

  /** Returns the diagonal as a vector of the matrix's type, 0 where no entry is stored. */
  public static HostTensor diagonal(SparseMatrix a, Workspace workspace) {
    long n = Math.min(a.rows(), a.columns());
    HostTensor diagonal = workspace.zeros(a.dtype(), n);
    for (long i = 0; i < n; i++) {
      diagonal.set(a.at(i, i), i);
    }
    return diagonal;
  }

  /** Returns the entries with column ≤ row, as a matrix of its own. Cost O(nonzeros). */
  public static SparseMatrix lower(SparseMatrix a, Workspace workspace) {
    long count = 0;
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1) && a.column(e) <= i; e++) {
        count++;
      }
    }
    RowBuilder builder = new RowBuilder(workspace, a.dtype(), a.rows(), a.columns(), count);
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1) && a.column(e) <= i; e++) {
        builder.add(a.column(e), a.value(e));
      }
      builder.endRow();
    }
    return builder.build(false);
  }

  /**
   * Returns a copy of the matrix with its values in another real type. The backend of the workspace
   * converts them where its kernels see the memory of the matrix, else the reference does.
   */
  public static SparseMatrix convert(SparseMatrix a, DType dtype, Workspace workspace) {
    Check.that(dtype.computes(), () -> "convert: expected F32 or F64, found " + dtype);
    HostTensor pointers = workspace.zeros(DType.I64, a.rows() + 1);
    HostTensor columns = workspace.zeros(DType.I32, a.nonzeros());
    HostTensor values = workspace.zeros(dtype, a.nonzeros());
    MemorySegment.copy(a.rowPointerSegment(), 0, pointers.segment(), 0, 8 * (a.rows() + 1));
    MemorySegment.copy(a.columnSegment(), 0, columns.segment(), 0, 4 * a.nonzeros());
    Backend backend = workspace.backend();
    boolean seen =
        backend.memory() == Memory.HOST || backend.memory() == a.owner().backend().memory();
    Blas.of(seen ? backend : new ReferenceBackend(), a.dtype()).copy(a.values(), values);
    return new SparseMatrix(a.rows(), a.columns(), pointers, columns, values, a.symmetric());
  }

  /**
   * Returns C = A B, with the pattern of the product without cancellation. The entries are summed
   * in a fixed order: the bits do not depend on the number of threads. Two flops for each pair of
   * an entry a_ij and an entry b_jk, and as many steps to count before.
   *
   * @param symmetric whether C = Cᵀ, which the caller promises
   * @param workspace owns the result
   * @throws IllegalArgumentException if types or shapes do not fit
   * @throws UnsupportedOperationException if the backend of the workspace has no sparse products
   */
  public static SparseMatrix multiply(
      SparseMatrix a, SparseMatrix b, boolean symmetric, Workspace workspace) {
    Check.that(
        a.columns() == b.rows() && a.dtype() == b.dtype(),
        () -> "sparse product: expected types and inner extents that fit, found " + a + " x " + b);
    Check.that(
        !symmetric || a.rows() == b.columns(),
        () -> "sparse product: expected a square result, found " + a + " x " + b);
    SparseAlgebra kernel =
        workspace.backend().require(KernelKey.of(SparseAlgebra.class, a.dtype()));
    HostTensor pointers = workspace.zeros(DType.I64, a.rows() + 1);
    Lifetime.acquire(a.values(), b.values(), pointers);
    try {
      kernel.count(a, b, pointers);
      long entries = pointers.segment().getAtIndex(ValueLayout.JAVA_LONG, a.rows());
      HostTensor columns = workspace.zeros(DType.I32, entries);
      HostTensor values = workspace.zeros(a.dtype(), entries);
      kernel.multiply(a, b, pointers, columns, values);
      return new SparseMatrix(a.rows(), b.columns(), pointers, columns, values, symmetric);
    } finally {
      Lifetime.release(a.values(), b.values(), pointers);
    }
  }

  /** Returns Aᵀ. Cost O(nonzeros + rows + columns). */
  public static SparseMatrix transpose(SparseMatrix a, Workspace workspace) {
    HostTensor pointers = workspace.zeros(DType.I64, a.columns() + 1);
    HostTensor indices = workspace.zeros(DType.I32, a.nonzeros());
    HostTensor values = workspace.zeros(a.dtype(), a.nonzeros());
    Check.that(
        a.rows() <= Integer.MAX_VALUE,
        () -> "transpose: expected at most 2^31 - 1 rows, found " + a.rows());
    SparseAlgebra kernel = kernel(a, workspace);
    Lifetime.acquire(a.values(), pointers);
    try {
      kernel.transpose(a, pointers, indices, values);
    } finally {
      Lifetime.release(a.values(), pointers);
    }
    return new SparseMatrix(a.columns(), a.rows(), pointers, indices, values, a.symmetric());
  }

  private static SparseAlgebra kernel(SparseMatrix a, Workspace workspace) {
    KernelKey<SparseAlgebra> key = KernelKey.of(SparseAlgebra.class, a.dtype());
    return workspace.backend().kernel(key).orElseGet(() -> new ReferenceBackend().require(key));
  }

  /**
   * Computes d_i = a_ii, 0 where none is stored, and s_i = Σ_j |a_ij|. Reads each entry once.
   *
   * @param diagonal receives d: a contiguous vector of the matrix's type, one element for each row
   * @param sums receives s, the same
   */
  public static void rows(SparseMatrix a, HostTensor diagonal, HostTensor sums) {
    Check.dense("sparse rows, diagonal", diagonal, a.dtype(), a.rows());
    Check.dense("sparse rows, sums", sums, a.dtype(), a.rows());
    Check.distinct("sparse rows", diagonal, sums);
    Lifetime.acquire(a.values(), diagonal, sums);
    try {
      kernel(a, diagonal.owner()).rows(a, diagonal, sums);
    } finally {
      Lifetime.release(a.values(), diagonal, sums);
    }
  }

  /** Returns whether a square matrix equals its transpose, entry by entry. */
  public static boolean symmetric(SparseMatrix a) {
    if (a.rows() != a.columns()) {
      return false;
    }
    for (long i = 0; i < a.rows(); i++) {
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        int j = a.column(e);
        if (j != i && a.at(j, i) != a.value(e)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns max_i Σ_j |a_ij|, the operator norm for the maximum norm. */
  public static double infinityNorm(SparseMatrix a) {
    double largest = 0;
    for (long i = 0; i < a.rows(); i++) {
      double sum = 0;
      for (long e = a.rowPointer(i); e < a.rowPointer(i + 1); e++) {
        sum += Math.abs(a.value(e));
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
