package gatun.test.kernels;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Stencil;
import gatun.engine.Workspace;
import gatun.engine.spi.GridStencil;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.MacStencil;
import gatun.engine.spi.MultigridSweeps;
import gatun.engine.spi.PaddedGrid;
import gatun.engine.spi.Relaxation;
import gatun.engine.spi.Spmv;
import gatun.engine.spi.Sptrsv;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products and solves with matrices of several structures keep their speed, allocate nothing. */
final class SparseBudgetTest {
  /** Where the entries of a row lie. */
  private enum Structure {
    BAND,
    NEAR,
    ANYWHERE
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void kernelsKeepTheirBudget(DType dtype) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      kernels(backend, dtype, w, 9).forEach(b -> b.repeat(30)); // another size first
      for (Budget budget : kernels(backend, dtype, w, 20)) {
        budget.repeat(1000);
        budget.assertFast();
        budget.assertAllocatesNothing();
      }
    }
  }

  static List<Budget> kernels(Backend backend, DType dtype, Workspace w, int n) {
    List<Budget> list = new ArrayList<>();
    Grid grid = Grid.cube(n);
    HostTensor x = w.zeros(dtype, grid.cells());
    HostTensor y = w.zeros(dtype, grid.cells());
    for (Structure structure : Structure.values()) {
      products(backend, w, structure, n, x, y, list);
      solves(backend, w, structure, n, x, y, list);
    }
    HostTensor cells = w.zeros(DType.I8, grid.cells());
    for (long c = 0; c < grid.cells(); c++) {
      cells.setInteger(c * 5 % 7, c);
    }
    double bytes = 2.0 * x.size() * dtype.bytes();
    MacStencil mac = backend.require(KernelKey.of(MacStencil.class, dtype));
    list.add(new Budget("mac dot", bytes, 0.1, () -> mac.applyDot(grid, cells, x, y)));
    list.addAll(multigrid(backend, dtype, w, grid));
    list.addAll(relaxations(backend, dtype, w, grid.cells()));
    GridStencil stencil = backend.require(KernelKey.of(GridStencil.class, dtype));
    Stencil flat = Stencil.laplacian2d();
    list.add(new Budget("stencil", bytes, 0.1, () -> stencil.constant(grid, flat, x, y)));
    return list;
  }

  private static List<Budget> relaxations(Backend backend, DType dtype, Workspace w, long n) {
    HostTensor[] v = new HostTensor[4];
    for (int i = 0; i < v.length; i++) {
      v[i] = w.zeros(dtype, n);
    }
    Relaxation relaxation = backend.require(KernelKey.of(Relaxation.class, dtype));
    double bytes = (double) n * dtype.bytes();
    return List.of(
        new Budget("relax", 5 * bytes, 0.1, () -> relaxation.relax(1, v[0], v[1], v[2], v[3])),
        new Budget("relax begin", 3 * bytes, 0.1, () -> relaxation.begin(1, v[0], v[1], v[2])),
        new Budget("relax residual", 3 * bytes, 0.1, () -> relaxation.residual(v[0], v[1])));
  }

  private static List<Budget> multigrid(Backend backend, DType dtype, Workspace w, Grid grid) {
    MultigridSweeps sweeps = backend.require(KernelKey.of(MultigridSweeps.class, dtype));
    PaddedGrid g = new PaddedGrid(grid);
    PaddedGrid half = g.halved();
    HostTensor[] v = new HostTensor[7];
    for (int i = 0; i < v.length; i++) {
      v[i] = w.zeros(dtype, g.size());
    }
    HostTensor e = w.zeros(dtype, half.size());
    HostTensor f = w.zeros(dtype, half.size());
    HostTensor h = w.zeros(dtype, half.size());
    HostTensor r = w.zeros(DType.F64, grid.cells());
    double cell = (double) grid.cells() * dtype.bytes();
    return List.of(
        new Budget("mg enter", 4 * cell, 0.05, () -> sweeps.enter(g, 2, r, 1, v[0], v[1], v[2])),
        new Budget("mg leave", 2 * cell, 0.05, () -> sweeps.leave(g, 2, v[0], r)),
        new Budget("mg relax", 4 * cell, 0.1, () -> sweeps.relax(g, 1, v[0], v[1], v[2], v[3])),
        new Budget(
            "mg relax faces",
            7 * cell,
            0.1,
            () -> sweeps.relax(g, 1, v[0], v[1], v[2], v[3], v[4], v[5], v[6])),
        new Budget(
            "mg residual", 5 * cell, 0.1, () -> sweeps.residual(g, v[0], v[1], v[2], v[3], v[4])),
        new Budget("mg restrict", cell, 0.02, () -> sweeps.restrict(g, half, v[0], 1, e, f, h)),
        new Budget("mg prolong", 3 * cell, 0.05, () -> sweeps.prolong(g, half, v[0], e, v[1])));
  }

  private static void products(
      Backend backend,
      Workspace w,
      Structure structure,
      int n,
      HostTensor x,
      HostTensor y,
      List<Budget> list) {
    Spmv spmv = backend.require(KernelKey.of(Spmv.class, x.dtype()));
    SparseMatrix matrix = matrix(w, x.dtype(), structure, n, false);
    for (SparseFormat format : SparseFormat.values()) {
      if (format == SparseFormat.SYMMETRIC) {
        continue; // see KernelBudgetTest
      }
      Spmv.Product product = spmv.prepare(matrix, format, w);
      String name = "product " + structure + " " + format;
      list.add(new Budget(name, product.bytes(), 0.1, () -> product.apply(x, y)));
      list.add(new Budget(name + " dot", product.bytes(), 0.1, () -> product.applyDot(x, y)));
    }
  }

  private static void solves(
      Backend backend,
      Workspace w,
      Structure structure,
      int n,
      HostTensor x,
      HostTensor y,
      List<Budget> list) {
    Sptrsv.Triangle triangle =
        backend
            .require(KernelKey.of(Sptrsv.class, x.dtype()))
            .prepare(matrix(w, x.dtype(), structure, n, true), w);
    double bytes = triangle.bytes();
    String name = "solve " + structure;
    list.add(new Budget(name, bytes, 0.05, () -> triangle.solveLower(x, y)));
    list.add(new Budget(name + " t", bytes, 0.05, () -> triangle.solveTransposed(x, y)));
  }

  private static SparseMatrix matrix(
      Workspace w, DType dtype, Structure structure, int n, boolean lower) {
    int rows = n * n * n;
    var random = new SplittableRandom(1);
    var builder = new RowBuilder(w, dtype, rows, rows, 9L * rows);
    for (int row = 0; row < rows; row++) {
      var columns = new TreeSet<Integer>();
      columns.add(row);
      for (int i = row % 8; i < 8; i++) {
        columns.add(column(structure, n, row, i, random));
      }
      for (int column : lower ? columns.headSet(row, true) : columns) {
        builder.add(column, column == row ? 9 : random.nextDouble());
      }
      builder.endRow();
    }
    return builder.build(false);
  }

  private static int column(Structure s, int n, int row, int i, SplittableRandom random) {
    int rows = n * n * n;
    return switch (s) {
      case BAND -> Math.floorMod(row + (i % 2 == 0 ? 1 : -1) * (i < 3 ? 1 : i < 6 ? n : 2), rows);
      case NEAR -> Math.floorMod(row + random.nextInt(400) - 200, rows);
      case ANYWHERE -> random.nextInt(rows);
    };
  }
}
