package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Level2;
import gatun.engine.spi.Level3;
import gatun.engine.spi.Lifetime;

/**
 * Products of matrices and vectors of one element type on one backend, checked. Matrices are rank-2
 * tensors, possibly views that are strided along both axes; op(X) is X, or Xᵀ where the flag behind
 * X says so. The output must not share memory with an input. Results do not depend on the number of
 * threads. NaN and infinity pass through as in the formula; β = 0 overwrites the output whatever it
 * holds.
 *
 * <p>Products ({@code gemm} and {@code batched}) computed in F32 also take an A or B of F16 or
 * BF16: its elements are converted exactly as they are read, the result is that of the converted
 * matrix. All other operands have the type of the operations.
 *
 * <p>Nothing here allocates per call, apart from buffers that each thread grows once and keeps.
 */
public final class MatrixBlas {
  private final Level2 level2;
  private final Level3 level3;
  private final DType dtype;

  private MatrixBlas(Level2 level2, Level3 level3, DType dtype) {
    this.level2 = level2;
    this.level3 = level3;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static MatrixBlas of(Backend backend, DType dtype) {
    return new MatrixBlas(
        backend.require(KernelKey.of(Level2.class, dtype)),
        backend.require(KernelKey.of(Level3.class, dtype)),
        dtype);
  }

  /** Computes C ← A B, with A m×k, B k×n and C m×n. 2 m n k flops. */
  public void gemm(Tensor a, Tensor b, Tensor c) {
    gemm(1, a, false, b, false, 0, c, Epilogue.NONE);
  }

  /** Computes C ← α op(A) op(B) + β C, with op(A) m×k, op(B) k×n and C m×n. 2 m n k flops. */
  public void gemm(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c) {
    gemm(alpha, a, transposeA, b, transposeB, beta, c, Epilogue.NONE);
  }

  /**
   * Computes C ← f(α op(A) op(B) + β C + …), see {@link Epilogue}. 2 m n k flops.
   *
   * @throws IllegalArgumentException if a type or shape does not fit or C overlaps an input
   */
  public void gemm(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c,
      Epilogue epilogue) {
    product("gemm", 2, a, transposeA, b, transposeB, c);
    epilogue.check(dtype, c);
    Lifetime.acquire(a, b, c);
    try {
      epilogue.acquire();
      try {
        level3.gemm(alpha, a, transposeA, b, transposeB, beta, c, epilogue);
      } finally {
        epilogue.release();
      }
    } finally {
      Lifetime.release(a, b, c);
    }
  }

  /**
   * Computes C_t ← α op(A_t) op(B_t) + β C_t for each t along the first axis of rank-3 tensors. An
   * A or B whose first extent is 1 is used for every t. 2 m n k flops for each t.
   */
  public void batched(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c) {
    product("batched", 3, a, transposeA, b, transposeB, c);
    long count = c.shape().extent(0);
    batch("batched A", a, count);
    batch("batched B", b, count);
    Lifetime.acquire(a, b, c);
    try {
      level3.batched(alpha, a, transposeA, b, transposeB, beta, c);
    } finally {
      Lifetime.release(a, b, c);
    }
  }

  /**
   * Computes one triangle of C ← α op(A) op(A)ᵀ + β C, with op(A) n×k and C n×n. The other triangle
   * is neither read nor written. n² k flops.
   */
  public void syrk(
      Triangle part, double alpha, Tensor a, boolean transposed, double beta, Tensor c) {
    operand("syrk A", a, 2);
    operand("syrk C", c, 2);
    long n = a.shape().extent(transposed ? 1 : 0);
    shape("syrk C", c, n, n);
    Check.distinct("syrk", a, c);
    Lifetime.acquire(a, c);
    try {
      level3.syrk(part, alpha, a, transposed, beta, c);
    } finally {
      Lifetime.release(a, c);
    }
  }

  /**
   * Solves op(A) X = α B ({@link Side#LEFT}) or X op(A) = α B ({@link Side#RIGHT}) and stores X in
   * B. A is triangular, only that triangle is read. A zero on the diagonal gives infinities or NaN,
   * as the division does. n² flops for each column (row) of B.
   *
   * @param unit take the diagonal of A as ones, without reading it
   */
  public void trsm(
      Side side,
      Triangle part,
      boolean transposed,
      boolean unit,
      double alpha,
      Tensor a,
      Tensor b) {
    operand("trsm A", a, 2);
    operand("trsm B", b, 2);
    long n = b.shape().extent(side == Side.LEFT ? 0 : 1);
    shape("trsm A", a, n, n);
    Check.distinct("trsm", a, b);
    Lifetime.acquire(a, b);
    try {
      level3.trsm(side, part, transposed, unit, alpha, a, b);
    } finally {
      Lifetime.release(a, b);
    }
  }

  /** Computes y ← α op(A) x + β y. Reads A once; 2 m n flops. */
  public void gemv(double alpha, Tensor a, boolean transposed, Tensor x, double beta, Tensor y) {
    operand("gemv A", a, 2);
    Check.vector("gemv x", x, dtype, a.shape().extent(transposed ? 0 : 1));
    Check.vector("gemv y", y, dtype, a.shape().extent(transposed ? 1 : 0));
    Check.distinct("gemv", a, y);
    Check.distinct("gemv", x, y);
    Lifetime.acquire(a, x, y);
    try {
      level2.gemv(alpha, a, transposed, x, beta, y);
    } finally {
      Lifetime.release(a, x, y);
    }
  }

  /** Computes A ← A + α x yᵀ. Reads and writes A once; 2 m n flops. */
  public void ger(double alpha, Tensor x, Tensor y, Tensor a) {
    operand("ger A", a, 2);
    Check.vector("ger x", x, dtype, a.shape().extent(0));
    Check.vector("ger y", y, dtype, a.shape().extent(1));
    Check.distinct("ger", x, a);
    Check.distinct("ger", y, a);
    Lifetime.acquire(x, y, a);
    try {
      level2.ger(alpha, x, y, a);
    } finally {
      Lifetime.release(x, y, a);
    }
  }

  private void operand(String name, Tensor x, int rank) {
    Check.dtype(name, x, dtype);
    Check.rank(name, x, rank);
  }

  private void factor(String name, Tensor x, int rank) {
    boolean half = x.dtype() == DType.F16 || x.dtype() == DType.BF16;
    if (!half || dtype != DType.F32) {
      Check.dtype(name, x, dtype);
    }
    Check.rank(name, x, rank);
  }

  private void product(
      String operation, int rank, Tensor a, boolean ta, Tensor b, boolean tb, Tensor c) {
    factor(operation, a, rank);
    factor(operation, b, rank);
    operand(operation, c, rank);
    int rows = rank - 2;
    int columns = rank - 1;
    long m = a.shape().extent(ta ? columns : rows);
    long k = a.shape().extent(ta ? rows : columns);
    long n = b.shape().extent(tb ? rows : columns);
    if (b.shape().extent(tb ? columns : rows) != k
        || c.shape().extent(rows) != m
        || c.shape().extent(columns) != n) {
      throw new IllegalArgumentException(
          operation
              + ": shapes do not fit: A "
              + a.shape()
              + (ta ? " transposed" : "")
              + ", B "
              + b.shape()
              + (tb ? " transposed" : "")
              + ", C "
              + c.shape());
    }
    Check.distinct(operation, a, c);
    Check.distinct(operation, b, c);
  }

  private static void batch(String name, Tensor x, long count) {
    long found = x.shape().extent(0);
    if (found != count && found != 1) {
      throw new IllegalArgumentException(
          name + ": expected a first extent of " + count + " or 1, found " + found);
    }
  }

  private static void shape(String name, Tensor x, long rows, long columns) {
    if (x.shape().extent(0) != rows || x.shape().extent(1) != columns) {
      throw new IllegalArgumentException(
          name + ": expected [" + rows + ", " + columns + "], found " + x.shape());
    }
  }
}
