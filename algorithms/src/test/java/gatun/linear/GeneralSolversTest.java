package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Slice;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MINRES, BiCGStab and GMRES against dense elimination. */
class GeneralSolversTest extends LinearFixture {
  /** The equations [K Bᵀ; B 0] of a constrained minimum: symmetric, indefinite. */
  private static DenseSystem saddle(int n, int m) {
    double[][] a = new double[n + m][n + m];
    DenseSystem k = DenseSystem.laplacian(n, 1);
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < n; i++) {
      System.arraycopy(k.rows()[i], 0, a[i], 0, n);
      for (int j = 0; j < m; j++) {
        a[i][n + j] = a[n + j][i] = 2 * random.nextDouble() - 1;
      }
    }
    return new DenseSystem(a);
  }

  private static void assertSolved(DenseSystem a, double[] b, Solution found) {
    assertEquals(Kind.CONVERGED, found.outcome().kind(), found.outcome().toString());
    double truth = a.residual(b, found.x());
    assertTrue(truth <= 1.01e-12, "true residual " + truth);
    assertEquals(truth, found.outcome().residual(), 1e-13);
    assertArrayEquals(a.solve(b), found.x(), 1e-9);
    assertEquals(found.outcome().iterations() + 1, found.outcome().history().length);
    assertEquals(1, found.outcome().history()[0], 1e-14);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void symmetricIndefiniteSystemsAreSolved(Solver solver) {
    DenseSystem a = DenseSystem.random(40, 0, true, new SplittableRandom(1));
    for (int i = 0; i < 40; i++) {
      a.rows()[i][i] += i < 15 ? -12 : 12;
    }
    double[] b = vector(40, 2);
    assertSolved(a, b, solve(solver, a, b, SYMMETRIC));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void generalSystemsAreSolvedOrRefused(Solver solver) {
    DenseSystem a = DenseSystem.random(50, 9, false, new SplittableRandom(3));
    double[] b = vector(50, 4);
    if (solver instanceof Minres) {
      var error =
          assertThrows(IllegalArgumentException.class, () -> solve(solver, a, b, Trait.LINEAR));
      assertTrue(error.getMessage().contains("use gmres or bicgstab"), error.getMessage());
    } else {
      assertSolved(a, b, solve(solver, a, b, Trait.LINEAR));
      Solution scaled = solve(solver, a.operator(workspace, Trait.LINEAR), new Jacobi(), b);
      assertSolved(a, b, scaled);
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void preconditioningHelpsAndKeepsTheTrueResidual(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(14, 13);
    for (int i = 0; i < a.size(); i++) { // badly scaled: D A D
      for (int j = 0; j < a.size(); j++) {
        a.rows()[i][j] *= (1 + i % 7) * (1 + j % 7);
      }
    }
    double[] b = vector(a.size(), 5);
    MatrixOperator operator = a.operator(workspace, Trait.values());
    Solution plain = solve(solver, operator, Preconditioners.none(), b);
    assertSolved(a, b, plain);
    for (String name : Preconditioners.names().subList(1, 5)) {
      Solution found = solve(solver, operator, Preconditioners.named(name), b);
      assertSolved(a, b, found);
      assertTrue(
          found.outcome().iterations() < plain.outcome().iterations(),
          name + ": " + found.outcome() + ", without: " + plain.outcome());
    }
  }

  @Test
  void minresSolvesSaddlePoints() {
    DenseSystem a = saddle(60, 20);
    double[] b = vector(80, 6);
    assertSolved(a, b, solve(new Minres(TIGHT), a, b, SYMMETRIC));
  }

  /** Both minimise the residual over the same space. */
  @Test
  void minresAndFullGmresGoThroughTheSameResiduals() {
    DenseSystem a = saddle(40, 10);
    double[] b = vector(50, 7);
    Stopping loose = new Stopping(1e-8, 100);
    double[] short1 = solve(new Minres(loose), a, b, SYMMETRIC).outcome().history();
    double[] long1 = solve(new Gmres(loose, 50), a, b, SYMMETRIC).outcome().history();
    assertEquals(long1.length, short1.length);
    assertArrayEquals(long1, short1, 1e-7);
  }

  @Test
  void gmresEndsWithinNStepsAndItsResidualsNeverRise() {
    DenseSystem a = DenseSystem.random(30, 0, false, new SplittableRandom(8));
    double[] b = vector(30, 9);
    Solution found = solve(new Gmres(new Stopping(1e-10, 1_000), 30), a, b, Trait.LINEAR);
    assertTrue(found.outcome().success(), found.outcome().toString());
    assertTrue(found.outcome().iterations() <= 30, found.outcome().toString());
    double[] history = found.outcome().history();
    for (int k = 1; k < history.length; k++) {
      assertTrue(history[k] <= history[k - 1] * (1 + 1e-12), "step " + k);
    }
  }

  @Test
  void gmresTakesAStepForEachDistinctEigenvalue() {
    double[][] a = new double[20][20];
    for (int i = 0; i < 20; i++) {
      a[i][i] = 1 + i % 4;
    }
    double[] b = vector(20, 10);
    assertEquals(
        4, solve(new Gmres(TIGHT), new DenseSystem(a), b, Trait.LINEAR).outcome().iterations());
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aStridedRightHandSideAndHugeScalesAreFine(Solver solver) {
    DenseSystem a = DenseSystem.random(30, 10, true, new SplittableRandom(16));
    double[] b = vector(30, 17);
    HostTensor wide = workspace.zeros(DType.F64, 60);
    for (int i = 0; i < 30; i++) {
      wide.set(b[i] * 1e200, 2 * i);
    }
    HostTensor x = workspace.zeros(DType.F64, 30);
    Outcome outcome =
        solver
            .prepare(a.operator(workspace, SYMMETRIC), Preconditioners.none(), workspace)
            .solve(wide.view(Slice.every(2)), x, Progress.SILENT);
    assertEquals(Kind.CONVERGED, outcome.kind(), outcome.toString());
    double[] expected = a.solve(b);
    for (int i = 0; i < 30; i++) {
      assertEquals(expected[i], x.at(i) / 1e200, 1e-9);
    }
  }
}
