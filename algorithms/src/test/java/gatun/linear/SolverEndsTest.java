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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which MINRES, BiCGStab and GMRES end, as data. */
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
  @MethodSource("solvers")
  void trivialAndBrokenRightHandSidesAreOutcomes(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(5, 5);
    Solution zero = solve(solver, a, new double[25], SYMMETRIC);
    assertEquals(Kind.ZERO_RHS, zero.outcome().kind());
    double[] b = vector(25, 11);
    b[13] = Double.NaN;
    Solution broken = solve(solver, a, b, SYMMETRIC);
    assertEquals(Kind.NON_FINITE, broken.outcome().kind());
    assertTrue(broken.outcome().advice().contains("index 13"), broken.outcome().advice());
    a.rows()[3][3] = Double.POSITIVE_INFINITY;
    Solution infinite = solve(solver, a, vector(25, 12), SYMMETRIC);
    assertEquals(Kind.NON_FINITE, infinite.outcome().kind());
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void progressHearsEachIterationAndMayCancel(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(12, 12);
    double[] b = vector(144, 13);
    HostTensor x = workspace.zeros(DType.F64, 144);
    long[] heard = new long[1];
    Solver.Prepared prepared =
        solver.prepare(a.operator(workspace, SYMMETRIC), Preconditioners.none(), workspace);
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
  @MethodSource("solvers")
  void theLimitIsKept(Solver solver) {
    DenseSystem a = DenseSystem.laplacian(20, 20);
    Stopping three = new Stopping(1e-12, 3);
    Solver limited =
        switch (solver) {
          case Minres minres -> new Minres(three);
          case BiCgStab bicgstab -> new BiCgStab(three);
          default -> new Gmres(three, 2);
        };
    double[] b = vector(400, 14);
    Solution found = solve(limited, a, b, SYMMETRIC);
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
}
