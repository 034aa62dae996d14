package gatun.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a product does to each element of its result before it is stored, without another pass over
 * memory: c_ij ← f(α (A B)_ij + β c_ij + column_j + row_i + residual_ij). What is null is left out.
 *
 * @param activation the function f
 * @param column a bias for each column, a vector as long as a row of C
 * @param row a bias for each row, a vector as long as a column of C
 * @param residual a matrix of C's shape; it may be strided, and must not share memory with C
 */
public record Epilogue(
    Activation activation,
    @Nullable Tensor column,
    @Nullable Tensor row,
    @Nullable Tensor residual) {
  /** Nothing is done. */
  public static final Epilogue NONE = new Epilogue(Activation.IDENTITY, null, null, null);

  /** Returns this epilogue with another function. */
  public Epilogue with(Activation function) {
    return new Epilogue(function, column, row, residual);
  }

  /** Returns this epilogue with a bias for each column of C. */
  public Epilogue withColumnBias(Tensor bias) {
    return new Epilogue(activation, bias, row, residual);
  }

  /** Returns this epilogue with a bias for each row of C. */
  public Epilogue withRowBias(Tensor bias) {
    return new Epilogue(activation, column, bias, residual);
  }

  /** Returns this epilogue with a matrix that is added. */
  public Epilogue withResidual(Tensor added) {
    return new Epilogue(activation, column, row, added);
  }

  /** Returns whether nothing is done. */
  public boolean none() {
    return activation == Activation.IDENTITY && column == null && row == null && residual == null;
  }

  void check(DType dtype, Tensor c) {
    int rank = c.shape().rank();
    if (column != null) {
      Check.vector("gemm column bias", column, dtype, c.shape().extent(rank - 1));
      Check.distinct("gemm", column, c);
    }
    if (row != null) {
      Check.vector("gemm row bias", row, dtype, c.shape().extent(rank - 2));
      Check.distinct("gemm", row, c);
    }
    if (residual != null) {
      Check.dtype("gemm residual", residual, dtype);
      if (!residual.shape().equals(c.shape())) {
        throw new IllegalArgumentException(
            "gemm residual: expected C's shape " + c.shape() + ", found " + residual.shape());
      }
      Check.distinct("gemm", residual, c);
    }
  }

  void acquire() {
    acquire(column);
    try {
      acquire(row);
      try {
        acquire(residual);
      } catch (IllegalStateException e) {
        release(row);
        throw e;
      }
    } catch (IllegalStateException e) {
      release(column);
      throw e;
    }
  }

  void release() {
    release(column);
    release(row);
    release(residual);
  }

  private static void acquire(@Nullable Tensor t) {
    if (t != null) {
      t.lifetime().acquire();
    }
  }

  private static void release(@Nullable Tensor t) {
    if (t != null) {
      t.lifetime().release();
    }
  }
}
