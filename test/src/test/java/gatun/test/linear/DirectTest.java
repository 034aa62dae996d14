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
import gatun.linear.Direct;
import gatun.linear.LinearOperator;
import gatun.linear.MacOperator;
import gatun.linear.Poisson;
import gatun.linear.Preconditioners;
import gatun.linear.Solver;
import gatun.linear.StencilOperator;
import gatun.linear.Stopping;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The direct solve of a box: one iteration to rounding, whatever its sides, extents and spacing.
 */
class DirectTest {
  /** Returns the operator of a box of fluid; each bit of walls makes a side solid: −x, +x, −y, … */
  private static MacOperator box(Backend backend, Workspace w, Grid g, int walls, DType dtype) {
    HostTensor cells = w.zeros(DType.I8, g.cells());
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          boolean[] beside = {
            i == 0, i == g.nx() - 1, j == 0, j == g.ny() - 1, k == 0, k == g.nz() - 1
          };
          int open = 6;
          for (int side = 0; side < 6; side++) {
            open -= beside[side] && (walls >> side & 1) != 0 ? 1 : 0;
          }
          cells.setInteger(open, g.index(i, j, k));
        }
      }
    }
    return MacOperator.of(g, cells, dtype, backend);
  }

  private static HostTensor random(Workspace w, DType dtype, long n) {
    return Systems.random(w, dtype, n, 11);
  }

  private static Outcome solve(LinearOperator a, HostTensor b, HostTensor x, Workspace w) {
    var stopping = new Stopping(a.dtype() == DType.F64 ? 1e-11 : 2e-5, 3);
    Solver.Prepared prepared = new Direct(stopping).prepare(a, Preconditioners.none(), w);
    return prepared.solve(b, x, Progress.SILENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 8, 16, 32, 3, 12, 48, 21, 42, 62, 31, 57})
  void everyMixtureOfSidesIsSolvedInOneIteration(int walls) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      for (Grid g : List.of(new Grid(17, 10, 23), new Grid(64, 3, 5), new Grid(6, 31, 1))) {
        MacOperator a = box(backend, w, g, walls, DType.F64);
        HostTensor x = w.zeros(DType.F64, g.cells());
        Outcome outcome = solve(a, random(w, DType.F64, g.cells()), x, w);
        assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), outcome + " on " + g);
        assertEquals(1, outcome.iterations(), outcome + " on " + g);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F64, 1e-10", "F32, 2e-4"})
  void betweenSixWallsTheMeanIsZero(DType dtype, double accuracy) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Grid g = new Grid(20, 33, 18);
      MacOperator a = box(backend, w, g, 63, dtype);
      Blas blas = Blas.of(backend, dtype);
      HostTensor truth = random(w, dtype, g.cells());
      HostTensor ones = w.zeros(dtype, g.cells());
      blas.fill(1, ones);
      blas.axpy(-blas.dot(truth, ones) / g.cells(), ones, truth);
      HostTensor b = w.zeros(dtype, g.cells());
      a.apply(truth, b);
      HostTensor x = w.zeros(dtype, g.cells());
      Outcome outcome = solve(a, b, x, w);
      assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), outcome.toString());
      assertArrayEquals(truth.toArray(), x.toArray(), accuracy);
      blas.fill(1, b); // has no solution at all
      blas.fill(0, x);
      Outcome hopeless = solve(a, b, x, w);
      assertTrue(!hopeless.success(), hopeless.toString());
      assertEquals(1, hopeless.residual(), 1e-3);
      assertEquals(0, blas.amax(x), 1e-3);
    }
  }

  @Test
  void spacingAndShiftAreTaken() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Grid g = new Grid(30, 21, 12);
      List<Stencil.Point> points = Systems.sevenPoints(1, 100, 0.03, 0.5);
      var a = StencilOperator.constant(g, new Stencil(points), DType.F64, backend);
      HostTensor x = w.zeros(DType.F64, g.cells());
      Outcome outcome = solve(a, random(w, DType.F64, g.cells()), x, w);
      assertEquals(1, outcome.iterations(), outcome.toString());
      points.set(1, new Stencil.Point(1, 1, 0, -1));
      var other = StencilOperator.constant(g, new Stencil(points), DType.F64, backend);
      var error = assertThrows(IllegalArgumentException.class, () -> solve(other, x, x, w));
      assertTrue(error.getMessage().contains("use pcg with mg"), error.getMessage());
      var mac = Poisson.mac(12, w).operator(DType.F64, backend);
      assertThrows(IllegalArgumentException.class, () -> solve(mac, x, x, w));
    }
  }

  @Test
  void threadsChangeNoBitAndTheReferenceAgrees() {
    double[] one = onBox("simd", 1);
    assertArrayEquals(one, onBox("simd", 2));
    assertArrayEquals(one, onBox("simd", 3));
    assertArrayEquals(onBox("reference", 1), one, 1e-11);
  }

  private static double[] onBox(String name, int threads) {
    try (Backend backend = Backends.named(name, new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      MacOperator a = box(backend, w, new Grid(31, 40, 29), 0, DType.F64);
      HostTensor x = w.zeros(DType.F64, a.grid().cells());
      solve(a, random(w, DType.F64, x.size()), x, w);
      return x.toArray();
    }
  }

  @Test
  void aSolveAllocatesNextToNothing() {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      MacOperator a = box(backend, w, new Grid(32, 33, 20), 0, DType.F64);
      HostTensor b = random(w, DType.F64, a.grid().cells());
      HostTensor x = w.zeros(DType.F64, b.size());
      var prepared = new Direct(new Stopping(1e-9, 5)).prepare(a, Preconditioners.none(), w);
      prepared.solve(b, x, Progress.SILENT);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long held = w.bytes();
      long enough = 20_000; // the outcome, its history, the event
      long least =
          Steady.least(
              enough,
              () -> {
                x.segment().fill((byte) 0);
                long before = threads.getTotalThreadAllocatedBytes();
                prepared.solve(b, x, Progress.SILENT);
                return threads.getTotalThreadAllocatedBytes() - before;
              });
      assertTrue(least <= enough, "a solve allocates " + least + " bytes");
      assertEquals(held, w.bytes());
    }
  }
}
