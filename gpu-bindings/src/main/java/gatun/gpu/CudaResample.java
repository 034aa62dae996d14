package gatun.gpu;

import gatun.engine.AxisMap;
import gatun.engine.DType;
import gatun.engine.Tensor;
import gatun.engine.spi.Resample;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Linear maps along axes by {@code pooling.cu}; the terms of one lie in {@link Tables}. */
final class CudaResample implements Resample {
  private final DeviceQueue queue;
  private final KernelFunction resample;
  private final Tables<AxisMap, Table> tables = new Tables<>(this::written);

  /** A map where the device reads it: starts of terms, sources, weights. */
  private record Table(MemorySegment starts, MemorySegment sources, MemorySegment weights) {}

  CudaResample(DeviceQueue queue, DType dtype) {
    this.queue = queue;
    KernelModule code = queue.module("pooling.cu", dtype);
    this.resample = code.function("resample", "iiiiiiiippppppppppp");
  }

  @Override
  public void apply(
      AxisMap depth, AxisMap height, AxisMap width, long batch, long channels, Tensor x, Tensor y) {
    if (y.size() == 0) {
      return;
    }
    queue.enter();
    try {
      resample.begin().with(y.size());
      resample.with(depth.inputs()).with(height.inputs()).with(width.inputs()).with(channels);
      resample.with(depth.outputs()).with(height.outputs()).with(width.outputs());
      append(depth);
      append(height);
      append(width);
      resample.with(DeviceQueue.address(x)).with(DeviceQueue.address(y));
      queue.run(resample, KernelFunction.pass(y.size()));
    } finally {
      queue.leave();
    }
  }

  private void append(AxisMap map) {
    Table table = tables.of(map);
    queue.keep(table);
    resample.with(table.starts.address()).with(table.sources.address());
    resample.with(table.weights.address());
  }

  private Table written(AxisMap map) {
    int terms = map.start(map.outputs());
    MemorySegment starts = memory(4L * (map.outputs() + 1L));
    MemorySegment sources = memory(4L * Math.max(1, terms));
    MemorySegment weights = memory(8L * Math.max(1, terms));
    for (int o = 0; o <= map.outputs(); o++) {
      starts.setAtIndex(ValueLayout.JAVA_INT, o, map.start(o));
    }
    for (int k = 0; k < terms; k++) {
      sources.setAtIndex(ValueLayout.JAVA_INT, k, map.source(k));
      weights.setAtIndex(ValueLayout.JAVA_DOUBLE, k, map.weight(k));
    }
    return new Table(starts, sources, weights);
  }

  private MemorySegment memory(long bytes) {
    return queue.stream().context().memory().allocate(bytes, 8, Arena.ofAuto());
  }
}
