package gatun.engine.spi;

import gatun.engine.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Moves by index along one axis, and sorting. Index tensors are I32 or I64 and have been checked to
 * lie inside the axis. Inputs and outputs share no memory. Results do not depend on the number of
 * threads: what meets at one place is combined in the order of positions along the axis.
 */
public interface Indexing extends Kernel {
  /** Computes y[…, j, …] ← x[…, index_j, …] with a vector of indices. */
  void take(int axis, Tensor x, Tensor index, Tensor y);

  /** Computes y[…, index_j, …] ← y[…, index_j, …] + x[…, j, …] in the order of j. */
  void addAt(int axis, Tensor index, Tensor x, Tensor y);

  /** Computes y[…, j, …] ← x[…, index[…, j, …], …]. */
  void gather(int axis, Tensor x, Tensor index, Tensor y);

  /** Computes y[…, index[…, j, …], …] ← x[…, j, …] in the order of j: the last one stays. */
  void scatter(int axis, Tensor index, Tensor x, Tensor y);

  /** Computes y[…, index[…, j, …], …] ← that + x[…, j, …] in the order of j. */
  void scatterAdd(int axis, Tensor index, Tensor x, Tensor y);

  /**
   * Sorts along an axis and keeps the first elements, as many as {@code values} has: all, or the
   * first k. The order is that of {@link Double#compare}: −0 before 0, NaN behind everything;
   * descending is its reverse. Equal elements stay in the order of their positions.
   *
   * @param values where the elements go, or null
   * @param index where their positions go, I64, or null
   */
  void sort(
      int axis, boolean descending, Tensor x, @Nullable Tensor values, @Nullable Tensor index);
}
