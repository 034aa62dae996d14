package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.linear.ConjugateGradient;
import gatun.linear.Identity;
import gatun.linear.Jacobi;
import gatun.linear.LinearOperator;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.PreconditionedConjugateGradient;
import gatun.linear.Solver;
import gatun.linear.Stopping;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole solves by conjugate gradients end as on the reference: several batches of iterations, with
 * an end in the middle of one, twice with the same prepared solver.
 */
final class SolvesContractTest {
  private record Ended(Outcome outcome, double[] x) {}

  @ParameterizedTest
  @CsvSource({
    "cg stencil, F64, 1e-9",
    "cg matrix, F64, 1e-9",
    "pcg matrix, F64, 1e-9",
    "fcg matrix, F64, 1e-9",
    "cg stencil, F32, 1e-3",
    "cg matrix, F32, 1e-3"
  })
  void endAsOnTheReference(String method, DType dtype, double tolerance) {
    Stopping stopping = new Stopping(tolerance, 500);
    Ended expected;
    try (Backend backend = Backends.named("reference", new BackendOptions(1))) {
      expected = solve(backend, method, dtype, stopping);
    }
    try (Backend backend = Contract.subject(1)) {
      Ended found = solve(backend, method, dtype, stopping);
      assertEquals(expected.outcome.kind(), found.outcome.kind());
      assertTrue(found.outcome.success(), found.outcome.toString());
      int apart = Math.abs(expected.outcome.iterations() - found.outcome.iterations());
      assertTrue(apart <= 1, expected.outcome + " and " + found.outcome);
      for (int i = 0; i < expected.x.length; i++) {
        assertEquals(expected.x[i], found.x[i], 100 * tolerance, "element " + i);
      }
    }
  }

  private static Ended solve(Backend backend, String method, DType dtype, Stopping stopping) {
    try (Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.named("mac:10", w);
      HostTensor wide = problem.plume(w);
      LinearOperator a;
      if (method.endsWith("matrix")) {
        a = MatrixOperator.of(problem.matrix(dtype, w), w);
      } else {
        HostTensor grid = w.zeros(DType.F64, problem.grid().cells());
        problem.scatter(wide, grid);
        wide = grid;
        a = problem.operator(dtype, backend);
      }
      HostTensor b = w.zeros(dtype, wide.size());
      Blas.of(backend, DType.F64).copy(wide, b);
      Solver.Prepared prepared =
          switch (method.substring(0, method.indexOf(' '))) {
            case "pcg" ->
                PreconditionedConjugateGradient.fixed(stopping).prepare(a, new Jacobi(), w);
            case "fcg" ->
                PreconditionedConjugateGradient.flexible(stopping).prepare(a, new Jacobi(), w);
            default -> new ConjugateGradient(stopping).prepare(a, new Identity(), w);
          };
      HostTensor x = w.zeros(dtype, b.size());
      prepared.solve(b, x, Progress.SILENT);
      Blas.of(backend, dtype).fill(0, x);
      Outcome outcome = prepared.solve(b, x, Progress.SILENT);
      return new Ended(outcome, x.toArray());
    }
  }
}
