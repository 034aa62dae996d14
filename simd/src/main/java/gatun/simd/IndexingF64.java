package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Indexing;
import org.jspecify.annotations.Nullable;

/**
 * Moves by index and sorting, in parallel over rows, or over parts of the runs beside the axis.
 * Budgets: 2 values an element and the indices; sorting see {@link DigitSort}.
 */
final class IndexingF64 implements Indexing {
  /** Elements of a run that one item of a sum by index works on. */
  static final int PART = 256;

  private static final int B = Double.BYTES;
  private static final long WORTH_A_THREAD = 16_384;
  private static final ThreadLocal<Nest> NEST = ThreadLocal.withInitial(Nest::new);

  private final Workers workers;

  IndexingF64(Workers workers) {
    this.workers = workers;
  }

  private static HostTensor host(Tensor t) {
    return (HostTensor) t;
  }

  /**
   * Sets up the loop over all axes but one: tensors 0 to 2 of the nest are first, second, third; at
   * p0 to p2, with strides p3 to p5 along the axis.
   */
  private static Nest rows(Arguments a, int axis, Tensor first, Tensor second, Tensor third) {
    Nest nest = NEST.get();
    nest.clear();
    for (int k = 0; k < first.shape().rank(); k++) {
      if (k != axis) {
        nest.axis(k, host(first), host(second), host(third), host(third));
      }
    }
    nest.merge();
    a.object = nest;
    a.p0 = host(first).address();
    a.p1 = host(second).address();
    a.p2 = host(third).address();
    a.p3 = Nest.bytes(host(first), axis);
    a.p4 = Nest.bytes(host(second), axis);
    a.p5 = Nest.bytes(host(third), axis);
    return nest;
  }

  private static long grain(long each) {
    return Math.max(1, WORTH_A_THREAD / Math.max(1, each));
  }

  /** Takes a dense run beside the axis out of the nest: p6 elements, 1 if there is none. */
  private static void run(Arguments a, Nest nest) {
    a.p6 = 1;
    if (nest.innerStride(0) == B && nest.innerStride(1) == B) {
      a.p6 = nest.innerExtent();
      nest.dropInner();
    }
  }

  /** The vector of indices: at p2, p5 bytes apart, n of them; q0 = 1 if they are 64 bits wide. */
  private static void indices(Arguments a, Tensor index) {
    a.p2 = host(index).address();
    a.p5 = Nest.bytes(host(index), 0);
    a.n = index.size();
    a.q0 = index.dtype() == DType.I64 ? 1 : 0;
  }

  @Override
  public void take(int axis, Tensor x, Tensor index, Tensor y) {
    if (y.size() == 0) {
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      Nest nest = rows(a, axis, x, y, y);
      run(a, nest);
      indices(a, index);
      workers.run(IndexTasksF64::take, a, nest.size() * a.n, grain(a.p6));
    }
  }

  @Override
  public void addAt(int axis, Tensor index, Tensor x, Tensor y) {
    if (x.size() == 0) {
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      Nest nest = rows(a, axis, x, y, y);
      run(a, nest);
      indices(a, index);
      long parts = Math.ceilDiv(a.p6, (long) PART);
      workers.run(IndexTasksF64::addAt, a, nest.size() * parts, grain(a.n * a.p6 / parts));
    }
  }

  @Override
  public void gather(int axis, Tensor x, Tensor index, Tensor y) {
    elements(IndexTasksF64::gather, axis, index, x, y);
  }

  @Override
  public void scatter(int axis, Tensor index, Tensor x, Tensor y) {
    elements(IndexTasksF64::scatter, axis, index, x, y);
  }

  @Override
  public void scatterAdd(int axis, Tensor index, Tensor x, Tensor y) {
    elements(IndexTasksF64::scatterAdd, axis, index, x, y);
  }

  private void elements(Workers.Task task, int axis, Tensor index, Tensor x, Tensor y) {
    if (index.size() == 0) {
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      Nest nest = rows(a, axis, index, x, y);
      a.n = index.shape().extent(axis);
      a.q0 = index.dtype() == DType.I64 ? 1 : 0;
      workers.run(task, a, nest.size(), grain(a.n));
    }
  }

  @Override
  public void sort(
      int axis, boolean descending, Tensor x, @Nullable Tensor values, @Nullable Tensor index) {
    Tensor y = values == null ? x : values;
    Tensor z = index == null ? x : index;
    if (x.size() == 0) {
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      Nest nest = rows(a, axis, x, y, z);
      a.n = x.shape().extent(axis);
      a.p6 = values == null ? 0 : values.shape().extent(axis);
      a.p7 = index == null ? 0 : index.shape().extent(axis);
      a.q0 = descending ? 1 : 0;
      workers.run(IndexTasksF64::sort, a, nest.size(), grain(8 * a.n));
    }
  }
}
