package gatun.test.kernels;

import gatun.engine.AxisMap;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.ChannelNormalization;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Normalizations;
import gatun.engine.Resampling;
import gatun.engine.Sorting;
import gatun.engine.Window;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses, gradients of normalisations, averages: they keep their speed and allocate nothing. */
final class GradientBudgetTest {
  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      kernels(backend, dtype, w, 13).forEach(b -> b.repeat(30)); // another size first
      for (Budget budget : kernels(backend, dtype, w, 61)) {
        budget.repeat(1000);
        budget.assertFast();
        budget.assertAllocatesNothing();
      }
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w, int n) {
    List<Budget> list = new ArrayList<>();
    rows(backend, dtype, w, n, list);
    channels(dtype, w, n, list);
    images(backend, dtype, w, n, list);
    return list;
  }

  private static void rows(Backend backend, DType dtype, Workspace w, int n, List<Budget> list) {
    Normalizations k = Normalizations.of(backend, dtype);
    HostTensor x = w.zeros(dtype, n, 3L * n);
    HostTensor y = w.zeros(dtype, n, 3L * n);
    HostTensor d = w.zeros(dtype, n, 3L * n);
    HostTensor scale = w.zeros(dtype, 3L * n);
    HostTensor dscale = w.zeros(dtype, 3L * n);
    HostTensor inverse = w.zeros(dtype, n);
    HostTensor labels = w.zeros(DType.I32, n);
    HostTensor loss = w.zeros(dtype, n);
    double bytes = (double) x.size() * dtype.bytes();
    list.add(
        new Budget("cross entropy", 2 * bytes, 0.1, () -> k.crossEntropy(x, labels, 0.1, loss, d)));
    list.add(
        new Budget(
            "rms gradient", 3 * bytes, 0.1, () -> k.rmsGradient(x, scale, inverse, y, d, dscale)));
    list.add(
        new Budget("log-softmax gradient", 3 * bytes, 0.1, () -> k.logSoftmaxGradient(1, x, y, d)));
    list.add(new Budget("softmax of columns", 2 * bytes, 0.01, () -> k.softmax(0, x, y)));
    list.add(
        new Budget(
            "softmax gradient of columns", 3 * bytes, 0.01, () -> k.softmaxGradient(0, x, y, d)));
    Sorting sorting = Sorting.of(backend, dtype);
    HostTensor top = w.zeros(dtype, n, 5);
    HostTensor places = w.zeros(DType.I64, n, 5);
    list.add(new Budget("top", bytes, 0.005, () -> sorting.topK(1, true, x, top, places)));
  }

  private static void channels(DType dtype, Workspace w, int n, List<Budget> list) {
    HostTensor x = w.zeros(dtype, 2, n, 64);
    HostTensor y = w.zeros(dtype, 2, n, 64);
    HostTensor d = w.zeros(dtype, 2, n, 64);
    HostTensor s = w.zeros(dtype, n);
    HostTensor ds = w.zeros(dtype, n);
    HostTensor db = w.zeros(dtype, n);
    ChannelNormalization batch = ChannelNormalization.batch(w, dtype, n, 1e-5);
    double bytes = (double) x.size() * dtype.bytes();
    list.add(new Budget("batch", 2 * bytes, 0.1, () -> batch.train(x, s, s, 0.1, y)));
    list.add(
        new Budget("batch gradient", 3 * bytes, 0.1, () -> batch.gradient(x, s, y, d, ds, db)));
  }

  private static void images(Backend backend, DType dtype, Workspace w, int n, List<Budget> list) {
    HostTensor large = w.zeros(dtype, 2, 8, 8, n);
    HostTensor small = w.zeros(dtype, 2, 4, 4, n);
    double bytes = (double) large.size() * dtype.bytes();
    Resampling mean = Resampling.average(backend, dtype, Window.square(2).stride(2), true, 8, 8);
    AxisMap up = AxisMap.linear(4, 8, false);
    Resampling linear = Resampling.of(backend, dtype, up, up);
    list.add(new Budget("average", bytes, 0.05, () -> mean.forward(large, small)));
    list.add(new Budget("average gradient", bytes, 0.05, () -> mean.backward(small, large)));
    list.add(new Budget("up-sampling gradient", bytes, 0.05, () -> linear.backward(large, small)));
  }
}
