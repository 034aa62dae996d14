package gatun.test.kernels;

import gatun.engine.AxisMap;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.ConvolutionShape;
import gatun.engine.Convolutions;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MaxPool;
import gatun.engine.Resampling;
import gatun.engine.Window;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions, pooling and maps along axes keep a tenth of their budget and allocate nothing. */
final class ConvolutionBudgetTest {
  private static final Window SAME = Window.square(3).padding(1);

  /** Bytes that a copy in cache moves while a vector of 64 bytes is multiplied and added once. */
  private static final double BYTES_A_STEP = 32;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      try (Workspace w = Workspace.on(backend)) {
        kernels(dtype, w, 5).forEach(b -> b.repeat(20)); // other sizes first
      }
      try (Workspace w = Workspace.on(backend)) {
        for (Budget budget : kernels(dtype, w, 12)) {
          budget.repeat(1500);
          budget.assertFast();
          budget.assertAllocatesNothing();
        }
      }
    }
  }

  static List<Budget> kernels(DType dtype, Workspace w, int n) {
    List<Budget> list = new ArrayList<>();
    for (int channels : new int[] {16, 32, 64}) {
      passes(ConvolutionShape.images(SAME, 1, n, n, channels, channels), dtype, w, 0.3, list);
    }
    passes(ConvolutionShape.images(Window.square(1), 1, n, n, 32, 64), dtype, w, 0.2, list);
    passes(ConvolutionShape.images(SAME, 1, n, n, 64, 64).groups(64), dtype, w, 0.1, list);
    ConvolutionShape pool = ConvolutionShape.pooling(Window.square(2).stride(2), 1, 64, n, n);
    HostTensor x = w.zeros(dtype, pool.input().extents());
    HostTensor y = w.zeros(dtype, pool.output().extents());
    HostTensor places = w.zeros(DType.I32, pool.output().extents());
    MaxPool max = MaxPool.prepare(pool, dtype, w);
    double bytes = (double) x.size() * dtype.bytes();
    list.add(new Budget("max pooling", bytes, 0.05, () -> max.forward(x, y, places)));
    list.add(new Budget("gradient of max pooling", bytes, 0.05, () -> max.backward(y, places, x)));
    AxisMap up = AxisMap.linear(n, 2L * n, false);
    Resampling linear = Resampling.of(w.backend(), dtype, up, up);
    HostTensor large = w.zeros(dtype, 1, 2L * n, 2L * n, 64);
    list.add(new Budget("up-sampling", 4 * bytes, 0.05, () -> linear.forward(x, large)));
    return list;
  }

  private static void passes(
      ConvolutionShape s, DType dtype, Workspace w, double share, List<Budget> list) {
    Convolutions c = Convolutions.prepare(s, dtype, w);
    HostTensor x = w.zeros(dtype, s.input().extents());
    HostTensor k = w.zeros(dtype, s.weights().extents());
    HostTensor y = w.zeros(dtype, s.output().extents());
    HostTensor b = w.zeros(dtype, s.outputs());
    double bytes = s.flops() / 2.0 * dtype.bytes() / 64 * BYTES_A_STEP;
    list.add(new Budget("forward " + s, bytes, share, () -> c.forward(x, k, b, y)));
    list.add(new Budget("backward data " + s, bytes, share, () -> c.backwardData(y, k, x)));
    list.add(
        new Budget("backward weights " + s, bytes, share / 2, () -> c.backwardWeights(x, y, k)));
    double rows = (double) y.size() * dtype.bytes();
    list.add(new Budget("bias " + s, rows, 0.1, () -> c.backwardBias(y, b)));
  }
}
