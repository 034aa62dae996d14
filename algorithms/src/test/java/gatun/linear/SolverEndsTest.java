package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which solves end, as data. */
class SolverEndsTest extends LinearFixture {
  @ParameterizedTest
  @MethodSource("solvers")
  void aSingularInconsistentSystemDoesNotPretend(Solver solver) {
    DenseSystem a = new DenseSystem(new double[][] {{1, -1, 0}, {-1, 2, -1}, {0, -1, 1}});
    double[] b = {2, 1, 1}; // its mean is not 0: no solution
    Solution found = solve(solver, a, b, SYMMETRIC);
    assertFalse(found.outcome().success(), found.outcome().toString());
    assertFalse(found.outcome().advice().isEmpty());
    double truth = a.residual(b, found.x());
    assertEquals(1, found.outcome().residual() / truth, 1e-12, solver.name());
    if (!(solver instanceof BiCgStab)) { // which has no reason to stay near the best x
      assertEquals(Math.sqrt(8 / 9.0), truth, 1e-12); // b less its mean can be met
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aZeroOperatorBreaksDown(Solver solver) {
    DenseSystem a = new DenseSystem(new double[][] {{0, 0}, {0, 0}});
    Solution found = solve(solver, a, new double[] {1, 2}, SYMMETRIC);
    assertEquals(Kind.BREAKDOWN, found.outcome().kind());
    assertArrayEquals(new double[2], found.x());
    assertEquals(1, found.outcome().residual());
  }

  /** rᵀ A r = 0 for every r, which the recurrence of BiCGStab divides by. */
  @Test
  void bicgstabBreaksDownOnSkewMatricesAndSaysWhatToUse() {
    DenseSystem a = new DenseSystem(new double[][] {{0, 1}, {-1, 0}});
    double[] b = {1, 2};
    Solution found = solve(new BiCgStab(TIGHT), a, b, Trait.LINEAR);
    assertEquals(Kind.BREAKDOWN, found.outcome().kind());
    assertTrue(found.outcome().advice().contains("use gmres"), found.outcome().advice());
    assertArrayEquals(a.solve(b), solve(new Gmres(TIGHT), a, b, Trait.LINEAR).x(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("allSolvers")
  void trivialAndBrokenRightHandSidesAreOutcomes(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(5, 5);
    Solution zero = solve(solver, a, new double[25], SPD);
    assertEquals(Kind.ZERO_RHS, zero.outcome().kind());
    double[] b = vector(25, 11);
    b[13] = Double.NaN;
    Solution broken = solve(solver, a, b, SPD);
    assertEquals(Kind.NON_FINITE, broken.outcome().kind());
    assertTrue(broken.outcome().advice().contains("index 13"), broken.outcome().advice());
    a.rows()[3][3] = Double.POSITIVE_INFINITY;
    Solution infinite = solve(solver, a, vector(25, 12), SPD);
    assertEquals(Kind.NON_FINITE, infinite.outcome().kind());
  }

  @ParameterizedTest
  @MethodSource("allSolvers")
  void progressHearsEachIterationAndMayCancel(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(12, 12);
    double[] b = vector(144, 13);
    HostTensor x = workspace.zeros(DType.F64, 144);
    long[] heard = new long[1];
    Solver.Prepared prepared =
        solver.prepare(a.operator(workspace, SPD), Preconditioners.none(), workspace);
    Outcome outcome =
        prepared.solve(
            workspace.vector(b),
            x,
            (iteration, limit, measure, goal) -> {
              assertEquals(++heard[0], iteration);
              return iteration < 5;
            });
    assertEquals(Kind.CANCELLED, outcome.kind());
    assertEquals(5, outcome.iterations());
    assertEquals(a.residual(b, x.toArray()), outcome.residual(), 1e-12);
    assertTrue(outcome.residual() < 1);

    Outcome rest = prepared.solve(workspace.vector(b), x, Progress.SILENT); // goes on from x
    assertEquals(Kind.CONVERGED, rest.kind());
    assertEquals(outcome.residual(), rest.history()[0], 1e-12);
    assertArrayEquals(a.solve(b), x.toArray(), 1e-9);
  }

  @ParameterizedTest
  @MethodSource("limitedSolvers")
  void theLimitIsKept(Solver limited) {
    DenseSystem a = DenseSystem.laplacian(20, 20);
    double[] b = vector(400, 14);
    Solution found = solve(limited, a, b, SPD);
    assertEquals(Kind.LIMIT_REACHED, found.outcome().kind());
    assertEquals(3, found.outcome().iterations());
    assertEquals(a.residual(b, found.x()), found.outcome().residual(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void theTrueResidualCountsWhereTheRecursiveOneLies(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(10, 10);
    for (int i = 0; i < 100; i++) { // scales from 1 to 1e5: the recursion drifts
      for (int j = 0; j < 100; j++) {
        a.rows()[i][j] *= (i % 2 == 0 ? 1 : 300) * (j % 2 == 0 ? 1 : 300);
      }
    }
    double[] b = vector(100, 15);
    Solution found = solve(solver, a, b, SYMMETRIC);
    double truth = a.residual(b, found.x());
    assertEquals(truth, found.outcome().residual(), 1e-13);
    assertEquals(found.outcome().kind() == Kind.CONVERGED, found.outcome().residual() <= 1e-12);
  }

  @Test
  void preconditionersThatDoNotFitAreRefused() {
    DenseSystem a = new DenseSystem(new double[][] {{2, 1}, {1, -2}});
    MatrixOperator operator = a.operator(workspace, SYMMETRIC);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Minres(TIGHT).prepare(operator, new Jacobi(), workspace));
    assertTrue(error.getMessage().contains("declared positive definite"), error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Gmres(TIGHT, 0));
  }

  @Test
  void minresFindsAPreconditionerThatIsNotDefinite() {
    DenseSystem a = DenseSystem.laplacian(4, 4);
    DenseSystem negative = DenseSystem.random(16, -9, true, new SplittableRandom(19));
    Preconditioner lying =
        new Preconditioner() {
          @Override
          public String name() {
            return "lying";
          }

          @Override
          public LinearOperator prepare(LinearOperator operator, Workspace owner) {
            return negative.operator(owner, Trait.values());
          }
        };
    Solution found =
        solve(new Minres(TIGHT), a.operator(workspace, SYMMETRIC), lying, vector(16, 20));
    assertEquals(Kind.NOT_DEFINITE, found.outcome().kind());
    assertTrue(found.outcome().advice().contains("preconditioner"), found.outcome().advice());
  }

  static Stream<Solver> limitedSolvers() {
    return Stream.concat(
        everySolver(new Stopping(1e-12, 3)), Stream.of(new Gmres(new Stopping(1e-12, 3), 2)));
  }

  /** In F32 no method comes to 1e-12: it says so, with the true residual, and what to do. */
  @ParameterizedTest
  @MethodSource("solversByName")
  void whatThePrecisionCannotReachStagnates(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(15, 15);
    var narrow = MatrixOperator.of(a.sparse(DType.F32, true, workspace), workspace);
    HostTensor b = workspace.zeros(DType.F32, a.size());
    double[] values = vector(a.size(), 21);
    for (int i = 0; i < values.length; i++) {
      b.set(values[i], i);
    }
    HostTensor x = workspace.zeros(DType.F32, a.size());
    Outcome outcome =
        solver.prepare(narrow, Preconditioners.none(), workspace).solve(b, x, Progress.SILENT);
    assertEquals(Kind.STAGNATED, outcome.kind(), outcome.toString());
    assertTrue(outcome.advice().contains("solve in F64 or in mixed precision"), outcome.advice());
    assertEquals(1, outcome.residual() / a.residual(b.toArray(), x.toArray()), 0.5);
  }

  static Stream<Solver> solversByName() {
    return LinearSolvers.general().stream().map(name -> LinearSolvers.named(name, TIGHT));
  }

  @ParameterizedTest
  @MethodSource("gradients")
  void conjugateGradientsFindThatAnOperatorIsNotDefinite(Solver solver) {
    DenseSystem a = DenseSystem.random(30, 0, true, new SplittableRandom(22));
    for (int i = 0; i < 30; i++) {
      a.rows()[i][i] += i % 3 == 0 ? -20 : 20;
    }
    Outcome outcome = solve(solver, a, vector(30, 23), SPD).outcome();
    assertEquals(Kind.NOT_DEFINITE, outcome.kind(), outcome.toString());
    assertTrue(outcome.advice().contains("use minres"), outcome.advice());
  }

  static Stream<Solver> gradients() {
    return allSolvers().filter(solver -> solver.name().endsWith("cg"));
  }

  /** An inconsistent singular system that claims to be definite. */
  @ParameterizedTest
  @MethodSource("gradients")
  void aSingularSystemIsNoSuccess(Solver solver) {
    DenseSystem a = new DenseSystem(new double[][] {{1, -1, 0}, {-1, 2, -1}, {0, -1, 1}});
    Outcome outcome = solve(solver, a, new double[] {2, 1, 1}, SPD).outcome();
    assertFalse(outcome.success(), outcome.toString());
    assertFalse(outcome.advice().isEmpty());
  }
}
