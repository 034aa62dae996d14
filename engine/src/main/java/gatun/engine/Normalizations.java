package gatun.engine;

import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;
import gatun.engine.spi.Normalization;

/**
 * Softmax along any axis, layer and root-mean-square normalisation along the last axis, and their
 * gradients, checked. For normalisation over several trailing axes {@link Tensor#reshape reshape}
 * them into one.
 *
 * <p>Each operation passes over memory once if a row (two in the gradients) fits into a cache:
 * forward 2 values an element, gradients 3. Softmax along another axis than the last packs each row
 * first. Results have the same bits for any number of threads. Nothing is allocated once an
 * operation has run for such a size.
 */
public final class Normalizations {
  private final Normalization kernel;
  private final DType dtype;

  private Normalizations(Normalization kernel, DType dtype) {
    this.kernel = kernel;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Normalizations of(Backend backend, DType dtype) {
    return new Normalizations(backend.require(KernelKey.of(Normalization.class, dtype)), dtype);
  }

  /**
   * Computes y_i ← exp(x_i) / Σ_j exp(x_j) along an axis; y may be x. A row that holds NaN or +∞,
   * or −∞ alone, becomes NaN. Some 25 flops an element.
   */
  public void softmax(int axis, Tensor x, Tensor y) {
    pair("softmax", axis, x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.softmax(axis, x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes y_i ← x_i − ln Σ_j exp(x_j) along an axis; y may be x. */
  public void logSoftmax(int axis, Tensor x, Tensor y) {
    pair("logSoftmax", axis, x, y);
    Lifetime.acquire(x, y);
    try {
      kernel.logSoftmax(axis, x, y);
    } finally {
      Lifetime.release(x, y);
    }
  }

  /** Computes dx_i ← y_i (dy_i − Σ_j y_j dy_j) for y = softmax x; dx may be dy or y. 4 flops. */
  public void softmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    pair("softmaxGradient dx", axis, y, dx);
    pair("softmaxGradient dx", axis, dy, dx);
    Lifetime.acquire(y, dy, dx);
    try {
      kernel.softmaxGradient(axis, y, dy, dx);
    } finally {
      Lifetime.release(y, dy, dx);
    }
  }

  /** Computes dx_i ← dy_i − exp(y_i) Σ_j dy_j for y = log-softmax x; dx may be y, but not dy. */
  public void logSoftmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    pair("logSoftmaxGradient dx", axis, y, dx);
    Shapes.like("logSoftmaxGradient", "dy", y, dy, dtype);
    Check.distinct("logSoftmaxGradient", dy, dx);
    Lifetime.acquire(y, dy, dx);
    try {
      kernel.logSoftmaxGradient(axis, y, dy, dx);
    } finally {
      Lifetime.release(y, dy, dx);
    }
  }

  /**
   * Computes for each row m of a matrix of logits loss_m ← ln Σ_j exp(x_mj) − x_m,label and the
   * gradient dx_mj ← weight (softmax(x_m)_j − [j = label_m]). For the mean over M rows the weight
   * is 1/M.
   *
   * @param labels a dense I32 vector, a class in [0, n) for each row
   * @param loss a dense vector, one element for each row
   * @param gradient shaped like the logits; may be the logits
   * @throws IndexOutOfBoundsException if a label is not a class; nothing is written then
   */
  public void crossEntropy(
      Tensor logits, Tensor labels, double weight, Tensor loss, Tensor gradient) {
    Check.rank("crossEntropy logits", logits, 2);
    pair("crossEntropy", 1, logits, gradient);
    Shapes.denseRows("crossEntropy", "logits", logits);
    Shapes.denseRows("crossEntropy", "gradient", gradient);
    Check.dense("crossEntropy labels", labels, DType.I32, logits.shape().extent(0));
    Check.dense("crossEntropy loss", loss, dtype, logits.shape().extent(0));
    Check.distinct("crossEntropy", logits, loss);
    Check.distinct("crossEntropy", labels, loss);
    Check.distinct("crossEntropy", labels, gradient);
    Check.distinct("crossEntropy", loss, gradient);
    Lifetime.acquire(logits, labels, loss, gradient);
    try {
      Positions.check("crossEntropy", "label", labels, logits.shape().extent(1));
      kernel.crossEntropy(logits, labels, weight, loss, gradient);
    } finally {
      Lifetime.release(logits, labels, loss, gradient);
    }
  }

  /**
   * Computes for each row mean ← Σ x / n, inverse ← 1/√(Σ (x − mean)² / n + ε) and y_i ← (x_i −
   * mean) inverse scale_i + shift_i. 8 flops an element.
   *
   * @param x rows along the last axis, which lies densely packed
   * @param scale a dense vector of n elements
   * @param shift a dense vector of n elements
   * @param y shaped like x; may be x
   * @param mean a dense vector, one element for each row; kept for the gradient
   * @param inverse likewise
   */
  public void layer(
      Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor y, Tensor mean, Tensor inverse) {
    rows("layer", x, y, scale, inverse);
    Check.dense("layer shift", shift, dtype, scale.size());
    Check.dense("layer mean", mean, dtype, inverse.size());
    Check.distinct("layer", y, shift);
    Check.distinct("layer", x, mean);
    Check.distinct("layer", y, mean);
    Check.distinct("layer", inverse, mean);
    Check.distinct("layer", scale, mean);
    Check.distinct("layer", shift, mean);
    Check.distinct("layer", shift, inverse);
    Lifetime.acquire(x, scale, shift, y);
    try {
      Lifetime.acquire(mean, inverse);
      try {
        kernel.layer(x, scale, shift, epsilon, y, mean, inverse);
      } finally {
        Lifetime.release(mean, inverse);
      }
    } finally {
      Lifetime.release(x, scale, shift, y);
    }
  }

  /**
   * Computes the gradients of {@link #layer}: with h = (x − mean) inverse and g = dy scale, dx ←
   * inverse (g − Σ g / n − h Σ g h / n) in each row, dscale ← Σ dy h and dshift ← Σ dy over the
   * rows. dx may be dy. 15 flops an element.
   */
  public void layerGradient(
      Tensor x,
      Tensor scale,
      Tensor mean,
      Tensor inverse,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      Tensor dshift) {
    rows("layerGradient", dy, dx, scale, inverse);
    rows("layerGradient", x, dx, dscale, inverse);
    Check.dense("layerGradient mean", mean, dtype, inverse.size());
    Check.dense("layerGradient dshift", dshift, dtype, scale.size());
    Check.distinct("layerGradient", dscale, dshift);
    Check.distinct("layerGradient", mean, dx);
    Check.distinct("layerGradient", dx, dshift);
    summed("layerGradient", dscale, x, scale, dy, mean, inverse);
    summed("layerGradient", dshift, x, scale, dy, mean, inverse);
    Lifetime.acquire(x, scale, mean, inverse);
    try {
      Lifetime.acquire(dy, dx, dscale, dshift);
      try {
        kernel.layerGradient(x, scale, mean, inverse, dy, dx, dscale, dshift);
      } finally {
        Lifetime.release(dy, dx, dscale, dshift);
      }
    } finally {
      Lifetime.release(x, scale, mean, inverse);
    }
  }

  /**
   * Computes for each row inverse ← 1/√(Σ x² / n + ε) and y_i ← x_i inverse scale_i; operands as in
   * {@link #layer}. 4 flops an element.
   */
  public void rms(Tensor x, Tensor scale, double epsilon, Tensor y, Tensor inverse) {
    rows("rms", x, y, scale, inverse);
    Lifetime.acquire(x, scale, y, inverse);
    try {
      kernel.rms(x, scale, epsilon, y, inverse);
    } finally {
      Lifetime.release(x, scale, y, inverse);
    }
  }

  /**
   * Computes the gradients of {@link #rms}: with h = x inverse and g = dy scale, dx ← inverse (g −
   * h Σ g h / n) in each row and dscale ← Σ dy h over the rows. dx may be dy. 14 flops an element.
   */
  public void rmsGradient(
      Tensor x, Tensor scale, Tensor inverse, Tensor dy, Tensor dx, Tensor dscale) {
    rows("rmsGradient", dy, dx, scale, inverse);
    rows("rmsGradient", x, dx, dscale, inverse);
    summed("rmsGradient", dscale, x, scale, dy, inverse, inverse);
    Lifetime.acquire(x, scale, inverse, dscale);
    try {
      Lifetime.acquire(dy, dx);
      try {
        kernel.rmsGradient(x, scale, inverse, dy, dx, dscale);
      } finally {
        Lifetime.release(dy, dx);
      }
    } finally {
      Lifetime.release(x, scale, inverse, dscale);
    }
  }

  private void pair(String operation, int axis, Tensor x, Tensor y) {
    Shapes.dtype(operation, "x", x, dtype);
    Shapes.axis(operation, axis, x);
    Shapes.like(operation, "y", x, y, dtype);
    Shapes.shortRows(operation, x.shape().extent(axis));
    Shapes.sameOrDistinct(operation, x, y);
  }

  private void rows(String operation, Tensor x, Tensor y, Tensor vector, Tensor inverse) {
    int last = Math.max(0, x.shape().rank() - 1);
    pair(operation, last, x, y);
    Shapes.denseRows(operation, "x", x);
    Shapes.denseRows(operation, "y", y);
    long n = x.shape().extent(last);
    Shapes.dense(operation, "scale", vector, dtype, n);
    Shapes.dense(operation, "inverse", inverse, dtype, rowsOf(x));
    Check.distinct(operation, y, vector);
    Check.distinct(operation, y, inverse);
    Check.distinct(operation, x, inverse);
    Check.distinct(operation, vector, inverse);
  }

  /** Checks that a sum over the rows does not overwrite what the rows are computed from. */
  private static void summed(
      String operation, Tensor sum, Tensor x, Tensor scale, Tensor dy, Tensor mean, Tensor r) {
    Check.distinct(operation, x, sum);
    Check.distinct(operation, scale, sum);
    Check.distinct(operation, dy, sum);
    Check.distinct(operation, mean, sum);
    Check.distinct(operation, r, sum);
  }

  /** Returns the number of rows, which may be empty ones. */
  private static long rowsOf(Tensor x) {
    long rows = 1;
    for (int k = 0; k < x.shape().rank() - 1; k++) {
      rows *= x.shape().extent(k);
    }
    return rows;
  }
}
