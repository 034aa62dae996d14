package gatun.engine.spi;

import gatun.engine.Epilogue;
import gatun.engine.Side;
import gatun.engine.Tensor;
import gatun.engine.Triangle;

/**
 * Matrix-matrix operations (level 3 of the BLAS). Operands may be strided along every axis; the
 * output shares no memory with an input. Each element of a result is summed in the order of k, in
 * blocks of a length that depends on K alone, so results do not depend on the number of threads.
 *
 * <p>In F32 the factors A and B of {@code gemm} and {@code batched} may be F16 or BF16, each for
 * itself; they are converted when read.
 */
public interface Level3 extends Kernel {
  /**
   * Computes C ← f(α op(A) op(B) + β C + …), see {@link Epilogue}; op(X) = X or Xᵀ, op(A) m×k,
   * op(B) k×n. β = 0 overwrites C whatever it holds; with k = 0 or α = 0 the product is left out. 2
   * m n k flops.
   */
  void gemm(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c,
      Epilogue epilogue);

  /**
   * Computes C_t ← α op(A_t) op(B_t) + β C_t for each t along the first axis of C. An A or B whose
   * first extent is 1 is used for every t.
   */
  void batched(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c);

  /**
   * Computes one triangle of C ← α op(A) op(A)ᵀ + β C, op(A) = A or Aᵀ, n×k. The other triangle is
   * neither read nor written. n² k flops.
   */
  void syrk(Triangle part, double alpha, Tensor a, boolean transposed, double beta, Tensor c);

  /**
   * Solves op(A) X = α B or X op(A) = α B for a triangular A and stores X in B. Of A only the
   * triangle is read, without its diagonal if {@code unit}; α = 0 gives X = 0. n² flops for each
   * column (row) of B.
   */
  void trsm(
      Side side, Triangle part, boolean transposed, boolean unit, double alpha, Tensor a, Tensor b);
}
