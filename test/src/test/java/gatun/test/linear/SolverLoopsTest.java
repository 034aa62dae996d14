package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.linear.BiCgStab;
import gatun.linear.ConjugateGradient;
import gatun.linear.Gmres;
import gatun.linear.Identity;
import gatun.linear.Jacobi;
import gatun.linear.MacOperator;
import gatun.linear.Minres;
import gatun.linear.MixedPrecision;
import gatun.linear.Poisson;
import gatun.linear.PreconditionedConjugateGradient;
import gatun.linear.Preconditioner;
import gatun.linear.Preconditioners;
import gatun.linear.Solver;
import gatun.linear.Stopping;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method on the SIMD backend: the reference's results, same bits, no allocation. */
class SolverLoopsTest {
  private static final long CELLS = 24;
  private static final long SMALLEST_OBJECT = 16;

  private interface Recipe {
    Solver with(Stopping stopping);
  }

  static Stream<Arguments> recipes() {
    return Stream.<Named<Recipe>>of(
            Named.of("minres", Minres::new),
            Named.of("bicgstab", BiCgStab::new),
            Named.of("gmres", Gmres::new),
            Named.of("pcg", PreconditionedConjugateGradient::fixed),
            Named.of("fcg", PreconditionedConjugateGradient::flexible),
            Named.of("cg", ConjugateGradient::new))
        .flatMap(recipe ->
            Stream.of(Preconditioners.none(), new Jacobi())
                .filter(m -> m instanceof Identity || !recipe.getName().equals("cg"))
                .map(m -> Arguments.of(recipe, Named.of(m.name(), m))));
  }

  static Stream<Arguments> recipesAndMixed() {
    return recipes()
        .flatMap(plain -> {
          @SuppressWarnings("unchecked")
          Named<Recipe> recipe = (Named<Recipe>) plain.get()[0];
          Recipe mixed = stopping -> new MixedPrecision(recipe.getPayload().with(stopping));
          return Stream.of(
              plain, Arguments.of(Named.of("mixed " + recipe.getName(), mixed), plain.get()[1]));
        });
  }

  private record Solved(Outcome outcome, double[] x) {}

  private static Solved solve(
      String name, int threads, long cells, DType dtype, Solver solver, Preconditioner m) {
    try (Backend backend = Backends.named(name, new BackendOptions(threads));
        Workspace workspace = Workspace.on(backend)) {
      assertEquals(name, backend.name());
      Poisson poisson = Poisson.mac(cells, workspace);
      MacOperator a = poisson.operator(dtype, backend);
      HostTensor b = workspace.zeros(dtype, poisson.grid().cells());
      HostTensor compact = workspace.zeros(dtype, poisson.unknowns());
      HostTensor random = poisson.random(new SplittableRandom(42), workspace);
      for (long i = 0; i < compact.size(); i++) {
        compact.set(random.at(i), i);
      }
      poisson.scatter(compact, b);
      HostTensor x = workspace.zeros(dtype, b.size());
      Outcome outcome = solver.prepare(a, m, workspace).solve(b, x, Progress.SILENT);
      return new Solved(outcome, x.toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("recipesAndMixed")
  void resultsAgreeWithTheReference(Recipe recipe, Preconditioner m) {
    Solver solver = recipe.with(new Stopping(1e-9, 3_000));
    Solved expected = solve("reference", 1, 10, DType.F64, solver, m);
    Solved found = solve("simd", 2, 10, DType.F64, solver, m);
    assertEquals(Outcome.Kind.CONVERGED, expected.outcome.kind(), expected.outcome.toString());
    assertEquals(Outcome.Kind.CONVERGED, found.outcome.kind(), found.outcome.toString());
    assertTrue(found.outcome.residual() <= 1e-9);
    assertArrayEquals(expected.x, found.x, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("recipesAndMixed")
  void threadsChangeNoBit(Recipe recipe, Preconditioner m) {
    Solver solver = recipe.with(new Stopping(1e-9, 3_000));
    Solved one = solve("simd", 1, CELLS, DType.F64, solver, m);
    Solved two = solve("simd", 2, CELLS, DType.F64, solver, m);
    assertArrayEquals(one.x, two.x, 0);
    assertArrayEquals(one.outcome.history(), two.outcome.history(), 0);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void singlePrecisionConverges(Recipe recipe, Preconditioner m) {
    Solved found = solve("simd", 2, CELLS, DType.F32, recipe.with(new Stopping(1e-4, 3_000)), m);
    assertEquals(Outcome.Kind.CONVERGED, found.outcome.kind(), found.outcome.toString());
  }

  /** A solve of 90 iterations allocates what one of 30 does, but for the longer history. */
  @ParameterizedTest
  @MethodSource("recipesAndMixed")
  void theLoopAllocatesNothing(Recipe recipe, Preconditioner m) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace workspace = Workspace.on(backend)) {
      Poisson poisson = Poisson.mac(CELLS, workspace);
      MacOperator a = poisson.operator(DType.F64, backend);
      HostTensor b = workspace.zeros(DType.F64, a.shape().extent(0));
      poisson.scatter(poisson.plume(workspace), b);
      HostTensor x = workspace.zeros(DType.F64, b.size());
      Solver.Prepared few = recipe.with(new Stopping(1e-15, 30)).prepare(a, m, workspace);
      Solver.Prepared many = recipe.with(new Stopping(1e-15, 90)).prepare(a, m, workspace);
      long held = workspace.bytes();
      long history = 2 * 60 * Double.BYTES; // the outcome's, copied once
      for (int round = 0; round < 3; round++) { // what is made once
        allocated(many, b, x);
        allocated(few, b, x);
      }
      long least =
          Steady.least(
              history + 60 * SMALLEST_OBJECT - 1,
              () -> allocated(many, b, x) - allocated(few, b, x));
      assertEquals(held, workspace.bytes());
      assertTrue(
          least - history < 60 * SMALLEST_OBJECT,
          "60 more iterations allocated " + least + " bytes");
    }
  }

  private static long allocated(Solver.Prepared prepared, HostTensor b, HostTensor x) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long i = 0; i < x.size(); i++) {
      x.set(0, i);
    }
    long before = threads.getTotalThreadAllocatedBytes();
    prepared.solve(b, x, Progress.SILENT);
    return threads.getTotalThreadAllocatedBytes() - before;
  }
}
