package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * Vector-vector operations on vectors of one length n (level 1 of the BLAS). Operands are rank-1
 * tensors and may be strided. Reductions do not depend on the number of threads.
 */
public interface Level1 extends Kernel {
  /** Computes x_i ← value. */
  void fill(double value, Tensor x);

  /** Computes y_i ← x_i, converting when y has another real type (the key is x's type). */
  void copy(Tensor x, Tensor y);

  /** Computes x_i ← α x_i. */
  void scal(double alpha, Tensor x);

  /** Computes y_i ← α x_i + y_i. */
  void axpy(double alpha, Tensor x, Tensor y);

  /** Computes y_i ← α x_i + β y_i; β = 0 overwrites y whatever it holds. */
  void axpby(double alpha, Tensor x, double beta, Tensor y);

  /** Computes z_i ← x_i y_i; z may be x or y. */
  void multiply(Tensor x, Tensor y, Tensor z);

  /** Returns Σ x_i y_i. */
  double dot(Tensor x, Tensor y);

  /** Leaves Σ x_i y_i in a cell of the numbers of a loop; the host need not wait for it. */
  default void dot(Tensor x, Tensor y, Recurrence numbers, int cell) {
    numbers.set(cell, dot(x, y));
  }

  /** Returns √(Σ x_i²) without overflow or harmful underflow. */
  double nrm2(Tensor x);

  /** Returns Σ |x_i|. */
  double asum(Tensor x);

  /** Returns max |x_i|, 0 for an empty vector, NaN if an element is NaN. */
  double amax(Tensor x);
}
