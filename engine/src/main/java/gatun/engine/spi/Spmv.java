package gatun.engine.spi;

import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/** Sparse matrix-vector products. The matrix is first laid out for the backend. */
public interface Spmv extends Kernel {
  /**
   * Lays a matrix out. {@link SparseFormat#AUTO} picks by structure.
   *
   * @param workspace owns what the layout needs; the matrix itself must outlive it too
   */
  Product prepare(SparseMatrix matrix, SparseFormat format, Workspace workspace);

  /** A matrix laid out for products. Vectors are contiguous; x and y share no memory. */
  interface Product {
    /** Computes y ← A x. */
    void apply(Tensor x, Tensor y);

    /** Computes y ← A x for a square A and returns x·y. */
    double applyDot(Tensor x, Tensor y);

    /** Computes y ← A x and leaves x·y as p·q of a loop; nothing once it has ended. */
    default void applyDot(Tensor x, Tensor y, Recurrence numbers) {
      if (!numbers.stopped()) {
        numbers.set(Recurrence.PQ, applyDot(x, y));
      }
    }

    /** Returns the layout in use, never {@code AUTO}. */
    SparseFormat format();

    /** Returns one line that says which layout was chosen and why. */
    String description();

    /** Returns the bytes of matrix data read by one product. */
    long bytes();
  }
}
