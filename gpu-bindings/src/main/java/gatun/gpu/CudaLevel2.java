package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Level2;

/**
 * Level 2 of the BLAS: products by cuBLAS where one axis of the matrix lies densely, else by {@code
 * dense.cu}; the outer product by {@code dense.cu}, one pass for any strides.
 */
final class CudaLevel2 implements Level2 {
  private final DeviceQueue queue;
  private final DType dtype;
  private final DenseLibrary library;
  private final DenseKernels kernels;

  /**
   * Uses the queue's cuBLAS.
   *
   * @throws CudaException if the library is missing or refuses
   */
  CudaLevel2(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    this.dtype = dtype;
    this.library = queue.dense();
    this.kernels = new DenseKernels(queue, dtype);
  }

  @Override
  public void gemv(double alpha, Tensor a, boolean transposed, Tensor x, double beta, Tensor y) {
    if (y.size() == 0) {
      return;
    }
    long k = alpha == 0 ? 0 : x.size();
    long lead = CudaLevel3.lead(a);
    queue.enter();
    try {
      if (k == 0 || lead == 0 || x.stride(0) < 1 || y.stride(0) < 1) {
        kernels.vector(k, alpha, a, transposed, x, beta, y);
      } else {
        boolean rows = lead > 0; // then cuBLAS sees the transposed matrix
        library.gemv(
            dtype,
            rows != transposed,
            a.shape().extent(rows ? 1 : 0),
            a.shape().extent(rows ? 0 : 1),
            alpha,
            DeviceQueue.address(a),
            Math.abs(lead),
            DeviceQueue.address(x),
            x.stride(0),
            beta,
            DeviceQueue.address(y),
            y.stride(0));
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  @Override
  public void ger(double alpha, Tensor x, Tensor y, Tensor a) {
    if (a.size() == 0) {
      return;
    }
    queue.enter();
    try {
      kernels.ger(alpha, x, y, a);
      queue.settle();
    } finally {
      queue.leave();
    }
  }
}
