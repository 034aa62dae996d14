package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * Softmax along any axis, normalisation along the last axis, and their gradients. All tensors of
 * rank r have one shape; {@code scale} and {@code shift} are dense vectors as long as the last
 * axis, {@code mean} and {@code inverse} dense vectors with one element for each row, where the
 * last axis lies densely packed. An output may be the very tensor that the gradient or the value
 * enters in, but must not overlap an input otherwise.
 */
public interface Normalization extends Kernel {
  /** Computes y_i ← exp(x_i) / Σ_j exp(x_j) along an axis. y may be x. */
  void softmax(int axis, Tensor x, Tensor y);

  /** Computes y_i ← x_i − ln Σ_j exp(x_j) along an axis. y may be x. */
  void logSoftmax(int axis, Tensor x, Tensor y);

  /** Computes dx_i ← y_i (dy_i − Σ_j y_j dy_j) for y = softmax x. dx may be dy. */
  void softmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx);

  /** Computes dx_i ← dy_i − exp(y_i) Σ_j dy_j for y = log-softmax x. dx may not be dy or y. */
  void logSoftmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx);

  /**
   * Computes for each row mean ← Σ x / n, inverse ← 1/√(Σ (x − mean)² / n + ε) and y_i ← (x_i −
   * mean) inverse scale_i + shift_i. y may be x.
   */
  void layer(
      Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor y, Tensor mean, Tensor inverse);

  /**
   * Computes the gradients of {@link #layer}: with h = (x − mean) inverse and g = dy scale, dx ←
   * inverse (g − Σ g / n − h Σ g h / n) in each row, dscale ← Σ dy h and dshift ← Σ dy over the
   * rows. dx may be dy.
   */
  void layerGradient(
      Tensor x,
      Tensor scale,
      Tensor mean,
      Tensor inverse,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      Tensor dshift);

  /** Computes for each row inverse ← 1/√(Σ x² / n + ε) and y_i ← x_i inverse scale_i. */
  void rms(Tensor x, Tensor scale, double epsilon, Tensor y, Tensor inverse);

  /**
   * Computes the gradients of {@link #rms}: with h = x inverse and g = dy scale, dx ← inverse (g −
   * h Σ g h / n) in each row and dscale ← Σ dy h over the rows. dx may be dy.
   */
  void rmsGradient(Tensor x, Tensor scale, Tensor inverse, Tensor dy, Tensor dx, Tensor dscale);

  /**
   * Computes for each row m of a matrix of logits loss_m ← ln Σ_j exp(x_mj) − x_m,label and its
   * gradient times a weight, dx_mj ← weight (softmax(x_m)_j − [j = label_m]). The labels are a
   * dense I32 vector with values in [0, n), the losses a dense vector. The gradient may be the
   * logits.
   */
  void crossEntropy(Tensor logits, Tensor labels, double weight, Tensor loss, Tensor gradient);
}
