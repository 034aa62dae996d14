package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All families of kernels in one process, in both types and several sizes: what one leaves behind
 * in the compiler's profiles must not make another box its vectors (decision 0004).
 */
final class SharedBudgetTest {
  private static final DType[] TYPES = {DType.F32, DType.F64};

  @Test
  void noFamilyMakesAnotherAllocate() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (DType dtype : TYPES) {
        try (Workspace w = Workspace.on(backend)) {
          small(backend, dtype, w).forEach(b -> b.repeat(20));
        }
      }
      for (DType dtype : TYPES) {
        try (Workspace w = Workspace.on(backend)) {
          List<Budget> all = large(backend, dtype, w);
          all.forEach(b -> b.repeat(20));
          all.forEach(b -> b.assertAllocatesNothing(50));
        }
      }
    }
  }

  private static List<Budget> small(Backend backend, DType dtype, Workspace w) {
    List<Budget> all = new ArrayList<>(ConvolutionBudgetTest.kernels(dtype, w, 5));
    all.addAll(DenseBudgetTest.kernels(backend, dtype, w, 13));
    all.addAll(ElementwiseBudgetTest.kernels(backend, dtype, w, 1000));
    all.addAll(GradientBudgetTest.kernels(backend, dtype, w, 13));
    all.addAll(KernelBudgetTest.kernels(backend, dtype, w, 17));
    all.addAll(ReductionBudgetTest.kernels(backend, dtype, w, 17, 34));
    all.addAll(SparseBudgetTest.kernels(backend, dtype, w, 9));
    return all;
  }

  private static List<Budget> large(Backend backend, DType dtype, Workspace w) {
    List<Budget> all = new ArrayList<>(SparseBudgetTest.kernels(backend, dtype, w, 16));
    all.addAll(ReductionBudgetTest.kernels(backend, dtype, w, 40, 300));
    all.addAll(KernelBudgetTest.kernels(backend, dtype, w, 24));
    all.addAll(GemmBudgetTest.kernels(backend, dtype, w));
    all.addAll(GradientBudgetTest.kernels(backend, dtype, w, 61));
    all.addAll(ElementwiseBudgetTest.kernels(backend, dtype, w, 4000));
    all.addAll(DenseBudgetTest.kernels(backend, dtype, w, 61));
    all.addAll(ConvolutionBudgetTest.kernels(dtype, w, 12));
    return all;
  }
}
