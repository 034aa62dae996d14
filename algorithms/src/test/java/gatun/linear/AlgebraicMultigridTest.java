package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MemoryLimitException;
import gatun.engine.Outcome;
import gatun.engine.RowBuilder;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.linear.amg.Aggregation;
import gatun.linear.amg.NodeGraph;
import gatun.linear.amg.Prolongation;
import gatun.linear.amg.Tentative;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Coarsening by hand, and what algebraic multigrid does at the edges. */
class AlgebraicMultigridTest extends LinearFixture {
  private SparseMatrix chain(int n, double end) {
    RowBuilder a = new RowBuilder(workspace, DType.F64, n, n, 3L * n);
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        a.add(i - 1, -1);
      }
      a.add(i, i == 0 ? end : i == n - 1 ? end : 2);
      if (i < n - 1) {
        a.add(i + 1, -1);
      }
      a.endRow();
    }
    return a.build(true);
  }

  private SparseMatrix diagonal(int n) {
    RowBuilder a = new RowBuilder(workspace, DType.F64, n, n, n);
    for (int i = 0; i < n; i++) {
      a.add(i, 1 + i).endRow();
    }
    return a.build(true);
  }

  private Solution pcg(SparseMatrix a, Preconditioner m) {
    MatrixOperator operator =
        MatrixOperator.of(a, SparseFormat.AUTO, Set.of(Trait.values()), workspace);
    double[] b = vector((int) a.rows());
    return solve(PreconditionedConjugateGradient.fixed(new Stopping(1e-10, 200)), operator, m, b);
  }

  /** Blocks of two coupled rows; every other block is joined by stored zeros alone. */
  private SparseMatrix storedZeros(int blocks) {
    int n = 2 * blocks;
    RowBuilder a = new RowBuilder(workspace, DType.F64, n, n, 2L * n);
    for (int i = 0; i < n; i++) {
      double tie = i / 2 % 2 == 0 ? -1 : 0;
      int first = i / 2 * 2;
      a.add(first, i == first ? 2 : tie).add(first + 1, i == first ? tie : 2).endRow();
    }
    return a.build(true);
  }

  @Test
  void storedZerosTieNothingAndEndTheSearchForNeighbours() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertTrue(pcg(storedZeros(300), new AlgebraicMultigrid()).outcome().success()));
  }

  @Test
  void aChainIsCutAndInterpolatedAsByHand() {
    SparseMatrix a = chain(7, 2);
    NodeGraph graph = NodeGraph.of(a, 1, 0.08, workspace);
    assertEquals(0, graph.weak());
    Aggregation aggregation = Aggregation.of(graph);
    assertArrayEquals(new int[] {0, 0, 1, 1, 1, 2, 2}, aggregation.of());
    HostTensor ones = workspace.zeros(DType.F64, 7, 1);
    for (int i = 0; i < 7; i++) {
      ones.set(1, i, 0);
    }
    Tentative tentative = Tentative.of(aggregation, 1, ones, workspace);
    assertEquals(Math.sqrt(3), tentative.near().at(1, 0), 1e-15);
    SparseMatrix p = Prolongation.smoothed(a, tentative.matrix(), 2, workspace);
    double s = 1 / Math.sqrt(2);
    double t = 1 / Math.sqrt(3);
    double[][] expected = { // (1 − ω) of the own aggregate, ω / 2 of each neighbour, ω = 2/3
      {2 * s / 3, 0, 0},
      {2 * s / 3, t / 3, 0},
      {s / 3, 2 * t / 3, 0},
      {0, t, 0},
      {0, 2 * t / 3, s / 3},
      {0, t / 3, 2 * s / 3},
      {0, 0, 2 * s / 3}
    };
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 3; j++) {
        assertEquals(expected[i][j], p.at(i, j), 1e-15, i + ", " + j);
      }
    }
    SparseMatrix ap = SparseMatrices.multiply(a, p, false, workspace);
    SparseMatrix c =
        SparseMatrices.multiply(SparseMatrices.transpose(p, workspace), ap, true, workspace);
    assertEquals(1.0 / 3, c.at(0, 0), 1e-15); // ½ ((2/3)² + 0 + (1/3)² + (1/3)²), edge by edge
    assertEquals(-2 / (9 * Math.sqrt(6)), c.at(0, 1), 1e-15);
    assertEquals(c.at(0, 1), c.at(1, 0), 1e-15);
  }

  @Test
  void weakConnectionsGoToTheDiagonal() {
    DenseSystem a = DenseSystem.laplacian(4, 4);
    for (int c = 4; c < 16; c++) {
      a.rows()[c][c - 4] = a.rows()[c - 4][c] = -1e-3;
    }
    SparseMatrix matrix = a.sparse(DType.F64, true, workspace);
    NodeGraph graph = NodeGraph.of(matrix, 1, 0.08, workspace);
    assertEquals(24, graph.weak());
    SparseMatrix filtered = Prolongation.filtered(matrix, graph, workspace);
    assertEquals(matrix.nonzeros() - 24, filtered.nonzeros());
    assertEquals(4 - 2e-3, filtered.at(5, 5), 1e-15);
    assertEquals(0, filtered.at(5, 1));
    assertEquals(-1, filtered.at(5, 4));
    Aggregation aggregation = Aggregation.of(graph);
    assertEquals(aggregation.of()[4], aggregation.of()[5]); // along the row, not across
    assertTrue(aggregation.of()[0] != aggregation.of()[4]);
  }

  @Test
  void severalVectorsAreReproducedAndOrthonormal() {
    HostTensor near = workspace.zeros(DType.F64, 12, 3); // 6 nodes of 2 rows, the third dependent
    for (int i = 0; i < 6; i++) {
      near.set(1, 2 * i, 0);
      near.set(1, 2 * i + 1, 1);
      near.set(i, 2 * i, 2);
      near.set(-2 * i, 2 * i + 1, 2);
    }
    Aggregation aggregation = new Aggregation(new int[] {0, 0, 0, 1, 1, Aggregation.ALONE}, 2);
    Tentative t = Tentative.of(aggregation, 2, near, workspace);
    assertEquals(6, t.matrix().columns());
    SparseMatrix square =
        SparseMatrices.multiply(
            SparseMatrices.transpose(t.matrix(), workspace), t.matrix(), true, workspace);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        assertEquals(i == j ? 1 : 0, square.at(i, j), 1e-14);
      }
    }
    for (int i = 0; i < 12; i++) {
      for (int v = 0; v < 3; v++) {
        double sum = 0;
        for (int j = 0; j < 6; j++) {
          sum += t.matrix().at(i, j) * t.near().at(j, v);
        }
        assertEquals(i < 10 ? near.at(i, v) : 0, sum, 1e-14);
      }
    }
  }

  @Test
  void oneNodeAndADiagonalNeedOneIteration() {
    assertEquals(1, pcg(chain(1, 3), new AlgebraicMultigrid()).outcome().iterations());
    Outcome outcome = pcg(diagonal(900), new AlgebraicMultigrid()).outcome();
    assertEquals(Outcome.Kind.CONVERGED, outcome.kind());
    assertTrue(outcome.iterations() <= 2, outcome.toString());
  }

  @Test
  void aLongChainConvergesByConjugateGradientsAndByItself() {
    SparseMatrix a = chain(4000, 2);
    Outcome outcome = pcg(a, new AlgebraicMultigrid()).outcome();
    assertEquals(Outcome.Kind.CONVERGED, outcome.kind());
    assertTrue(outcome.iterations() <= 25, outcome.toString());
    MatrixOperator operator = MatrixOperator.of(a, workspace);
    Solver alone = LinearSolvers.named("amg", new Stopping(1e-8, 200));
    assertTrue(solve(alone, operator, Preconditioners.none(), vector(4000)).outcome().success());
  }

  @Test
  void aSingularMatrixIsSolvedForWhatIsInItsRange() {
    int n = 600;
    SparseMatrix a = chain(n, 1); // row sums are 0
    double[] b = vector(n);
    double mean = java.util.Arrays.stream(b).sum() / n;
    for (int i = 0; i < n; i++) {
      b[i] -= mean;
    }
    MatrixOperator operator = MatrixOperator.of(a, workspace);
    Outcome outcome =
        solve(
                PreconditionedConjugateGradient.fixed(new Stopping(1e-8, 200)),
                operator,
                new AlgebraicMultigrid().in(DType.F64),
                b)
            .outcome();
    assertTrue(outcome.success(), outcome.toString());
  }

  @Test
  void anIndefiniteMatrixEndsAsData() {
    int n = 500;
    SparseMatrix a = chain(n, 2);
    for (int e = 0; e < a.nonzeros(); e++) {
      if (a.values().at(e) == 2) {
        a.values().set(1.5, e);
      }
    }
    Outcome outcome = pcg(a, new AlgebraicMultigrid()).outcome();
    assertEquals(Outcome.Kind.NOT_DEFINITE, outcome.kind(), outcome.toString());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SparseMatrix a = chain(9, 2);
    MatrixOperator operator = MatrixOperator.of(a, workspace);
    HostTensor wrong = workspace.zeros(DType.F64, 8, 1);
    assertRefused("9 rows", new AlgebraicMultigrid().near(wrong, 1), operator);
    assertRefused("divisor", new AlgebraicMultigrid().near(wrong, 2), operator);
    a.values().set(Double.NaN, 4);
    assertRefused("finite", new AlgebraicMultigrid(), operator);
    a.values().set(-1, 4);
    a.values().set(-2, 0);
    assertRefused("positive diagonal", new AlgebraicMultigrid(), operator);
    assertThrows(
        IllegalArgumentException.class, () -> new AlgebraicMultigrid(null, 0, 10, 0.08, null, 1));
  }

  private void assertRefused(String part, Preconditioner m, LinearOperator a) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> m.prepare(a, workspace)).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void theLimitOfTheWorkspaceHolds() {
    SparseMatrix a = chain(5000, 2);
    MatrixOperator operator = MatrixOperator.of(a, workspace);
    WorkspaceSettings small = WorkspaceSettings.defaults().limitedTo(200_000);
    try (Workspace w = Workspace.on(backend, small)) {
      assertThrows(MemoryLimitException.class, () -> new AlgebraicMultigrid().prepare(operator, w));
    }
  }
}
