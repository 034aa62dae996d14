package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.Side;
import gatun.engine.Tensor;
import gatun.engine.Triangle;
import gatun.engine.spi.Level3;

/**
 * Level 3 of the BLAS by cuBLAS where one axis of every matrix lies densely, else, and for factors
 * of two types, by the kernels of {@code dense.cu}. cuBLAS has matrices by columns: one with dense
 * rows is to it the transposed matrix, so that Cᵀ = op(B)ᵀ op(A)ᵀ is what it computes.
 */
final class CudaLevel3 implements Level3 {
  private final DeviceQueue queue;
  private final DType dtype;
  private final DenseLibrary library;
  private final DenseKernels kernels;

  /**
   * Uses the queue's cuBLAS.
   *
   * @throws CudaException if the library is missing or refuses
   */
  CudaLevel3(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.dtype = dtype;
    this.library = queue.dense();
    this.kernels = new DenseKernels(queue, dtype);
  }

  /**
   * Returns the distance between the rows of a matrix whose rows lie densely, minus that between
   * the columns of one whose columns do, and 0 for any other.
   */
  static long lead(long rows, long columns, long rowStride, long columnStride) {
    if (columns == 1 || columnStride == 1) {
      long distance = rows == 1 ? Math.max(1, columns) : rowStride;
      if (distance >= columns && distance > 0) {
        return distance;
      }
    }
    if (rows == 1 || rowStride == 1) {
      long distance = columns == 1 ? Math.max(1, rows) : columnStride;
      if (distance >= rows && distance > 0) {
        return -distance;
      }
    }
    return 0;
  }

  /** Returns {@link #lead} of the last two axes. */
  static long lead(Tensor x) {
    int axis = x.shape().rank() - 2;
    return lead(
        x.shape().extent(axis), x.shape().extent(axis + 1), x.stride(axis), x.stride(axis + 1));
  }

  @Override
  public void gemm(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c,
      Epilogue epilogue) {
    if (c.size() == 0) {
      return;
    }
    queue.enter();
    try {
      multiply(alpha, a, transposeA, b, transposeB, beta, c);
      if (!epilogue.none()) {
        kernels.epilogue(epilogue, c);
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  @Override
  public void batched(
      double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double beta,
      Tensor c) {
    gemm(alpha, a, transposeA, b, transposeB, beta, c, Epilogue.NONE);
  }

  private void multiply(
      double alpha, Tensor a, boolean ta, Tensor b, boolean tb, double beta, Tensor c) {
    int rows = c.shape().rank() - 2;
    long k = alpha == 0 ? 0 : a.shape().extent(ta ? rows : rows + 1);
    long leadA = lead(a);
    long leadB = lead(b);
    long leadC = lead(c);
    if (k == 0 || leadA == 0 || leadB == 0 || leadC == 0 || a.dtype() != b.dtype()) {
      kernels.product(k, alpha, a, ta, b, tb, beta, c, 0);
      return;
    }
    boolean columns = leadC < 0; // then cuBLAS sees C itself
    Tensor first = columns ? a : b;
    Tensor second = columns ? b : a;
    library.gemm(
        a.dtype(),
        dtype,
        turned(columns ? leadA : leadB, columns, columns ? ta : tb),
        turned(columns ? leadB : leadA, columns, columns ? tb : ta),
        c.shape().extent(columns ? rows : rows + 1),
        c.shape().extent(columns ? rows + 1 : rows),
        k,
        alpha,
        DeviceQueue.address(first),
        Math.abs(columns ? leadA : leadB),
        apart(first),
        DeviceQueue.address(second),
        Math.abs(columns ? leadB : leadA),
        apart(second),
        beta,
        DeviceQueue.address(c),
        Math.abs(leadC),
        apart(c),
        rows == 1 ? c.shape().extent(0) : 1);
  }

  /**
   * Returns whether cuBLAS has to transpose a matrix of this lead for op(X), or for its transpose.
   */
  private static boolean turned(long lead, boolean columns, boolean transposed) {
    return ((lead > 0) != columns) == transposed;
  }

  /** Returns the distance between the matrices of a batch. */
  private static long apart(Tensor x) {
    return x.shape().rank() == 3 && x.shape().extent(0) > 1 ? x.stride(0) : 0;
  }

  @Override
  public void syrk(
      Triangle part, double alpha, Tensor a, boolean transposed, double beta, Tensor c) {
    if (c.size() == 0) {
      return;
    }
    long k = alpha == 0 ? 0 : a.shape().extent(transposed ? 0 : 1);
    boolean lower = part == Triangle.LOWER;
    long leadA = lead(a);
    long leadC = lead(c);
    queue.enter();
    try {
      if (k == 0 || leadA == 0 || leadC == 0) {
        kernels.product(k, alpha, a, transposed, a, !transposed, beta, c, lower ? 1 : 2);
      } else {
        library.syrk(
            dtype,
            lower == (leadC < 0),
            (leadA < 0) == transposed,
            c.shape().extent(0),
            k,
            alpha,
            DeviceQueue.address(a),
            Math.abs(leadA),
            beta,
            DeviceQueue.address(c),
            Math.abs(leadC));
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  @Override
  public void trsm(
      Side side,
      Triangle part,
      boolean transposed,
      boolean unit,
      double alpha,
      Tensor a,
      Tensor b) {
    if (b.size() == 0) {
      return;
    }
    boolean left = side == Side.LEFT;
    boolean lower = part == Triangle.LOWER;
    queue.enter();
    try {
      if (alpha == 0) {
        kernels.product(0, 0, a, false, b, false, 0, b, 0);
      } else if (lead(a) == 0 || lead(b) == 0) {
        boolean flipped = transposed == left; // then row i of the system is column i of A
        kernels.substitute(left, lower != flipped, flipped, unit, alpha, a, b);
      } else {
        solve(left, lower, transposed, unit, alpha, a, b);
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  private void solve(
      boolean left,
      boolean lower,
      boolean transposed,
      boolean unit,
      double alpha,
      Tensor a,
      Tensor b) {
    long leadA = lead(a);
    long leadB = lead(b);
    boolean columns = leadB < 0;
    library.trsm(
        dtype,
        left == columns,
        lower == (leadA < 0),
        turned(leadA, columns, transposed),
        unit,
        b.shape().extent(columns ? 0 : 1),
        b.shape().extent(columns ? 1 : 0),
        alpha,
        DeviceQueue.address(a),
        Math.abs(leadA),
        DeviceQueue.address(b),
        Math.abs(leadB));
  }
}
