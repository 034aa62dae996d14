package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Level1;
import gatun.engine.spi.Lifetime;

/**
 * Vector operations of one element type on one backend, checked. Operands are rank-1 tensors of one
 * length n, possibly strided views; results do not depend on the number of threads. An output may
 * be one of the inputs, the same view, and otherwise shares no element with them.
 *
 * <p>Nothing here allocates. Cost is given as the values moved between memory and processor.
 */
public final class Blas {
  private final Level1 kernel;
  private final DType dtype;

  private Blas(Level1 kernel, DType dtype) {
    this.kernel = kernel;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Blas of(Backend backend, DType dtype) {
    return new Blas(backend.require(KernelKey.of(Level1.class, dtype)), dtype);
  }

  /** Computes x ← value in every element. Moves n values. */
  public void fill(double value, Tensor x) {
    one("fill", x);
    x.lifetime().acquire();
    try {
      kernel.fill(value, x);
    } finally {
      x.lifetime().release();
    }
  }

  /** Computes y ← x, rounding when y is F32 and x is F64. Moves 2n values. */
  public void copy(Tensor x, Tensor y) {
    one("copy x", x);
    if (!y.dtype().computes()) {
      Check.dtype("copy y", y, dtype);
    }
    Check.sameLength("copy", x, y);
    Shapes.sameOrDistinct("copy", x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.copy(x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes x ← α x. Moves 2n values. */
  public void scal(double alpha, Tensor x) {
    one("scal", x);
    x.lifetime().acquire();
    try {
      kernel.scal(alpha, x);
    } finally {
      x.lifetime().release();
    }
  }

  /** Computes y ← α x + y. Moves 3n values. */
  public void axpy(double alpha, Tensor x, Tensor y) {
    two("axpy", x, y);
    Shapes.sameOrDistinct("axpy", x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.axpy(alpha, x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes y ← α x + β y; β = 0 overwrites y whatever it holds. Moves 3n values. */
  public void axpby(double alpha, Tensor x, double beta, Tensor y) {
    two("axpby", x, y);
    Shapes.sameOrDistinct("axpby", x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.axpby(alpha, x, beta, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes z ← x ∘ y elementwise; z may be x or y. Moves 3n values. */
  public void multiply(Tensor x, Tensor y, Tensor z) {
    two("multiply", x, y);
    two("multiply", x, z);
    Shapes.sameOrDistinct("multiply", x, z);
    Shapes.sameOrDistinct("multiply", y, z);
    Lifetime.acquire(x, y, z);
    try {
      kernel.multiply(x, y, z);
    } finally {
      Lifetime.release(x, y, z);
    }
  }

  /** Returns Σ x_i y_i. Moves 2n values. */
  public double dot(Tensor x, Tensor y) {
    two("dot", x, y);
    Lifetime.acquire(x, y);
    try {
      return kernel.dot(x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Returns √(Σ x_i²), without overflow or harmful underflow. Moves n values. */
  public double nrm2(Tensor x) {
    one("nrm2", x);
    x.lifetime().acquire();
    try {
      return kernel.nrm2(x);
    } finally {
      x.lifetime().release();
    }
  }

  /** Returns Σ |x_i|. Moves n values. */
  public double asum(Tensor x) {
    one("asum", x);
    x.lifetime().acquire();
    try {
      return kernel.asum(x);
    } finally {
      x.lifetime().release();
    }
  }

  /** Returns max |x_i|: 0 for an empty vector, NaN if an element is NaN. Moves n values. */
  public double amax(Tensor x) {
    one("amax", x);
    x.lifetime().acquire();
    try {
      return kernel.amax(x);
    } finally {
      x.lifetime().release();
    }
  }

  private void one(String operation, Tensor x) {
    Check.dtype(operation, x, dtype);
    Check.rank(operation, x, 1);
  }

  private void two(String operation, Tensor x, Tensor y) {
    Check.dtype(operation, x, dtype);
    Check.dtype(operation, y, dtype);
    Check.sameLength(operation, x, y);
  }
}
