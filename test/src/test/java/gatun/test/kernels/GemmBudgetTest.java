package gatun.test.kernels;

import gatun.engine.Activation;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Side;
import gatun.engine.Triangle;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every register tile at default flags: none is ten times too slow, and nothing is allocated. */
final class GemmBudgetTest {
  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void productsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      for (Budget budget : kernels(backend, dtype, w)) {
        budget.repeat(1500);
        budget.assertFast();
        budget.assertAllocatesNothing();
      }
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w) {
    MatrixBlas blas = MatrixBlas.of(backend, dtype);
    List<Budget> budgets = new ArrayList<>();
    int lanes = 64 / dtype.bytes();
    for (int rows : new int[] {8, 6, 4}) {
      for (int vectors : new int[] {2, 1}) {
        // With a rest of one vector and a height of one tile each shape of tile is met; the
        // wide matrix is read in place or packed, the high one by rows.
        budgets.add(product(blas, w, dtype, rows, vectors * lanes, 64));
        budgets.add(product(blas, w, dtype, rows, (6 + vectors) * 2 * lanes, 64));
      }
    }
    budgets.add(product(blas, w, dtype, 61, 8 * lanes + 3, 130));
    budgets.add(activated(blas, w, dtype));
    budgets.add(triangular(blas, w, dtype));
    return budgets;
  }

  private static Budget activated(MatrixBlas blas, Workspace w, DType dtype) {
    HostTensor left = w.zeros(dtype, 64, 64);
    HostTensor out = w.zeros(dtype, 64, 64);
    Epilogue gelu = Epilogue.NONE.with(Activation.GELU);
    return new Budget(
        "gelu " + dtype,
        64.0 * 64 * 64 * dtype.bytes(),
        0.2,
        () -> blas.gemm(1, left, false, left, false, 0, out, gelu));
  }

  private static Budget triangular(MatrixBlas blas, Workspace w, DType dtype) {
    HostTensor t = w.zeros(dtype, 60, 60);
    HostTensor b = w.zeros(dtype, 60, 64);
    for (int i = 0; i < 60; i++) {
      t.set(1, i, i);
    }
    return new Budget(
        "trsm",
        60.0 * 60 * 64 * dtype.bytes() / 8,
        0.1,
        () -> blas.trsm(Side.LEFT, Triangle.LOWER, false, false, 1, t, b));
  }

  /** A copy in cache moves some 64 bytes, that is 16 or 8 values, in the time of a vector's FMA. */
  private static Budget product(MatrixBlas blas, Workspace w, DType dtype, int m, int n, int k) {
    HostTensor a = w.zeros(dtype, m, k);
    HostTensor b = w.zeros(dtype, k, n);
    HostTensor c = w.zeros(dtype, m, n);
    double bytes = (double) m * n * k * dtype.bytes();
    return new Budget(m + "x" + n + "x" + k + " " + dtype, bytes, 0.5, () -> blas.gemm(a, b, c));
  }
}
