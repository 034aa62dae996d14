package gatun.engine.spi;

import gatun.engine.Tensor;

/**
 * Fills tensors with the numbers of {@link gatun.engine.Philox}, row-major, from a block on. The
 * maps are stated at {@link gatun.engine.Sampling}; they do not depend on threads, vectors or
 * strides.
 */
public interface RandomFill extends Kernel {
  /** Computes x_i ← low + (high − low) u_i. */
  void uniform(long seed, long stream, long block, double low, double high, Tensor x);

  /** Computes x_i ← mean + deviation z_i. */
  void normal(long seed, long stream, long block, double mean, double deviation, Tensor x);

  /** Computes x_i ← 1 if the word i, as an unsigned number, is below {@code threshold}, else 0. */
  void bernoulli(long seed, long stream, long block, long threshold, Tensor x);
}
