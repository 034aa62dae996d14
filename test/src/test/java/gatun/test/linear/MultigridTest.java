package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Stencil;
import gatun.engine.Workspace;
import gatun.linear.LinearOperator;
import gatun.linear.MacOperator;
import gatun.linear.MixedPrecision;
import gatun.linear.Multigrid;
import gatun.linear.Poisson;
import gatun.linear.PreconditionedConjugateGradient;
import gatun.linear.Solver;
import gatun.linear.StencilOperator;
import gatun.linear.Stopping;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The V-cycle is a symmetric positive definite operator, and a good inverse on every grid. */
class MultigridTest {
  private record Case(HostTensor cells, HostTensor random, MacOperator operator) {}

  /**
   * Builds a grid with random cells: about a share of them fluid, of the rest about half solid. All
   * around is solid but the top.
   */
  private static Case random(Backend backend, Workspace w, Grid g, double fluid, int seed) {
    var random = new SplittableRandom(seed);
    int[] kinds = new int[(int) g.cells()];
    for (int c = 0; c < kinds.length; c++) {
      kinds[c] = random.nextDouble() < fluid ? 2 : random.nextInt(2);
    }
    HostTensor cells = w.zeros(DType.I8, g.cells());
    HostTensor x = w.zeros(DType.F64, g.cells());
    int[][] steps = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
    for (long c = 0; c < g.cells(); c++) {
      long i = c % g.nx();
      long j = c / g.nx() % g.ny();
      long k = c / g.nx() / g.ny();
      if (kinds[(int) c] == 2) {
        int open = 0;
        for (int[] s : steps) {
          long at = g.index(i + s[0], j + s[1], k + s[2]);
          boolean inside = g.contains(i + s[0], j + s[1], k + s[2]);
          open += inside ? Math.min(kinds[(int) at], 1) : k + s[2] >= g.nz() ? 1 : 0;
        }
        cells.setInteger(open, c);
        x.set(open == 0 ? 0 : 2 * random.nextDouble() - 1, c);
      }
    }
    return new Case(cells, x, MacOperator.of(g, cells, DType.F64, backend));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8, 8, 1",
    "13, 7, 9, 0.9",
    "33, 6, 17, 0.8",
    "20, 20, 20, 0.5",
    "1, 5, 40, 0.9",
    "31, 1, 1, 1",
    "3, 3, 3, 0.7",
    "1, 1, 1, 1",
    "12, 11, 10, 0",
  })
  void isSymmetricAndPositive(long nx, long ny, long nz, double fluid) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Case c = random(backend, w, new Grid(nx, ny, nz), fluid, 5);
      LinearOperator m = new Multigrid().prepare(c.operator, w);
      HostTensor x = c.random;
      HostTensor y = w.zeros(DType.F64, x.size());
      HostTensor mx = w.zeros(DType.F64, x.size());
      HostTensor my = w.zeros(DType.F64, x.size());
      c.operator.apply(x, y);
      m.apply(x, mx);
      m.apply(y, my);
      Blas blas = Blas.of(backend, DType.F64);
      double scale = blas.nrm2(mx) * blas.nrm2(y) + blas.nrm2(my) * blas.nrm2(x);
      assertEquals(blas.dot(mx, y), blas.dot(my, x), 1e-6 * scale);
      assertTrue(blas.dot(mx, x) > 0 || blas.nrm2(x) == 0);
      assertTrue(blas.dot(my, y) > 0 || blas.nrm2(y) == 0);
      for (long i = 0; i < x.size(); i++) {
        assertTrue(c.cells.at(i) != 0 || mx.at(i) == 0, "cell " + i + " is not fluid");
      }
    }
  }

  private record Solved(Outcome outcome, double[] x) {}

  private static Solved solve(
      String problem, String source, String on, int threads, DType dtype, Solver solver) {
    try (Backend backend = Backends.named(on, new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      Poisson poisson = Poisson.named(problem, w);
      HostTensor wide =
          switch (source) {
            case "plume" -> poisson.plume(w);
            case "smooth" -> poisson.smooth(w);
            default -> poisson.random(new SplittableRandom(42), w);
          };
      HostTensor compact = w.zeros(dtype, wide.size());
      Blas.of(backend, DType.F64).copy(wide, compact);
      HostTensor b = w.zeros(dtype, poisson.grid().cells());
      HostTensor x = w.zeros(dtype, poisson.grid().cells());
      poisson.scatter(compact, b);
      Solver.Prepared prepared =
          solver.prepare(poisson.operator(dtype, backend), new Multigrid(), w);
      return new Solved(prepared.solve(b, x, Progress.SILENT), x.toArray());
    }
  }

  private static Solver pcg(double tolerance) {
    return PreconditionedConjugateGradient.fixed(new Stopping(tolerance, 60));
  }

  @ParameterizedTest
  @CsvSource({
    "mac:16, plume, 1e-6, 9",
    "mac:32, plume, 1e-6, 9",
    "mac:64, plume, 1e-6, 8",
    "mac:128, plume, 1e-6, 8",
    "mac:64, plume, 1e-10, 12",
    "mac:64, smooth, 1e-6, 10",
    "mac:64, random, 1e-6, 9",
    "mac:63, plume, 1e-6, 10",
    "mac:65, plume, 1e-6, 10",
    "box:64, random, 1e-6, 9",
    "box:50, plume, 1e-6, 9",
    "mac:1, random, 1e-6, 1",
    "mac:4, random, 1e-10, 12",
    "mac:5, random, 1e-10, 12",
  })
  void iterationsDoNotGrow(String problem, String source, double tolerance, int most) {
    Solved solved = solve(problem, source, "simd", 2, DType.F64, pcg(tolerance));
    assertEquals(Outcome.Kind.CONVERGED, solved.outcome.kind(), solved.outcome.toString());
    int found = solved.outcome.iterations();
    assertTrue(found <= most, "expected at most " + most + " iterations, found " + found);
  }

  @Test
  void threadsChangeNoBitAndTheReferenceAgrees() {
    Solved one = solve("mac:39", "plume", "simd", 1, DType.F64, pcg(1e-8));
    for (int threads = 2; threads <= 3; threads++) {
      assertArrayEquals(one.x, solve("mac:39", "plume", "simd", threads, DType.F64, pcg(1e-8)).x);
    }
    Solved reference = solve("mac:39", "plume", "reference", 1, DType.F64, pcg(1e-8));
    assertEquals(reference.outcome.iterations(), one.outcome.iterations());
    assertArrayEquals(reference.x, one.x, 1e-5);
  }

  @Test
  void servesSingleAndMixedPrecision() {
    Solver mixed = new MixedPrecision(pcg(1e-10));
    assertTrue(solve("mac:33", "plume", "simd", 2, DType.F64, mixed).outcome.iterations() <= 20);
    Solved narrow = solve("mac:33", "plume", "simd", 2, DType.F32, pcg(1e-4));
    assertEquals(Outcome.Kind.CONVERGED, narrow.outcome.kind());
  }

  @ParameterizedTest
  @CsvSource({"1e-300", "1e300", "1e-30"})
  void anApplicationIsLinearInTheScale(double scale) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Case c = random(backend, w, new Grid(12, 13, 14), 0.9, 6);
      LinearOperator m = new Multigrid().prepare(c.operator, w);
      HostTensor y = w.zeros(DType.F64, c.random.size());
      m.apply(c.random, y);
      double[] expected = y.toArray();
      Blas.of(backend, DType.F64).scal(scale, c.random);
      m.apply(c.random, y);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], y.at(i) / scale, 1e-5 * Math.abs(expected[i]) + 1e-6);
      }
    }
  }

  @Test
  void notANumberComesBackAndLeavesNoTrace() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Case c = random(backend, w, new Grid(12, 13, 14), 0.9, 7);
      LinearOperator m = new Multigrid().prepare(c.operator, w);
      HostTensor y = w.zeros(DType.F64, c.random.size());
      m.apply(c.random, y);
      double[] expected = y.toArray();
      HostTensor bad = w.zeros(DType.F64, c.random.size());
      bad.set(Double.NaN, 700);
      m.apply(bad, y);
      assertTrue(Double.isNaN(y.at(700)));
      m.apply(c.random, y);
      assertArrayEquals(expected, y.toArray());
    }
  }

  @Test
  void anApplicationAllocatesNothing() {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Case c = random(backend, w, new Grid(20, 21, 22), 0.9, 8);
      LinearOperator m = new Multigrid().prepare(c.operator, w);
      HostTensor y = w.zeros(DType.F64, c.random.size());
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long held = w.bytes();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 30; round++) {
        long before = threads.getTotalThreadAllocatedBytes();
        for (int k = 0; k < 100; k++) {
          m.apply(c.random, y);
        }
        least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
      }
      assertEquals(held, w.bytes());
      assertTrue(least < 100 * 16, "an application allocates " + least / 100 + " bytes");
    }
  }

  @Test
  void servesTheLaplacianOfABox() {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Stencil flat = Stencil.laplacian2d();
      for (Grid g : new Grid[] {new Grid(40, 31, 22), new Grid(90, 77, 1)}) {
        var points = (g.nz() == 1 ? flat : Stencil.laplacian3d()).points().stream();
        var scaled =
            points.map(p -> new Stencil.Point(p.di(), p.dj(), p.dk(), 3.5 * p.coefficient()));
        var a = StencilOperator.constant(g, new Stencil(scaled.toList()), DType.F64, backend);
        HostTensor b = w.zeros(DType.F64, g.cells());
        HostTensor x = w.zeros(DType.F64, g.cells());
        b.set(1, g.cells() / 3);
        Outcome outcome = pcg(1e-8).prepare(a, new Multigrid(), w).solve(b, x, Progress.SILENT);
        assertTrue(outcome.iterations() <= 14, outcome.toString());
      }
      var skew =
          new Stencil(
              List.of(
                  new Stencil.Point(0, 0, 0, 3),
                  new Stencil.Point(1, 1, 0, -1),
                  new Stencil.Point(-1, -1, 0, -1)));
      var other = StencilOperator.constant(new Grid(9, 9, 9), skew, DType.F64, backend);
      var error =
          assertThrows(IllegalArgumentException.class, () -> new Multigrid().prepare(other, w));
      assertTrue(error.getMessage().contains("stencil along the axes"), error.getMessage());
    }
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Multigrid(0, 0.4));
    assertThrows(IllegalArgumentException.class, () -> new Multigrid(2, 2));
    assertThrows(IllegalArgumentException.class, () -> new Multigrid(2, Double.NaN));
  }
}
