package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Indexes;
import gatun.engine.Normalizations;
import gatun.engine.Philox;
import gatun.engine.Reductions;
import gatun.engine.Sampling;
import gatun.engine.Sorting;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Guards the speed of reductions, normalisations, random numbers and moves by index with the
 * default flags, as {@link KernelBudgetTest} does; and none of them may allocate once warm.
 */
final class ReductionBudgetTest {
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (int n : new int[] {3, 17, 40}) { // other sizes, other memory
        try (Workspace w = Workspace.on(backend)) {
          kernels(backend, dtype, w, n, 2 * n).forEach(b -> b.repeat(30));
        }
      }
      try (Workspace w = Workspace.on(backend)) {
        for (Budget budget : kernels(backend, dtype, w, 64, 512)) {
          budget.repeat(1000);
          budget.assertFast();
          budget.assertAllocatesNothing();
        }
      }
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w, long rows, long n) {
    Philox random = new Philox(1);
    Sampling sampling = Sampling.of(backend, dtype);
    HostTensor x = w.zeros(dtype, rows, n);
    HostTensor y = w.zeros(dtype, rows, n);
    sampling.normal(random, 0, 1, x);
    double bytes = (double) rows * n * dtype.bytes();
    List<Budget> list = new ArrayList<>();
    list.add(new Budget("uniform", bytes, 0.02, () -> sampling.uniform(random, 0, 1, y)));
    list.add(new Budget("normal", bytes, 0.01, () -> sampling.normal(random, 0, 1, y)));
    list.add(new Budget("bernoulli", bytes, 0.01, () -> sampling.bernoulli(random, 0.5, y)));
    reductions(Reductions.of(backend, dtype), w, x, bytes, list);
    norms(Normalizations.of(backend, dtype), w, x, y, bytes, list);
    moves(backend, w, x, y, bytes, list);
    return list;
  }

  private static void reductions(
      Reductions k, Workspace w, HostTensor x, double bytes, List<Budget> list) {
    HostTensor rows = w.zeros(x.dtype(), x.shape().extent(0), 1);
    HostTensor columns = w.zeros(x.dtype(), 1, x.shape().extent(1));
    HostTensor all = w.zeros(x.dtype(), 1, 1);
    HostTensor index = w.zeros(DType.I64, x.shape().extent(0), 1);
    list.add(new Budget("sum of rows", bytes, 0.3, () -> k.sum(x, rows)));
    list.add(new Budget("sum of columns", bytes, 0.3, () -> k.sum(x, columns)));
    list.add(new Budget("sum of all", bytes, 0.3, () -> k.sum(x, all)));
    list.add(new Budget("max of rows", bytes, 0.2, () -> k.max(x, rows)));
    list.add(new Budget("max of columns", bytes, 0.1, () -> k.max(x, columns)));
    list.add(new Budget("product of rows", bytes, 0.1, () -> k.product(x, rows)));
    list.add(new Budget("count of rows", bytes, 0.1, () -> k.count(x, index)));
    list.add(new Budget("variance of rows", bytes, 0.2, () -> k.variance(x, 1, rows)));
    list.add(new Budget("variance of columns", bytes, 0.1, () -> k.variance(x, 1, columns)));
    list.add(new Budget("logSumExp of rows", bytes, 0.05, () -> k.logSumExp(x, rows)));
    list.add(new Budget("argmax of rows", bytes, 0.1, () -> k.argmax(1, x, index)));
  }

  private static void norms(
      Normalizations k, Workspace w, HostTensor x, HostTensor y, double bytes, List<Budget> list) {
    HostTensor scale = w.zeros(x.dtype(), x.shape().extent(1));
    HostTensor shift = w.zeros(x.dtype(), x.shape().extent(1));
    HostTensor mean = w.zeros(x.dtype(), x.shape().extent(0));
    HostTensor inverse = w.zeros(x.dtype(), x.shape().extent(0));
    HostTensor d = w.zeros(x.dtype(), x.shape().extents());
    HostTensor dscale = w.zeros(x.dtype(), x.shape().extent(1));
    list.add(new Budget("softmax", 2 * bytes, 0.1, () -> k.softmax(1, x, y)));
    list.add(new Budget("log-softmax", 2 * bytes, 0.1, () -> k.logSoftmax(1, x, y)));
    list.add(new Budget("softmax gradient", 3 * bytes, 0.3, () -> k.softmaxGradient(1, x, d, y)));
    list.add(
        new Budget(
            "layer", 2 * bytes, 0.2, () -> k.layer(x, scale, shift, 1e-5, y, mean, inverse)));
    list.add(
        new Budget(
            "layer gradient",
            3 * bytes,
            0.1,
            () -> k.layerGradient(x, scale, mean, inverse, d, y, dscale, shift)));
    list.add(new Budget("rms", 2 * bytes, 0.2, () -> k.rms(x, scale, 1e-5, y, inverse)));
  }

  private static void moves(
      Backend backend, Workspace w, HostTensor x, HostTensor y, double bytes, List<Budget> list) {
    Indexes k = Indexes.of(backend, x.dtype());
    HostTensor order = w.zeros(DType.I32, x.shape().extent(0));
    Sampling.permutation(new Philox(2), order);
    HostTensor places = w.zeros(DType.I64, x.shape().extents());
    Sorting sorting = Sorting.of(backend, x.dtype());
    sorting.argsort(1, false, x, places);
    list.add(new Budget("take rows", 2 * bytes, 0.3, () -> k.take(0, x, order, y)));
    list.add(new Budget("add rows", 3 * bytes, 0.2, () -> k.addAt(0, order, x, y)));
    list.add(new Budget("gather", 2 * bytes, 0.02, () -> k.gather(1, x, places, y)));
    list.add(new Budget("sort", 2 * bytes, 0.005, () -> sorting.sort(1, false, x, y)));
  }
}
