package gatun.engine.spi;

import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;

/** Solves with sparse triangular matrices, as incomplete factorisations and SSOR need. */
public interface Sptrsv extends Kernel {
  /**
   * Analyses a lower triangular matrix L (entries above the diagonal absent, every diagonal entry
   * present and not zero) for solves with L and with its transpose.
   *
   * @param workspace owns what the analysis needs
   */
  Triangle prepare(SparseMatrix lower, Workspace workspace);

  /**
   * An analysed triangle. Vectors are contiguous; x may be b. The result is that of substitution in
   * the natural order of rows, whatever the number of threads.
   */
  interface Triangle {
    /** Computes x ← L⁻¹ b. */
    void solveLower(Tensor b, Tensor x);

    /** Computes x ← L⁻ᵀ b. */
    void solveTransposed(Tensor b, Tensor x);

    /** Returns one line that says how the solves are scheduled and why. */
    String description();

    /** Returns the bytes of matrix data read by one solve. */
    long bytes();
  }
}
