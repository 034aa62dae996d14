package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * Matrix-vector operations (level 2 of the BLAS). Operands may be strided along every axis; results
 * do not depend on the number of threads.
 */
public interface Level2 extends Kernel {
  /**
   * Computes y ← α op(A) x + β y, op(A) = A or Aᵀ; β = 0 overwrites y whatever it holds, α = 0 or
   * an empty sum leaves β y. Reads A once, 2 m n flops.
   */
  void gemv(double alpha, Tensor a, boolean transposed, Tensor x, double beta, Tensor y);

  /** Computes A ← A + α x yᵀ. Reads and writes A once, 2 m n flops. */
  void ger(double alpha, Tensor x, Tensor y, Tensor a);
}
