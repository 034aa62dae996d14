package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.UpdateTerms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The steps of optimizers keep their budget in cache, where roots, divisions and the exponential
 * bound them and not memory; F64 has half as many lanes for each of these.
 */
final class OptimizerBudgetTest {
  private static final int N = 1 << 13;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void stepsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (int n : new int[] {16, 48, 1040}) { // other sizes, other memory
        try (Workspace w = Workspace.on(backend)) {
          budgets(backend, dtype, w, n).forEach(b -> b.repeat(30));
        }
      }
      try (Workspace w = Workspace.on(backend)) {
        for (Budget budget : budgets(backend, dtype, w, N)) {
          budget.repeat(2000);
          budget.assertFast();
          budget.assertAllocatesNothing();
        }
      }
    }
  }

  private static List<Budget> budgets(Backend backend, DType dtype, Workspace w, int n) {
    OptimizerUpdates k = backend.require(KernelKey.of(OptimizerUpdates.class, dtype));
    HostTensor[] v = new HostTensor[5];
    for (int i = 0; i < v.length; i++) {
      v[i] = w.zeros(dtype, n);
    }
    UpdateTerms t = new UpdateTerms();
    t.to = n;
    t.rate = 0.1;
    t.first = 0.9;
    t.firstFresh = 0.1;
    t.second = 0.99;
    t.secondFresh = 0.01;
    t.epsilon = 1e-8;
    double bytes = (double) n * dtype.bytes();
    List<Budget> list = new ArrayList<>();
    list.add(new Budget("descent", 3 * bytes, 0.7, () -> k.descent(t, v[0], v[1])));
    list.add(new Budget("momentum", 5 * bytes, 0.7, () -> k.momentum(t, v[0], v[1], v[2])));
    list.add(new Budget("nesterov", 5 * bytes, 0.7, () -> k.nesterov(t, v[0], v[1], v[2])));
    list.add(new Budget("adam", 7 * bytes, 0.4, () -> k.adam(t, v[0], v[1], v[2], v[3])));
    list.add(
        new Budget("amsGrad", 9 * bytes, 0.4, () -> k.amsGrad(t, v[0], v[1], v[2], v[3], v[4])));
    list.add(new Budget("rmsProp", 5 * bytes, 0.3, () -> k.rmsProp(t, v[0], v[1], v[3])));
    list.add(new Budget("adaDelta", 7 * bytes, 0.4, () -> k.adaDelta(t, v[0], v[1], v[3], v[4])));
    list.add(
        new Budget("diffGrad", 9 * bytes, 0.3, () -> k.diffGrad(t, v[0], v[1], v[2], v[3], v[4])));
    list.add(
        new Budget(
            "signed diffGrad",
            9 * bytes,
            0.3,
            () -> k.signedDiffGrad(t, v[0], v[1], v[2], v[3], v[4])));
    return list;
  }
}
