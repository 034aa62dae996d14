package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Level1;
import gatun.engine.spi.Recurrence;

/** Level 1 of the BLAS by the kernels of {@code level1.cu}. */
final class CudaLevel1 implements Level1 {
  private static final double SMALLEST_SUM = 1e-280; // of squares, without harmful underflow

  private final DeviceQueue queue;
  private final KernelFunction fill;
  private final KernelFunction copyF32;
  private final KernelFunction copyF64;
  private final KernelFunction scal;
  private final KernelFunction axpy;
  private final KernelFunction axpby;
  private final KernelFunction multiply;
  private final KernelFunction dot;
  private final KernelFunction squares;
  private final KernelFunction asum;
  private final KernelFunction amax;

  CudaLevel1(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("level1.cu", dtype);
    this.fill = code.function("fill", "idpi");
    this.copyF32 = code.function("copy_f32", "ipipi");
    this.copyF64 = code.function("copy_f64", "ipipi");
    this.scal = code.function("scal", "idpi");
    this.axpy = code.function("axpy", "idpipi");
    this.axpby = code.function("axpby", "idpidpi");
    this.multiply = code.function("multiply", "ipipipi");
    this.dot = code.function("dot", "ipipippp");
    this.squares = code.function("squares", "idpippp");
    this.asum = code.function("asum", "ipippp");
    this.amax = code.function("amax", "ipippp");
  }

  private static void vector(KernelFunction kernel, Tensor x) {
    kernel.with(DeviceQueue.address(x)).with(x.stride(0));
  }

  private void pass(KernelFunction kernel, long n) {
    queue.run(kernel, KernelFunction.pass(n));
  }

  private double reduce(KernelFunction kernel, long n) {
    return queue.reduce(kernel, KernelFunction.reduction(n));
  }

  @Override
  public void fill(double value, Tensor x) {
    scaled(fill, value, x);
  }

  @Override
  public void scal(double alpha, Tensor x) {
    scaled(scal, alpha, x);
  }

  private void scaled(KernelFunction kernel, double value, Tensor x) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      vector(kernel.begin().with(x.size()).with(value), x);
      pass(kernel, x.size());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      KernelFunction kernel = y.dtype() == DType.F32 ? copyF32 : copyF64;
      vector(kernel.begin().with(x.size()), x);
      vector(kernel, y);
      pass(kernel, x.size());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void axpy(double alpha, Tensor x, Tensor y) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      vector(axpy.begin().with(x.size()).with(alpha), x);
      vector(axpy, y);
      pass(axpy, x.size());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void axpby(double alpha, Tensor x, double beta, Tensor y) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      vector(axpby.begin().with(x.size()).with(alpha), x);
      vector(axpby.with(beta), y);
      pass(axpby, x.size());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      vector(multiply.begin().with(x.size()), x);
      vector(multiply, y);
      vector(multiply, z);
      pass(multiply, x.size());
    } finally {
      queue.leave();
    }
  }

  @Override
  public double dot(Tensor x, Tensor y) {
    if (x.size() == 0) {
      return 0;
    }
    queue.enter();
    try {
      vector(dot.begin().with(x.size()), x);
      vector(dot, y);
      return reduce(dot, x.size());
    } finally {
      queue.leave();
    }
  }

  @Override
  public void dot(Tensor x, Tensor y, Recurrence numbers, int cell) {
    queue.enter();
    try {
      vector(dot.begin().with(x.size()), x);
      vector(dot, y);
      long blocks = Math.max(1, KernelFunction.reduction(x.size()));
      queue.reduce(dot, blocks, numbers.cells(), cell);
    } finally {
      queue.leave();
    }
  }

  @Override
  public double nrm2(Tensor x) {
    if (x.size() == 0) {
      return 0;
    }
    queue.enter();
    try {
      double sum = squares(1, x);
      if (Double.isNaN(sum) || (sum >= SMALLEST_SUM && sum < Double.POSITIVE_INFINITY)) {
        return Math.sqrt(sum);
      }
      double largest = magnitude(amax, x);
      return largest == 0 || Double.isInfinite(largest)
          ? largest
          : largest * Math.sqrt(squares(largest, x));
    } finally {
      queue.leave();
    }
  }

  private double squares(double scale, Tensor x) {
    vector(squares.begin().with(x.size()).with(scale), x);
    return reduce(squares, x.size());
  }

  private double magnitude(KernelFunction kernel, Tensor x) {
    vector(kernel.begin().with(x.size()), x);
    return reduce(kernel, x.size());
  }

  @Override
  public double asum(Tensor x) {
    return entered(asum, x);
  }

  @Override
  public double amax(Tensor x) {
    return entered(amax, x);
  }

  private double entered(KernelFunction kernel, Tensor x) {
    if (x.size() == 0) {
      return 0;
    }
    queue.enter();
    try {
      return magnitude(kernel, x);
    } finally {
      queue.leave();
    }
  }
}
