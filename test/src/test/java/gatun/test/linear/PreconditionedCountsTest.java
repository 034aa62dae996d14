package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Workspace;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.PreconditionedConjugateGradient;
import gatun.linear.Preconditioners;
import gatun.linear.Stopping;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PCG takes the iterations that other implementations of the same preconditioners take, within 2 %
 * or one: the unpreconditioned relative residual is read off the history at three tolerances.
 */
class PreconditionedCountsTest {
  private static final double[] TOLERANCES = {1e-4, 1e-6, 1e-10};

  @ParameterizedTest(name = "{0} {1}, {2}")
  @CsvSource({
    "mac:64, plume, ic0, 102, 132, 183",
    "mac:64, plume, mic0, 52, 67, 93",
    "mac:64, smooth, mic0, 58, 72, 96",
    "mac:64, random, mic0, 39, 59, 89",
    "box:64, random, ic0, 41, 59, 95",
    "box:64, random, mic0, 20, 29, 45",
  })
  void countsAreThoseOfOthers(
      String problem, String source, String name, int coarse, int middle, int fine) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace workspace = Workspace.on(backend)) {
      Poisson poisson = Poisson.named(problem, workspace);
      HostTensor b =
          switch (source) {
            case "plume" -> poisson.plume(workspace);
            case "smooth" -> poisson.smooth(workspace);
            default -> poisson.random(new SplittableRandom(42), workspace);
          };
      var a = MatrixOperator.of(poisson.matrix(DType.F64, workspace), workspace);
      HostTensor x = workspace.zeros(DType.F64, poisson.unknowns());
      Outcome outcome =
          PreconditionedConjugateGradient.fixed(new Stopping(1e-10, 400))
              .prepare(a, Preconditioners.named(name), workspace)
              .solve(b, x, (iteration, limit, residual, goal) -> true);
      assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), outcome.toString());
      int[] expected = {coarse, middle, fine};
      for (int k = 0; k < 3; k++) {
        int found = firstBelow(outcome.history(), TOLERANCES[k]);
        assertTrue(
            Math.abs(found - expected[k]) <= Math.max(1, 0.02 * expected[k]),
            TOLERANCES[k] + ": expected about " + expected[k] + " iterations, found " + found);
      }
    }
  }

  private static int firstBelow(double[] history, double tolerance) {
    int k = 0;
    while (history[k] > tolerance) {
      k++;
    }
    return k;
  }
}
