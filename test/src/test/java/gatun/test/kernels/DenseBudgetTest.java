package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.MatrixBlas;
import gatun.engine.Side;
import gatun.engine.Slice;
import gatun.engine.Triangle;
import gatun.engine.Unary;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Panels;
import gatun.engine.spi.RowRotations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of factorisations and products with transposes keep their speed, allocate nothing. */
final class DenseBudgetTest {
  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      kernels(backend, dtype, w, 13).forEach(b -> b.repeat(30)); // another size first
      for (Budget budget : kernels(backend, dtype, w, 61)) {
        budget.repeat(500);
        budget.assertFast();
        budget.assertAllocatesNothing();
      }
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w, int n) {
    List<Budget> list = new ArrayList<>();
    HostTensor full = matrix(w, dtype, n, n);
    HostTensor work = w.zeros(dtype, n, n);
    panels(backend, dtype, w, full, work, list);
    products(MatrixBlas.of(backend, dtype), w, full, work, list);
    Maps maps = Maps.of(backend, dtype);
    double bytes = 2.0 * n * n * dtype.bytes();
    HostTensor rows = w.zeros(dtype, 3L * n, n).view(Slice.every(3), Slice.all());
    HostTensor columns = w.zeros(dtype, n, 2L * n).view(Slice.all(), Slice.every(2));
    list.add(new Budget("copy of rows", bytes, 0.1, () -> maps.copy(rows, work)));
    list.add(new Budget("exp of columns", bytes, 0.02, () -> maps.apply(Unary.EXP, columns, work)));
    return list;
  }

  /** A matrix whose diagonal dominates. */
  private static HostTensor matrix(Workspace w, DType dtype, int rows, int columns) {
    HostTensor matrix = w.zeros(dtype, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i == j ? columns : Math.sin(i * 3 + j), i, j);
      }
    }
    return matrix;
  }

  private static void panels(
      Backend backend,
      DType dtype,
      Workspace w,
      HostTensor full,
      HostTensor square,
      List<Budget> list) {
    int n = (int) full.shape().extent(0);
    Maps maps = Maps.of(backend, dtype);
    Panels panels = backend.require(KernelKey.of(Panels.class, dtype));
    HostTensor tall = matrix(w, dtype, 3 * n, n);
    HostTensor work = w.zeros(dtype, 3L * n, n);
    HostTensor pivots = w.zeros(DType.I64, n);
    HostTensor tau = w.zeros(dtype, n);
    double flops = (double) n * n * n;
    list.add(restored("cholesky", flops / 3, maps, full, square, () -> panels.cholesky(square)));
    list.add(
        restored(
            "lu",
            3 * flops,
            maps,
            tall,
            work,
            () -> {
              panels.lu(work, pivots);
              panels.exchange(work, pivots, true);
            }));
    list.add(restored("qr", 6 * flops, maps, tall, work, () -> panels.qr(work, tau)));
    RowRotations rotations = backend.require(KernelKey.of(RowRotations.class, dtype));
    HostTensor c = w.zeros(dtype, 4, n - 1L);
    HostTensor s = w.zeros(dtype, 4, n - 1L);
    HostTensor squares = w.zeros(DType.F64, n);
    list.add(
        restored(
            "rotate", 24.0 * n * n, maps, full, square, () -> rotations.rotate(c, s, 4, square)));
    list.add(
        restored(
            "orthogonalise",
            4 * flops,
            maps,
            full,
            square,
            () -> rotations.orthogonalise(square, n, squares)));
  }

  /** A step that overwrites its operand, which is copied anew for each call. */
  private static Budget restored(
      String name, double flops, Maps maps, HostTensor from, HostTensor to, Runnable step) {
    Runnable run =
        () -> {
          maps.copy(from, to);
          step.run();
        };
    return new Budget(name, flops * from.dtype().bytes() / 8, 0.05, run);
  }

  private static void products(
      MatrixBlas blas, Workspace w, HostTensor a, HostTensor out, List<Budget> list) {
    long n = a.shape().extent(0);
    HostTensor x = w.zeros(a.dtype(), n);
    HostTensor y = w.zeros(a.dtype(), n);
    double bytes = (double) a.size() * a.dtype().bytes();
    list.add(new Budget("gemv", bytes, 0.1, () -> blas.gemv(1, a, false, x, 0, y)));
    list.add(new Budget("gemv transposed", bytes, 0.1, () -> blas.gemv(1, a, true, x, 0, y)));
    list.add(new Budget("ger", 2 * bytes, 0.1, () -> blas.ger(1, x, y, out)));
    double work = bytes * n;
    list.add(
        new Budget("syrk", work / 2, 0.1, () -> blas.syrk(Triangle.LOWER, 1, a, false, 0, out)));
    list.add(new Budget("a bt", work, 0.2, () -> blas.gemm(1, a, false, a, true, 0.5, out)));
    list.add(new Budget("at b", work, 0.2, () -> blas.gemm(1, a, true, a, false, 0.5, out)));
    for (Side side : Side.values()) {
      for (Triangle part : Triangle.values()) {
        for (boolean turned : new boolean[] {false, true}) {
          String name = "trsm " + side + " " + part + " " + turned;
          list.add(
              new Budget(
                  name, work / 8, 0.05, () -> blas.trsm(side, part, turned, true, 0, a, out)));
        }
      }
    }
  }
}
