package gatun.nn;

import gatun.engine.HostTensor;
import gatun.engine.Philox;

/** Gives a parameter its first values. Those of {@link Initializers} are ready to use. */
@FunctionalInterface
public interface Initializer {
  /**
   * Fills a tensor.
   *
   * @param x densely packed, F32 or F64
   * @param fan how many numbers meet in it
   * @param random a generator for this tensor alone
   */
  void fill(HostTensor x, Fan fan, Philox random);
}
