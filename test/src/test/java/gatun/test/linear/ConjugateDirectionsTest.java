package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Philox;
import gatun.engine.Progress;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.linear.ConjugateDirections;
import gatun.linear.ConjugateGradient;
import gatun.linear.FunctionOperator;
import gatun.linear.LinearOperator;
import gatun.linear.Multigrid;
import gatun.linear.Poisson;
import gatun.linear.Preconditioner;
import gatun.linear.Preconditioners;
import gatun.linear.Safeguard;
import gatun.linear.Stopping;
import gatun.linear.learned.DirectionNetwork;
import gatun.linear.learned.DirectionPlan;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The direction method with maps that help, that do not, and that harm. */
class ConjugateDirectionsTest {
  private static final double TOLERANCE = 1e-6;

  /** One problem on the grid, with a right-hand side and memory for a solution. */
  private record System(Workspace w, LinearOperator a, HostTensor b, HostTensor x) {
    static System of(String name, Workspace w) {
      Poisson problem = Poisson.named(name, w);
      HostTensor b = w.zeros(DType.F64, problem.grid().cells());
      problem.scatter(problem.plume(w), b);
      LinearOperator a = problem.operator(DType.F64, w.backend());
      return new System(w, a, b, w.zeros(DType.F64, b.size()));
    }

    Outcome solve(Preconditioner m, Safeguard safeguard, Progress progress) {
      Blas.of(w.backend(), DType.F64).fill(0, x);
      return new ConjugateDirections(new Stopping(TOLERANCE, 2000), 2, safeguard)
          .prepare(a, m, w)
          .solve(b, x, progress);
    }

    Outcome conjugateGradients() {
      Blas.of(w.backend(), DType.F64).fill(0, x);
      return new ConjugateGradient(new Stopping(TOLERANCE, 2000))
          .prepare(a, Preconditioners.none(), w)
          .solve(b, x, Progress.SILENT);
    }
  }

  private static Preconditioner map(String name, BiConsumer<Tensor, Tensor> function) {
    return new Preconditioner() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public LinearOperator prepare(LinearOperator a, Workspace w) {
        return new FunctionOperator(a.shape().extent(0), DType.F64, Set.of(), function);
      }
    };
  }

  private static Preconditioner harmful(String kind, Workspace w) {
    Blas blas = Blas.of(w.backend(), DType.F64);
    var random = new SplittableRandom(3);
    int[] calls = {0};
    return switch (kind) {
      case "weights" -> DirectionNetwork.untrained(DirectionPlan.of("n64"), w, new Philox(5));
      case "cells" -> DirectionNetwork.untrained(DirectionPlan.of("cells"), w, new Philox(6));
      case "biased" ->
          DirectionNetwork.untrained(new DirectionPlan("n64", 4, true), w, new Philox(7));
      case "zeros" -> map(kind, (r, q) -> blas.fill(0, q));
      case "ones" -> map(kind, (r, q) -> fluid(r, q, () -> 1.0));
      case "nan" -> map(kind, (r, q) -> blas.fill(Double.NaN, q));
      case "infinite" -> map(kind, (r, q) -> blas.fill(Double.POSITIVE_INFINITY, q));
      case "noise" -> map(kind, (r, q) -> fluid(r, q, () -> random.nextDouble() - 0.5));
      case "negative" -> map(kind, (r, q) -> blas.axpby(-1, r, 0, q));
      case "tiny" -> map(kind, (r, q) -> blas.axpby(1e-200, r, 0, q));
      default ->
          map(
              kind,
              (r, q) -> { // now this, now that
                if (calls[0]++ % 3 == 0) {
                  fluid(r, q, () -> random.nextDouble());
                } else {
                  blas.copy(r, q);
                  blas.scal(calls[0] % 3 == 1 ? Double.NaN : 1, q);
                }
              });
    };
  }

  /** Values where the residual is not 0. */
  private static void fluid(Tensor r, Tensor q, java.util.function.DoubleSupplier value) {
    HostTensor from = (HostTensor) r;
    HostTensor to = (HostTensor) q;
    for (long i = 0; i < from.size(); i++) {
      double v = value.getAsDouble();
      to.set(from.at(i) == 0 ? 0 : v, i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weights",
        "cells",
        "biased",
        "zeros",
        "ones",
        "nan",
        "infinite",
        "noise",
        "negative",
        "tiny",
        "changing"
      })
  void anyMapTakesNoMoreIterationsThanConjugateGradients(String kind) {
    for (String problem : new String[] {"mac:20", "box:17"}) {
      try (Backend backend = Backends.named("simd", new BackendOptions(2));
          Workspace w = Workspace.on(backend)) {
        System system = System.of(problem, w);
        int limit = system.conjugateGradients().iterations();
        Outcome outcome = system.solve(harmful(kind, w), Safeguard.SPAN, Progress.SILENT);
        assertEquals(Kind.CONVERGED, outcome.kind(), outcome::toString);
        assertTrue(outcome.iterations() <= 1.1 * limit, () -> limit + ": " + outcome);
        if (outcome.iterations() > 0.9 * limit) {
          assertTrue(outcome.fallbacks() > 0, outcome::toString);
          assertTrue(outcome.advice().contains("do not suit"), outcome::toString);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"weights, SPAN", "cells, SPAN", "noise, SPAN", "weights, ENERGY", "noise, NONE"})
  void everyStepLowersTheEnergyOfTheError(String kind, Safeguard safeguard) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      System system = System.of("mac:20", w);
      Blas blas = Blas.of(backend, DType.F64);
      HostTensor product = w.zeros(DType.F64, system.x.size());
      double[] last = {0};
      int[] steps = {0};
      system.solve(
          harmful(kind, w),
          safeguard,
          (iteration, limit, measure, goal) -> {
            system.a.apply(system.x, product); // ½ xᵀA x − bᵀx
            double energy = blas.dot(system.x, product) / 2 - blas.dot(system.b, system.x);
            boolean stays = safeguard == Safeguard.SPAN; // x waits while conjugate gradients lead
            assertTrue(energy < last[0] || stays && energy == last[0], () -> "step " + iteration);
            last[0] = energy;
            steps[0]++;
            return iteration < 30;
          });
      assertEquals(30, steps[0]);
    }
  }

  @Test
  void withMultigridItIsFlexibleConjugateGradients() {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      System system = System.of("mac:32", w);
      Outcome outcome = system.solve(new Multigrid(), Safeguard.SPAN, Progress.SILENT);
      assertEquals(Kind.CONVERGED, outcome.kind());
      assertTrue(outcome.iterations() <= 8, outcome::toString);
      assertEquals("", outcome.advice());
      assertEquals(0, outcome.fallbacks());
    }
  }

  @Test
  void theResultDoesNotDependOnTheThreads() {
    double[][] found = new double[2][];
    double[][] histories = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      try (Backend backend = Backends.named("simd", new BackendOptions(threads));
          Workspace w = Workspace.on(backend)) {
        System system = System.of("mac:20", w);
        Outcome outcome = system.solve(harmful("cells", w), Safeguard.SPAN, Progress.SILENT);
        found[threads - 1] = system.x.toArray();
        histories[threads - 1] = outcome.history();
      }
    }
    assertArrayEquals(found[0], found[1]);
    assertArrayEquals(histories[0], histories[1]);
  }

  @Test
  void aNetworkSaysThatItWasNotTrained() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      System system = System.of("mac:20", w);
      Outcome outcome = system.solve(harmful("cells", w), Safeguard.SPAN, Progress.SILENT);
      assertTrue(outcome.advice().contains("not trained"), outcome::toString);
    }
  }
}
