package gatun.engine;

import gatun.engine.spi.Indexing;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Lifetime;

/**
 * Moves by index along one axis, checked: take, gather, scatter, one-hot. Index tensors are I32 or
 * I64; every index is checked in one pass before anything is written, so that after the exception
 * for one outside its axis the output is as it was. Inputs and outputs share no memory.
 *
 * <p>Results have the same bits for any number of threads: what meets at one place is combined in
 * the order of positions along the axis. Each move reads and writes its elements once, and reads
 * the indices twice; nothing is allocated.
 */
public final class Indexes {
  private final Indexing kernel;
  private final DType dtype;

  private Indexes(Indexing kernel, DType dtype) {
    this.kernel = kernel;
    this.dtype = dtype;
  }

  /**
   * Returns the operations for a backend and an element type.
   *
   * @throws UnsupportedOperationException if the backend lacks them
   */
  public static Indexes of(Backend backend, DType dtype) {
    return new Indexes(backend.require(KernelKey.of(Indexing.class, dtype)), dtype);
  }

  /**
   * Computes y[…, j, …] ← x[…, index_j, …]: chooses rows, columns or planes.
   *
   * @param index a vector of J positions along the axis of x
   * @param y shaped like x, with extent J along the axis
   * @throws IndexOutOfBoundsException if an index is outside the axis
   */
  public void take(int axis, Tensor x, Tensor index, Tensor y) {
    vector("take", axis, x, index, y);
    Lifetime.acquire(x, index, y);
    try {
      Positions.check("take", "index", index, x.shape().extent(axis));
      kernel.take(axis, x, index, y);
    } finally {
      Lifetime.release(x, index, y);
    }
  }

  /**
   * Computes y[…, index_j, …] ← y[…, index_j, …] + x[…, j, …] in the order of j: the gradient of
   * {@link #take}.
   *
   * @param index a vector of J positions along the axis of y
   * @param x shaped like y, with extent J along the axis
   * @throws IndexOutOfBoundsException if an index is outside the axis
   */
  public void addAt(int axis, Tensor index, Tensor x, Tensor y) {
    vector("addAt", axis, y, index, x);
    Lifetime.acquire(x, index, y);
    try {
      Positions.check("addAt", "index", index, y.shape().extent(axis));
      kernel.addAt(axis, index, x, y);
    } finally {
      Lifetime.release(x, index, y);
    }
  }

  /**
   * Computes y[…, j, …] ← x[…, index[…, j, …], …], an index for each element.
   *
   * @param index shaped like y, and like x but along the axis
   * @throws IndexOutOfBoundsException if an index is outside the axis of x
   */
  public void gather(int axis, Tensor x, Tensor index, Tensor y) {
    elements("gather", axis, x, index, y);
    Lifetime.acquire(x, index, y);
    try {
      Positions.check("gather", "index", index, x.shape().extent(axis));
      kernel.gather(axis, x, index, y);
    } finally {
      Lifetime.release(x, index, y);
    }
  }

  /**
   * Computes y[…, index[…, j, …], …] ← x[…, j, …]; where several meet, the last one stays.
   *
   * @param index shaped like x, and like y but along the axis
   * @throws IndexOutOfBoundsException if an index is outside the axis of y
   */
  public void scatter(int axis, Tensor index, Tensor x, Tensor y) {
    elements("scatter", axis, y, index, x);
    Lifetime.acquire(x, index, y);
    try {
      Positions.check("scatter", "index", index, y.shape().extent(axis));
      kernel.scatter(axis, index, x, y);
    } finally {
      Lifetime.release(x, index, y);
    }
  }

  /** Computes y[…, index[…, j, …], …] ← that + x[…, j, …]; otherwise as {@link #scatter}. */
  public void scatterAdd(int axis, Tensor index, Tensor x, Tensor y) {
    elements("scatterAdd", axis, y, index, x);
    Lifetime.acquire(x, index, y);
    try {
      Positions.check("scatterAdd", "index", index, y.shape().extent(axis));
      kernel.scatterAdd(axis, index, x, y);
    } finally {
      Lifetime.release(x, index, y);
    }
  }

  /**
   * Computes y[i, k] ← 1 if k is index_i, else 0.
   *
   * @param index a vector of n classes, I32 or I64
   * @param y shape [n, classes]
   * @throws IndexOutOfBoundsException if an index is not a class
   */
  public void oneHot(HostTensor index, HostTensor y) {
    integers("oneHot", index);
    Check.rank("oneHot index", index, 1);
    Check.rank("oneHot y", y, 2);
    Check.dtype("oneHot y", y, dtype);
    Check.that(
        y.shape().extent(0) == index.size(),
        () -> "oneHot y: expected " + index.size() + " rows, found shape " + y.shape());
    Check.distinct("oneHot", index, y);
    Positions.check("oneHot", "index", index, y.shape().extent(1));
    for (long i = 0; i < index.size(); i++) {
      for (long k = 0; k < y.shape().extent(1); k++) {
        y.set(0, i, k);
      }
      y.set(1, i, index.integerAt(i));
    }
  }

  private static void integers(String operation, Tensor index) {
    if (index.dtype() != DType.I32 && index.dtype() != DType.I64) {
      throw new IllegalArgumentException(
          operation + " index: expected I32 or I64, found " + index.dtype());
    }
  }

  private void vector(String operation, int axis, Tensor whole, Tensor index, Tensor part) {
    integers(operation, index);
    Check.rank(operation, index, 1);
    Check.dtype(operation, whole, dtype);
    Check.dtype(operation, part, dtype);
    Shapes.axis(operation, axis, whole);
    Shapes.likeBut(operation, axis, whole, part);
    if (part.shape().extent(axis) != index.size()) {
      throw new IllegalArgumentException(
          operation
              + ": expected extent "
              + index.size()
              + " along axis "
              + axis
              + " for so many indices, found shape "
              + part.shape());
    }
    Check.distinct(operation, whole, part);
    Check.distinct(operation, index, whole);
    Check.distinct(operation, index, part);
  }

  private void elements(String operation, int axis, Tensor whole, Tensor index, Tensor part) {
    integers(operation, index);
    Check.dtype(operation, whole, dtype);
    Shapes.axis(operation, axis, whole);
    Shapes.like(operation, "values", index, part, dtype);
    Shapes.likeBut(operation, axis, whole, part);
    Check.distinct(operation, whole, part);
    Check.distinct(operation, index, whole);
    Check.distinct(operation, index, part);
  }
}
