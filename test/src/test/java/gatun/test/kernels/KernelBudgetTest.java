package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.Scratch;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Stencil;
import gatun.engine.Workspace;
import gatun.engine.spi.GridStencil;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.engine.spi.Level1;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.Spmv;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Guards against the ways in which a vector kernel silently becomes ten or a hundred times slower:
 * boxed vectors, a kernel that the first compiler gave up on, endless deoptimisation. Runs with the
 * default flags, after several kinds of memory and sizes have been used in the same JVM, against a
 * plain copy of memory timed beside it. And no kernel may allocate.
 */
final class KernelBudgetTest {
  private static final int N = 32;

  private static final List<SparseFormat> FORMATS =
      List.of(
          SparseFormat.AUTO,
          SparseFormat.CSR,
          SparseFormat.SELL,
          SparseFormat.RUNS,
          SparseFormat.SYMMETRIC);

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (int round = 0; round < 2; round++) { // other sizes, other kinds of memory
        for (int n : new int[] {3, 17, 24}) {
          try (Workspace w = Workspace.on(backend);
              Scratch scratch = w.scratch()) {
            kernels(backend, dtype, w, n).forEach(b -> b.repeat(30));
            HostTensor x = scratch.zeros(dtype, 1000);
            backend.require(KernelKey.of(Level1.class, dtype)).axpy(2, x, x);
          }
        }
      }
      try (Workspace w = Workspace.on(backend)) {
        for (Budget budget : kernels(backend, dtype, w, N)) {
          budget.repeat(1000);
          budget.assertFast();
          budget.assertAllocatesNothing();
        }
      }
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w, int n) {
    long cells = (long) n * n * n;
    HostTensor[] v = new HostTensor[4];
    for (int i = 0; i < v.length; i++) {
      v[i] = w.zeros(dtype, cells);
    }
    double bytes = (double) cells * dtype.bytes();
    List<Budget> list = new ArrayList<>();
    level1(backend.require(KernelKey.of(Level1.class, dtype)), v, bytes, list);
    KrylovUpdates krylov = backend.require(KernelKey.of(KrylovUpdates.class, dtype));
    list.add(new Budget("residual", 3 * bytes, 0.7, () -> krylov.residual(0, v[0], v[1])));
    list.add(new Budget("step", 6 * bytes, 0.7, () -> krylov.step(0, v[0], v[1], v[2], v[3])));
    list.add(
        new Budget("direction", 5 * bytes, 0.7, () -> krylov.direction(0, v[0], 0.5, v[1], v[2])));
    stencils(backend, dtype, w, n, v, bytes, list);
    product(backend, dtype, w, n, v, list);
    return list;
  }

  private static void level1(Level1 k, HostTensor[] v, double bytes, List<Budget> list) {
    list.add(new Budget("fill", bytes, 0.5, () -> k.fill(0, v[0])));
    list.add(new Budget("copy", 2 * bytes, 0.7, () -> k.copy(v[0], v[1])));
    list.add(new Budget("scal", 2 * bytes, 0.7, () -> k.scal(1, v[0])));
    list.add(new Budget("axpy", 3 * bytes, 0.7, () -> k.axpy(1, v[0], v[1])));
    list.add(new Budget("axpby", 3 * bytes, 0.7, () -> k.axpby(1, v[0], 1, v[1])));
    list.add(new Budget("multiply", 3 * bytes, 0.7, () -> k.multiply(v[0], v[1], v[2])));
    list.add(new Budget("dot", 2 * bytes, 0.7, () -> k.dot(v[0], v[1])));
    list.add(new Budget("asum", bytes, 0.5, () -> k.asum(v[0])));
    list.add(new Budget("amax", bytes, 0.3, () -> k.amax(v[0])));
    k.fill(1, v[3]);
    list.add(new Budget("nrm2", bytes, 0.5, () -> k.nrm2(v[3])));
  }

  private static void stencils(
      Backend backend,
      DType dtype,
      Workspace w,
      int n,
      HostTensor[] v,
      double bytes,
      List<Budget> list) {
    Grid grid = Grid.cube(n);
    HostTensor cells = w.zeros(DType.I8, grid.cells());
    for (long c = 0; c < grid.cells(); c++) {
      cells.setInteger(6, c);
    }
    MacStencil mac = backend.require(KernelKey.of(MacStencil.class, dtype));
    GridStencil stencil = backend.require(KernelKey.of(GridStencil.class, dtype));
    Stencil laplacian = Stencil.laplacian3d();
    list.add(new Budget("mac apply", 2 * bytes, 0.25, () -> mac.apply(grid, cells, v[0], v[1])));
    list.add(
        new Budget(
            "mac direction",
            6 * bytes,
            0.4,
            () -> mac.direction(grid, cells, 0, v[0], 0.5, v[1], v[2], v[3])));
    list.add(
        new Budget(
            "constant stencil",
            2 * bytes,
            0.25,
            () -> stencil.constant(grid, laplacian, v[0], v[1])));
    list.add(
        new Budget(
            "variable stencil",
            6 * bytes,
            0.1,
            () -> stencil.variable(grid, v[2], v[2], v[2], v[2], v[0], v[1])));
  }

  private static void product(
      Backend backend, DType dtype, Workspace w, int n, HostTensor[] v, List<Budget> list) {
    Spmv spmv = backend.kernel(KernelKey.of(Spmv.class, dtype)).orElse(null);
    if (spmv == null) {
      return;
    }
    SparseMatrix matrix = laplacian(w, dtype, n);
    for (SparseFormat format : FORMATS) {
      Spmv.Product product = spmv.prepare(matrix, format, w);
      double bytes = product.bytes() + 2.0 * v[0].size() * dtype.bytes();
      list.add(new Budget("product " + format, bytes, 0.15, () -> product.apply(v[0], v[1])));
    }
  }

  private static SparseMatrix laplacian(Workspace w, DType dtype, int n) {
    long rows = (long) n * n * n;
    var builder = new RowBuilder(w, dtype, rows, rows, 7 * rows);
    long[] offsets = {-(long) n * n, -n, -1, 0, 1, n, (long) n * n};
    for (long row = 0; row < rows; row++) {
      for (long offset : offsets) {
        if (row + offset >= 0 && row + offset < rows) {
          builder.add(row + offset, offset == 0 ? 6 : -1);
        }
      }
      builder.endRow();
    }
    return builder.build(true);
  }
}
