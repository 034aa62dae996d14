package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * The passes over memory of which batch and group normalisation consist. Values are dense tensors
 * [N, C, S] (samples, channels, positions) or [N, C]; coefficients are dense vectors of C elements,
 * one for each channel, or of N·C elements, one for each plane.
 */
public interface Channels extends Kernel {
  /** Computes y ← a x + b. y may be x. */
  void affine(Tensor x, Tensor a, Tensor b, Tensor y);

  /** Computes dx ← a dy + b x + c. dx may be dy or x. */
  void combine(Tensor dy, Tensor x, Tensor a, Tensor b, Tensor c, Tensor dx);

  /**
   * Computes sum ← Σ dy and product ← Σ dy (x − center), for each channel or each plane by the
   * length of the coefficients.
   */
  void sums(Tensor x, Tensor center, Tensor dy, Tensor sum, Tensor product);
}
