package gatun.gpu;

import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Indexing;
import org.jspecify.annotations.Nullable;

/**
 * Moves by index by the kernels of {@code index.cu}. What meets at one place is combined by one
 * thread for each line along the axis, in order: few and long lines are slow. Sorting is bitonic, ½
 * log² n passes over a copy in scratch memory.
 */
final class CudaIndexing implements Indexing {
  private static final long SORTED = 16; // bytes of scratch memory an element

  private final DeviceQueue queue;
  private final KernelFunction gather;
  private final KernelFunction scatter;
  private final KernelFunction begin;
  private final KernelFunction step;
  private final KernelFunction store;
  private final Axes lines = new Axes(3);

  CudaIndexing(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("index.cu", dtype);
    this.gather = code.function("gather", "iiiippips");
    this.scatter = code.function("scatter", "iiiippips");
    this.begin = code.function("sort_begin", "iiiiippps");
    this.step = code.function("sort_step", "iiiiiipp");
    this.store = code.function("sort_store", "iiiiipppps");
  }

  /** Appends the lines and the strides along the axis; a vector of indices serves all lines. */
  private void layout(
      KernelFunction kernel, int axis, Tensor x, Tensor index, Tensor y, boolean vector) {
    lines.layout(kernel);
    kernel.with(x.stride(axis)).with(index.stride(vector ? 0 : axis)).with(y.stride(axis)).filled();
  }

  @Override
  public void take(int axis, Tensor x, Tensor index, Tensor y) {
    gather(axis, x, index, y, true);
  }

  @Override
  public void gather(int axis, Tensor x, Tensor index, Tensor y) {
    gather(axis, x, index, y, false);
  }

  private void gather(int axis, Tensor x, Tensor index, Tensor y, boolean vector) {
    if (y.size() == 0) {
      return;
    }
    queue.enter();
    try {
      lines.beside(axis, x.shape(), x, vector ? null : index, y);
      boolean along = lines.inner(2) > y.stride(axis);
      gather.begin().with(lines.size()).with(y.shape().extent(axis)).with(along ? 1 : 0);
      gather.with(lines.rank()).with(DeviceQueue.address(x)).with(DeviceQueue.address(index));
      gather.with(index.dtype() == DType.I64 ? 1 : 0).with(DeviceQueue.address(y));
      layout(gather, axis, x, index, y, vector);
      queue.run(gather, KernelFunction.pass(y.size()));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void addAt(int axis, Tensor index, Tensor x, Tensor y) {
    scatter(axis, index, x, y, true, true);
  }

  @Override
  public void scatter(int axis, Tensor index, Tensor x, Tensor y) {
    scatter(axis, index, x, y, false, false);
  }

  @Override
  public void scatterAdd(int axis, Tensor index, Tensor x, Tensor y) {
    scatter(axis, index, x, y, false, true);
  }

  private void scatter(int axis, Tensor index, Tensor x, Tensor y, boolean vector, boolean adding) {
    if (x.size() == 0) {
      return;
    }
    queue.enter();
    try {
      lines.beside(axis, x.shape(), x, vector ? null : index, y);
      scatter.begin().with(lines.size()).with(x.shape().extent(axis)).with(adding ? 1 : 0);
      scatter.with(lines.rank()).with(DeviceQueue.address(x)).with(DeviceQueue.address(index));
      scatter.with(index.dtype() == DType.I64 ? 1 : 0).with(DeviceQueue.address(y));
      layout(scatter, axis, x, index, y, vector);
      queue.run(scatter, KernelFunction.pass(lines.size()));
    } finally {
      queue.leave();
    }
  }

  @Override
  public void sort(
      int axis, boolean descending, Tensor x, @Nullable Tensor values, @Nullable Tensor index) {
    Tensor result = values != null ? values : index;
    if (result == null || result.size() == 0) {
      return;
    }
    long n = x.shape().extent(axis);
    long padded = n == 1 ? 1 : Long.highestOneBit(n - 1) << 1;
    long room = DeviceQueue.SCRATCH / (SORTED * padded);
    if (room == 0) {
      throw new UnsupportedOperationException(
          "backend 'cuda' sorts lines of at most "
              + DeviceQueue.SCRATCH / SORTED
              + " elements, found "
              + n);
    }
    queue.enter();
    try {
      Tensor y = values == null ? result : values;
      Tensor at = index == null ? result : index;
      lines.beside(axis, x.shape(), x, at, y);
      long kept = result.shape().extent(axis);
      for (long first = 0; first < lines.size(); first += room) {
        long count = Math.min(room, lines.size() - first);
        sort(axis, descending, first, count, padded, x);
        store(axis, first, count, padded, kept, x, values, index);
      }
      queue.settle();
    } finally {
      queue.leave();
    }
  }

  /** Sorts some lines in scratch memory, because the values may replace x. */
  private void sort(int axis, boolean descending, long first, long count, long padded, Tensor x) {
    long n = x.shape().extent(axis);
    long all = count * padded;
    long values = queue.scratch();
    long positions = values + all * Double.BYTES;
    begin.begin().with(first).with(count).with(n).with(padded).with(lines.rank());
    begin.with(DeviceQueue.address(x)).with(values).with(positions);
    layout(begin, axis, x, x, x, false);
    queue.launch(begin, KernelFunction.pass(all));
    for (long run = 2; run <= padded; run *= 2) {
      for (long far = run / 2; far > 0; far /= 2) {
        step.begin().with(all).with(n).with(padded).with(descending ? 1 : 0).with(run).with(far);
        step.with(values).with(positions);
        queue.launch(step, KernelFunction.pass(all));
      }
    }
  }

  private void store(
      int axis,
      long first,
      long count,
      long padded,
      long kept,
      Tensor x,
      @Nullable Tensor values,
      @Nullable Tensor index) {
    store.begin().with(first).with(count).with(padded).with(kept).with(lines.rank());
    long sorted = queue.scratch();
    store.with(sorted).with(sorted + count * padded * Double.BYTES);
    store.with(DeviceQueue.optional(values)).with(DeviceQueue.optional(index));
    layout(store, axis, x, index == null ? x : index, values == null ? x : values, false);
    queue.launch(store, KernelFunction.pass(count * kept));
  }
}
