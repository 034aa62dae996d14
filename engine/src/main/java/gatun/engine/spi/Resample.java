package gatun.engine.spi;

import gatun.engine.AxisMap;
import gatun.engine.Tensor;

/** Linear maps along up to three axes of dense tensors (batch, depth, height, width, channels). */
public interface Resample extends Kernel {
  /**
   * Computes y(n, o, p, q, c) ← Σ dz(o, i) dy(p, j) dx(q, k) x(n, i, j, k, c) over the terms of the
   * three maps.
   *
   * @param batch the extent n of both tensors
   * @param channels the extent c of both tensors
   */
  void apply(
      AxisMap depth, AxisMap height, AxisMap width, long batch, long channels, Tensor x, Tensor y);
}
