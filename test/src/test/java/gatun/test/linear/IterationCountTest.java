package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.linear.LinearOperator;
import gatun.linear.LinearSolvers;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Preconditioners;
import gatun.linear.Stopping;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Iterations of the solvers beside those of independent programs, and the same bits for threads.
 */
class IterationCountTest {

  private record Run(Outcome outcome, double[] solution) {}

  private static Run solve(
      String name,
      String rhs,
      String method,
      String preconditioner,
      double tolerance,
      int threads) {
    try (Backend backend = Backends.named("simd", new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.named(name, w);
      HostTensor b = PoissonTest.rhs(problem, rhs, w);
      HostTensor x = w.zeros(DType.F64, problem.unknowns());
      LinearOperator a = MatrixOperator.of(problem.matrix(DType.F64, w), w);
      Outcome outcome =
          LinearSolvers.named(method, new Stopping(tolerance, 5000))
              .prepare(a, Preconditioners.named(preconditioner), w)
              .solve(b, x, Progress.SILENT);
      assertTrue(outcome.residual() <= tolerance, outcome::toString);
      return new Run(outcome, x.toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mac:64, plume, cg, none, 1e-4, 316", "mac:64, plume, cg, none, 1e-6, 407",
    "mac:64, plume, cg, none, 1e-10, 567", "mac:64, smooth, cg, none, 1e-6, 429",
    "mac:64, random, cg, none, 1e-6, 350", "box:64, random, cg, none, 1e-6, 183",
    "mac:64, plume, pcg, jacobi, 1e-6, 403",
  })
  void iterationsAreThoseOfThePeers(
      String problem, String rhs, String method, String m, double tolerance, int expected) {
    Run run = solve(problem, rhs, method, m, tolerance, 2);
    assertEquals(expected, run.outcome.iterations(), Math.max(1, 0.02 * expected));
  }

  @ParameterizedTest
  @CsvSource({
    "cg, none",
    "pcg, jacobi",
    "pcg, mic0",
    "fcg, ssor",
    "minres, none",
    "bicgstab, none"
  })
  void theSolutionDoesNotDependOnTheThreads(String method, String m) {
    Run one = solve("mac:40", "plume", method, m, 1e-8, 1);
    Run two = solve("mac:40", "plume", method, m, 1e-8, 2);
    assertEquals(one.outcome.iterations(), two.outcome.iterations());
    assertArrayEquals(one.solution, two.solution);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void theSweepGivesTheIterationsOfTheMatrix(int threads) {
    try (Backend backend = Backends.named("simd", new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.mac(64, w);
      HostTensor b = w.zeros(DType.F64, problem.grid().cells());
      HostTensor x = w.zeros(DType.F64, problem.grid().cells());
      problem.scatter(problem.plume(w), b);
      Outcome outcome =
          LinearSolvers.named("cg", new Stopping(1e-6, 5000))
              .prepare(problem.operator(DType.F64, backend), Preconditioners.none(), w)
              .solve(b, x, Progress.SILENT);
      assertEquals(407, outcome.iterations(), 8);
      assertTrue(outcome.residual() <= 1e-6);
    }
  }
}
