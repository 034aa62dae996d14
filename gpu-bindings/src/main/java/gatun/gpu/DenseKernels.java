package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Launches the kernels of {@code dense.cu}. Only between enter and leave of the queue; the caller
 * settles.
 */
final class DenseKernels {
  private final DeviceQueue queue;
  private final KernelFunction product;
  private final KernelFunction ger;
  private final KernelFunction substitute;
  private final KernelFunction epilogue;

  DenseKernels(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("dense.cu", dtype);
    this.product = code.function("product", "iiidpiiiipiiiidpiiii");
    this.ger = code.function("ger", "iidpipipii");
    this.substitute = code.function("substitute", "iiiidpiipii");
    this.epilogue = code.function("epilogue", "iipiipipipiii");
  }

  /**
   * How one launch of {@code product} reads a factor: rank 2 or 3, the first of three axes counts
   * the batch and is ignored where its extent is 1.
   */
  private void factor(Tensor x, boolean turned) {
    int rows = x.shape().rank() - 2;
    boolean batch = rows == 1 && x.shape().extent(0) > 1;
    product.with(DeviceQueue.address(x)).with(x.dtype().ordinal());
    product.with(x.stride(turned ? rows + 1 : rows)).with(x.stride(turned ? rows : rows + 1));
    product.with(batch ? x.stride(0) : 0);
  }

  /** Computes C_t ← α op(A_t) op(B_t) + β C_t for any strides; with k = 0 only β C. */
  void product(
      long k,
      double alpha,
      Tensor a,
      boolean turnA,
      Tensor b,
      boolean turnB,
      double beta,
      Tensor c,
      long triangle) {
    int rows = c.shape().rank() - 2;
    long m = c.shape().extent(rows);
    long n = c.shape().extent(rows + 1);
    long count = rows == 1 ? c.shape().extent(0) : 1;
    product.begin().with(m).with(n).with(k).with(alpha);
    factor(a, turnA);
    factor(b, turnB);
    product.with(beta).with(DeviceQueue.address(c)).with(c.stride(rows)).with(c.stride(rows + 1));
    product.with(rows == 1 ? c.stride(0) : 0).with(triangle);
    queue.launch(product, KernelFunction.tiles(m, n) * count);
  }

  /** Computes y ← α op(A) x + β y for any strides; with k = 0 only β y. */
  void vector(long k, double alpha, Tensor a, boolean turned, Tensor x, double beta, Tensor y) {
    product.begin().with(y.size()).with(1).with(k).with(alpha);
    factor(a, turned);
    product
        .with(DeviceQueue.address(x))
        .with(x.dtype().ordinal())
        .with(x.stride(0))
        .with(0)
        .with(0);
    product.with(beta).with(DeviceQueue.address(y)).with(y.stride(0)).with(0).with(0).with(0);
    queue.launch(product, KernelFunction.tiles(y.size(), 1));
  }

  /** Computes A ← A + α x yᵀ. */
  void ger(double alpha, Tensor x, Tensor y, Tensor a) {
    ger.begin().with(x.size()).with(y.size()).with(alpha);
    ger.with(DeviceQueue.address(x)).with(x.stride(0));
    ger.with(DeviceQueue.address(y)).with(y.stride(0));
    ger.with(DeviceQueue.address(a)).with(a.stride(0)).with(a.stride(1));
    queue.launch(ger, KernelFunction.pass(a.size()));
  }

  /** Solves with a triangle for any strides, one thread for each right-hand side. */
  void substitute(
      boolean left,
      boolean forward,
      boolean flipped,
      boolean unit,
      double alpha,
      Tensor a,
      Tensor b) {
    long count = b.shape().extent(left ? 1 : 0);
    substitute.begin().with(a.shape().extent(0)).with(count);
    substitute.with(forward ? 1 : 0).with(unit ? 1 : 0).with(alpha);
    substitute.with(DeviceQueue.address(a)).with(a.stride(flipped ? 1 : 0));
    substitute.with(a.stride(flipped ? 0 : 1));
    substitute
        .with(DeviceQueue.address(b))
        .with(b.stride(left ? 0 : 1))
        .with(b.stride(left ? 1 : 0));
    queue.launch(substitute, KernelFunction.pass(count));
  }

  /** Applies what follows a product. */
  void epilogue(Epilogue e, Tensor c) {
    Tensor residual = e.residual();
    epilogue.begin().with(c.shape().extent(0)).with(c.shape().extent(1));
    epilogue.with(DeviceQueue.address(c)).with(c.stride(0)).with(c.stride(1));
    bias(e.column());
    bias(e.row());
    epilogue.with(DeviceQueue.optional(residual));
    epilogue.with(residual == null ? 0 : residual.stride(0));
    epilogue.with(residual == null ? 0 : residual.stride(1));
    epilogue.with(e.activation().ordinal());
    queue.launch(epilogue, KernelFunction.pass(c.size()));
  }

  private void bias(@Nullable Tensor x) {
    epilogue.with(DeviceQueue.optional(x)).with(x == null ? 0 : x.stride(0));
  }
}
