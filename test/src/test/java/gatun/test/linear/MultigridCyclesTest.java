package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import gatun.linear.Multigrid;
import gatun.linear.Multigrid.Cycle;
import gatun.linear.MultigridSolver;
import gatun.linear.Poisson;
import gatun.linear.PreconditionedConjugateGradient;
import gatun.linear.Preconditioner;
import gatun.linear.Preconditioners;
import gatun.linear.Solver;
import gatun.linear.StencilOperator;
import gatun.linear.Stopping;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Multigrid on stretched grids and with varying coefficients, and its cycles as solvers. */
class MultigridCyclesTest {
  private static Solver pcg(double tolerance) {
    return PreconditionedConjugateGradient.fixed(new Stopping(tolerance, 60));
  }

  /** Solves A x = random numbers by pcg with a V-cycle and by W- and F-cycles alone. */
  private static void assertSolved(LinearOperator a, Workspace w, int[] most) {
    HostTensor b = Systems.random(w, DType.F64, a.shape().extent(0), 9);
    HostTensor x = w.zeros(DType.F64, b.size());
    List<Solver.Prepared> solvers =
        List.of(
            pcg(1e-8).prepare(a, new Multigrid(), w), alone(a, Cycle.W, w), alone(a, Cycle.F, w));
    for (int m = 0; m < most.length; m++) {
      Blas.of(w.backend(), DType.F64).fill(0, x);
      Outcome outcome = solvers.get(m).solve(b, x, Progress.SILENT);
      String by = solvers.get(m).description();
      assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), by + ": " + outcome);
      assertTrue(outcome.iterations() <= most[m], by + ": " + outcome.iterations());
    }
  }

  private static Solver.Prepared alone(LinearOperator a, Cycle cycle, Workspace w) {
    return new MultigridSolver(new Stopping(1e-8, 60), new Multigrid(cycle), true)
        .prepare(a, Preconditioners.none(), w);
  }

  @ParameterizedTest
  @CsvSource({
    "32, 32, 32, 1, 1, 4",
    "31, 33, 20, 1, 1, 100",
    "24, 40, 36, 1, 100, 100",
    "33, 30, 31, 1, 10, 1000",
    "96, 64, 40, 0.01, 1, 1",
    "65, 70, 1, 50, 1, 0",
    "50, 1, 1, 2, 0, 0",
  })
  void stretchedGridsTakeNoMoreIterations(int nx, int ny, int nz, double cx, double cy, double cz) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      var points = Systems.sevenPoints(1e-9 * cx, 1e-9 * cy, 1e-9 * cz, 0);
      Grid g = new Grid(nx, ny, nz);
      var a = StencilOperator.constant(g, new Stencil(points), DType.F64, backend);
      assertSolved(a, w, new int[] {12, 15, 15});
    }
  }

  /**
   * Returns −∇·(k ∇) on a box, k given for each cell, with walls at the sides of x and else air.
   */
  private static StencilOperator diffusion(
      Grid g, LongToDoubleFunction k, double reaction, Workspace w) {
    HostTensor d = w.zeros(DType.F64, g.cells());
    HostTensor[] faces = new HostTensor[3];
    long[] steps = {1, g.nx(), g.nx() * g.ny()};
    long[] extents = {g.nx(), g.ny(), g.nz()};
    for (int axis = 0; axis < 3; axis++) {
      faces[axis] = w.zeros(DType.F64, g.cells());
    }
    for (long c = 0; c < g.cells(); c++) {
      double sum = d.at(c) + reaction;
      for (int axis = 0; axis < 3; axis++) {
        long place = c / steps[axis] % extents[axis];
        double own = k.applyAsDouble(c);
        if (place < extents[axis] - 1) {
          double other = k.applyAsDouble(c + steps[axis]);
          double face = 2 * own * other / (own + other);
          faces[axis].set(face, c);
          d.set(d.at(c + steps[axis]) + face, c + steps[axis]);
          sum += face;
        }
        boolean ends = place == 0 || place == extents[axis] - 1;
        sum += ends && axis > 0 ? 2 * own : 0;
      }
      d.set(sum, c);
    }
    return StencilOperator.variable(g, d, faces[0], faces[1], faces[2], w.backend());
  }

  @ParameterizedTest
  @CsvSource({"32, 32, 32, 0", "33, 28, 25, 0", "40, 41, 1, 0", "30, 31, 32, 0.1"})
  void coefficientsMayVary(long nx, long ny, long nz, double reaction) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Grid g = new Grid(nx, ny, nz);
      LongToDoubleFunction smooth =
          c -> Math.exp(2 * Math.sin(6.0 * (c % nx) / nx) * Math.cos(5.0 * (c / nx % ny) / ny));
      assertSolved(diffusion(g, smooth, reaction, w), w, new int[] {14, 20, 20});
      LongToDoubleFunction jumps =
          c -> (c % nx / 8 + c / nx % ny / 8 + c / nx / ny / 8) % 2 == 0 ? 20 : 1;
      assertSolved(diffusion(g, jumps, reaction, w), w, new int[] {40});
    }
  }

  @Test
  void negativeCouplingsAreRefused() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      HostTensor d = w.zeros(DType.F64, 27);
      HostTensor a = w.zeros(DType.F64, 27);
      Blas.of(backend, DType.F64).fill(6, d);
      a.set(-1, 4);
      var operator = StencilOperator.variable(new Grid(3, 3, 3), d, a, a, a, backend);
      var error =
          assertThrows(IllegalArgumentException.class, () -> new Multigrid().prepare(operator, w));
      assertTrue(error.getMessage().contains("couplings of at least 0"), error.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mac:63, W, 9",
    "mac:64, F, 9",
    "mac:65, W, 9",
    "mac:100, W, 9",
    "mac:64, V, 25",
    "box:63, V, 12",
    "mac:1, V, 2",
    "mac:4, F, 12",
  })
  void cyclesSolveAlone(String problem, Cycle cycle, int most) {
    Solver solver = new MultigridSolver(new Stopping(1e-6, 60), new Multigrid(cycle), true);
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Poisson poisson = Poisson.named(problem, w);
      HostTensor b = w.zeros(DType.F64, poisson.grid().cells());
      HostTensor x = w.zeros(DType.F64, poisson.grid().cells());
      poisson.scatter(poisson.random(new SplittableRandom(42), w), b);
      Solver.Prepared prepared =
          solver.prepare(poisson.operator(DType.F64, backend), Preconditioners.none(), w);
      Outcome outcome = prepared.solve(b, x, Progress.SILENT);
      assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), outcome.toString());
      assertTrue(outcome.iterations() <= most, "iterations: " + outcome.iterations());
      Preconditioner m = new Multigrid(cycle);
      if (cycle == Cycle.F) {
        var a = poisson.operator(DType.F64, backend);
        assertThrows(IllegalArgumentException.class, () -> pcg(1e-6).prepare(a, m, w));
      }
    }
  }
}
