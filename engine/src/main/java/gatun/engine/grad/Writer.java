package gatun.engine.grad;

import gatun.engine.Tensor;

/** Work that overwrites a tensor. */
@FunctionalInterface
public interface Writer {
  /** Computes into the target, whatever it holds. */
  void write(Tensor target);
}
