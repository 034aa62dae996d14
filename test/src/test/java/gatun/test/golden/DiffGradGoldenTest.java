package gatun.test.golden;

import static gatun.test.golden.Golden.number;
import static gatun.test.golden.Golden.rows;
import static gatun.test.golden.Golden.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import gatun.optim.Adam;
import gatun.optim.DiffGrad;
import gatun.optim.Optimizer;
import gatun.optim.Rule;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** diffGrad against vectors of the authors' code, and its three analytic functions. */
final class DiffGradGoldenTest {
  /** Within {@code tolerance} of the magnitude, or absolutely for small numbers. */
  private static void assertNear(double[] expected, double[] found, double tolerance, String what) {
    assertEquals(expected.length, found.length, what);
    for (int i = 0; i < expected.length; i++) {
      double bound = tolerance * Math.max(1, Math.abs(expected[i]));
      assertTrue(
          Math.abs(expected[i] - found[i]) <= bound,
          what + "[" + i + "]: expected " + expected[i] + ", found " + found[i]);
    }
  }

  private static void assign(Parameters parameters, double[] values) {
    for (int i = 0; i < values.length; i++) {
      parameters.parameter("x").set(values[i], i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reference, F64, 1e-12",
    "simd, F64, 1e-12",
    "reference, F32, 3e-6",
    "simd, F32, 3e-6"
  })
  void stepsAreThoseOfTheOfficialClass(String name, DType dtype, double tolerance) {
    int cases = 0;
    for (Map<String, Object> c : Golden.cases("diffgrad", "diffgrad_steps.json")) {
      try (Backend backend = Backends.named(name, new BackendOptions(1));
          Workspace w = Workspace.on(backend)) {
        int n = (int) number(c.get("n"));
        Parameters x = Parameters.builder(dtype).add("x", n).build(w);
        Parameters g = x.like(w);
        assign(x, vector(c.get("x0")));
        DiffGrad rule =
            DiffGrad.of(number(c.get("lr")))
                .betas(number(c.get("beta1")), number(c.get("beta2")))
                .epsilon(number(c.get("eps")))
                .penalty(number(c.get("weightDecay")));
        Optimizer optimizer = rule.prepare(x, w);
        double[][] gradients = rows(c.get("gradients"));
        double[][] iterates = rows(c.get("iterates"));
        double[][] frictions = rows(c.get("friction"));
        for (int t = 0; t < gradients.length; t++) {
          String what = c.get("kind") + " n=" + n + " step " + (t + 1);
          assign(g, gradients[t]);
          double xi = rule.statistics(optimizer, x, g).mean();
          double mean = java.util.Arrays.stream(frictions[t]).average().orElseThrow();
          assertEquals(mean, xi, tolerance, what);
          optimizer.step(g);
          assertNear(iterates[t], x.parameter("x").toArray(), tolerance, what);
          g.clear(); // the memory is the caller's again
        }
        Map<String, Parameters> kept = optimizer.state().tensors();
        assertNear(vector(c.get("m")), kept.get("first").parameter("x").toArray(), tolerance, "m");
        assertNear(vector(c.get("v")), kept.get("second").parameter("x").toArray(), tolerance, "v");
        double[] seen = last(gradients, iterates, c);
        assertNear(seen, kept.get("previous").parameter("x").toArray(), tolerance, "p");
        cases++;
      }
    }
    assertTrue(cases > 0, "no cases");
  }

  /** The gradient that the last step saw, with the penalty of the iterate before it. */
  private static double[] last(double[][] gradients, double[][] iterates, Map<String, Object> c) {
    int t = gradients.length - 1;
    double[] seen = gradients[t].clone();
    for (int i = 0; i < seen.length; i++) {
      seen[i] += number(c.get("weightDecay")) * iterates[t - 1][i];
    }
    return seen;
  }

  private static DoubleUnaryOperator gradient(String function) {
    return switch (function) {
      case "F1" -> x -> x <= 0 ? 2 * x + 0.6 : 2 * x - 0.4;
      case "F2_exact" ->
          x -> x <= -0.9 ? -40 : 3 * x * x + Math.sin(8 * x) + 8 * x * Math.cos(8 * x);
      case "F2_notebook" ->
          x -> x <= -0.9 ? -40 : 3 * x * x + Math.sin(8 * x) + x * Math.cos(8 * x);
      case "F3" -> DiffGradGoldenTest::ramps;
      default -> throw new IllegalArgumentException("no function " + function);
    };
  }

  private static double ramps(double x) {
    if (x <= -0.5 || x > 0.5) {
      return 2 * x;
    }
    return x <= -0.4 ? 1 : x <= 0 ? -0.875 : x <= 0.4 ? 0.875 : -1;
  }

  private static double[] trajectory(Rule<?> rule, Map<String, Object> c, String backendName) {
    try (Backend backend = Backends.named(backendName, new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Parameters x = Parameters.builder(DType.F64).add("x", 1).build(w);
      Parameters g = x.like(w);
      DoubleUnaryOperator slope = gradient((String) c.get("function"));
      Optimizer optimizer = rule.prepare(x, w);
      double[] points = new double[(int) number(c.get("points"))];
      points[0] = number(c.get("x0"));
      assign(x, new double[] {points[0]});
      for (int i = 1; i < points.length; i++) {
        assign(g, new double[] {slope.applyAsDouble(points[i - 1])});
        optimizer.step(g);
        points[i] = x.parameter("x").at(0);
      }
      return points;
    }
  }

  private static DiffGrad diffGrad(Map<String, Object> c) {
    return DiffGrad.of(number(c.get("lr")))
        .betas(number(c.get("beta1")), number(c.get("beta2")))
        .epsilon(number(c.get("eps")));
  }

  private static Adam adam(Map<String, Object> c, double factor) {
    return Adam.of(factor * number(c.get("lr")))
        .betas(number(c.get("beta1")), number(c.get("beta2")))
        .epsilon(number(c.get("eps")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void trajectoriesOfTheAnalyticFunctions(String backend) {
    for (Map<String, Object> c : Golden.cases("diffgrad", "diffgrad_analytic.json")) {
      String what = (String) c.get("function");
      double[] expected = vector(c.get("diffGrad"));
      assertArrayEquals(expected, trajectory(diffGrad(c).corrected(true), c, backend), 1e-12, what);
      double[] official = trajectory(diffGrad(c), c, backend);
      assertArrayEquals(expected, official, 1e-6, what);
      double[] halved = trajectory(diffGrad(c).friction(DiffGrad.Friction.HALF), c, backend);
      assertTrue(Math.abs(halved[2] - expected[2]) > 0.03, what + ": the bug must be seen");
      assertArrayEquals(
          halved, trajectory(adam(c, 0.5), c, backend), 1e-6, what + ": ξ = ½ is half the rate");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void diffGradFindsTheGlobalMinimaAndAdamTheLocal(String backend) {
    int found = 0;
    for (Map<String, Object> c : Golden.cases("diffgrad", "diffgrad_analytic.json")) {
      double[] own = trajectory(diffGrad(c), c, backend);
      double[] adam = trajectory(adam(c, 1), c, backend);
      double golden = vector(c.get("adam"))[adam.length - 1];
      switch ((String) c.get("function")) {
        case "F1" -> {
          assertTail(own, -0.3, 2e-3);
          assertTail(adam, 0.2, 2e-2);
          found++;
        }
        case "F2_exact" -> {
          assertTail(own, -0.6429, 2e-3);
          assertTail(adam, 0, 2e-2);
          found++;
        }
        case "F3" -> {
          assertTail(own, 0, 0.03);
          found++;
        }
        default -> assertEquals(golden, adam[adam.length - 1], 2e-2);
      }
    }
    assertEquals(3, found);
  }

  private static void assertTail(double[] points, double minimum, double tolerance) {
    for (int i = points.length - 50; i < points.length; i++) {
      assertEquals(minimum, points[i], tolerance, "point " + i);
    }
  }
}
