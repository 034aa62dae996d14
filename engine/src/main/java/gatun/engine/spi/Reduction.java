package gatun.engine.spi;

import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Reductions over any set of axes. The output has the rank of the input: where it has extent 1 and
 * the input has not, the axis is reduced; all other extents are equal. Input and output share no
 * memory. Results do not depend on the number of threads.
 */
public interface Reduction extends Kernel {
  /** What is made of the elements. */
  enum Operation {
    /** Σ x; 0 of nothing. */
    SUM,
    /** Σ x / n; NaN of nothing. */
    MEAN,
    /** Π x; 1 of nothing. */
    PRODUCT,
    /** The largest element: NaN if one is, −∞ of nothing. */
    MAXIMUM,
    /** The smallest element: NaN if one is, +∞ of nothing. */
    MINIMUM,
    /** ln Σ e^x without overflow; −∞ of nothing. */
    LOG_SUM_EXP,
    /** The number of elements that are not zero, NaN among them. */
    COUNT
  }

  /** Computes y ← operation of x over the axes along which y has extent 1. */
  void reduce(Operation operation, Tensor x, Tensor y);

  /**
   * Computes mean ← Σ x / n (unless null) and spread ← Σ (x − mean)² / (n − correction), or its
   * square root, over the axes along which spread has extent 1. NaN where n ≤ correction.
   */
  void moments(Tensor x, double correction, boolean root, @Nullable Tensor mean, Tensor spread);

  /**
   * Computes along one axis the position of the largest or smallest element, the first of equal
   * ones, the first NaN if there is one. The axis has extent 1 in {@code index}, which is I64.
   */
  void position(boolean largest, int axis, Tensor x, Tensor index);
}
