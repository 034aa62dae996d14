package gatun.engine.grad;

import gatun.engine.Tensor;

/** Work that can add to a tensor by itself. */
@FunctionalInterface
public interface Accumulator {
  /** Computes target ← result + beta · target; beta is 0 (overwrite) or 1. */
  void accumulate(Tensor target, double beta);
}
