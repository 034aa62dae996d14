package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MemoryLimitException;
import gatun.engine.Outcome;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.linear.dense.Factored;
import gatun.linear.sparse.SparseCholesky;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sparse Cholesky factorisation and the method {@code direct} on matrices. */
class MatrixDirectTest extends LinearFixture {
  private static final Stopping STOPPING = new Stopping(1e-12, 20);

  private Outcome direct(SparseMatrix a) {
    return direct(a, vector((int) a.rows()));
  }

  private Outcome direct(SparseMatrix a, double[] b) {
    return solve(new Direct(STOPPING), MatrixOperator.of(a, workspace), Preconditioners.none(), b)
        .outcome();
  }

  private static DenseSystem dominant(int n, double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (random.nextDouble() < share) {
          a[i][j] = a[j][i] = random.nextDouble(-1, 1);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][i] += i == j ? 1e-3 : Math.abs(a[i][j]);
      }
    }
    return new DenseSystem(a);
  }

  @Test
  void randomPatternsAreSolvedInOneIteration() {
    for (int n : new int[] {1, 2, 3, 7, 40, 150}) {
      for (double share : new double[] {0, 0.02, 0.2, 1}) {
        SparseMatrix a = dominant(n, share, 100 + n).sparse(DType.F64, true, workspace);
        Outcome outcome = direct(a);
        assertTrue(outcome.success(), n + ", " + share + ": " + outcome);
        assertTrue(outcome.iterations() <= 2, n + ", " + share + ": " + outcome);
      }
    }
  }

  @Test
  void gridsHaveLargeFrontsAndLittleFill() {
    SparseMatrix cube = Poisson.box(10, workspace).matrix(DType.F64, workspace);
    assertTrue(direct(cube).success());
    SparseMatrix square = DenseSystem.laplacian(32, 32).sparse(DType.F64, true, workspace);
    assertTrue(direct(square).success());
    long entries = SparseCholesky.of(square, workspace).entries();
    assertTrue(entries < 31_000, "entries of the factor: " + entries); // a band would have 33,792
  }

  @Test
  void otherValuesOfThePatternAreFactorisedAgain() {
    SparseMatrix a = DenseSystem.laplacian(6, 5).sparse(DType.F64, true, workspace);
    SparseCholesky cholesky = SparseCholesky.of(a, workspace);
    HostTensor b = workspace.vector(vector(30));
    HostTensor x = workspace.zeros(DType.F64, 30);
    assertThrows(IllegalStateException.class, () -> cholesky.solve(b, x));
    assertEquals(Factored.SUCCESS, cholesky.factor(a));
    cholesky.solve(b, x);
    double[] first = x.toArray();
    for (long e = 0; e < a.nonzeros(); e++) {
      a.values().set(4 * a.value(e), e);
    }
    assertEquals(Factored.SUCCESS, cholesky.factor(a));
    cholesky.solve(b, b); // in place
    double[] quarter = b.toArray();
    for (int i = 0; i < 30; i++) {
      quarter[i] *= 4;
    }
    assertArrayEquals(first, quarter, 1e-15);
  }

  @Test
  void whatIsNotDefiniteEndsAsData() {
    DenseSystem a = DenseSystem.laplacian(9, 9);
    a.rows()[40][40] = -1;
    SparseMatrix indefinite = a.sparse(DType.F64, true, workspace);
    Factored factored = SparseCholesky.of(indefinite, workspace).factor(indefinite);
    assertEquals(Factored.Kind.NOT_DEFINITE, factored.kind());
    Outcome outcome = direct(indefinite);
    assertEquals(Outcome.Kind.NOT_DEFINITE, outcome.kind());
    assertEquals(1, outcome.residual(), 1e-12);
    assertTrue(outcome.advice().contains("minres"), outcome.advice());
    RowBuilder zero = new RowBuilder(workspace, DType.F64, 2, 2, 4);
    zero.add(0, 1).add(1, -1).endRow().add(0, -1).add(1, 1).endRow(); // singular
    SparseMatrix singular = zero.build(true);
    assertEquals(Outcome.Kind.NOT_DEFINITE, direct(singular, vector(2)).kind());
  }

  @Test
  void notANumberIsNamed() {
    SparseMatrix a = DenseSystem.laplacian(4, 4).sparse(DType.F64, true, workspace);
    a.values().set(Double.NaN, 0);
    Factored factored = SparseCholesky.of(a, workspace).factor(a);
    assertEquals(Factored.Kind.NON_FINITE, factored.kind());
  }

  @Test
  void theFactorMustFitBeforeItIsComputed() {
    SparseMatrix a = Poisson.box(10, workspace).matrix(DType.F64, workspace);
    WorkspaceSettings small = WorkspaceSettings.defaults().limitedTo(100_000);
    try (Workspace w = Workspace.on(backend, small)) {
      assertThrows(MemoryLimitException.class, () -> SparseCholesky.of(a, w));
    }
  }

  @Test
  void nonsymmetricMatricesAreRefused() {
    DenseSystem a = DenseSystem.random(5, 4, false, new SplittableRandom(1));
    LinearOperator operator = a.operator(workspace, Trait.LINEAR);
    Solver direct = LinearSolvers.named("direct", STOPPING);
    assertThrows(
        IllegalArgumentException.class,
        () -> direct.prepare(operator, Preconditioners.none(), workspace));
  }
}
