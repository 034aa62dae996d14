package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.SparseMatrix;
import org.junit.jupiter.api.Test;

/** How many iterations algebraic multigrid needs on the problems it was made for. */
class AlgebraicProblemsTest extends LinearFixture {
  private static final Stopping STOPPING = new Stopping(1e-8, 200);

  private int iterations(SparseMatrix a, AlgebraicMultigrid amg, int most) {
    MatrixOperator operator = MatrixOperator.of(a, workspace);
    Solver pcg = PreconditionedConjugateGradient.fixed(STOPPING);
    Outcome outcome = solve(pcg, operator, amg, vector((int) a.rows())).outcome();
    assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), outcome.toString());
    assertTrue(outcome.iterations() <= most, outcome.iterations() + " iterations");
    return outcome.iterations();
  }

  /** A 5-point operator with conductivities of the cells in x and y, air around it. */
  private SparseMatrix diffusion(int n, double[][] k, double across) {
    double[][] a = new double[n * n][n * n];
    for (int c = 0; c < n * n; c++) {
      int x = c % n;
      int y = c / n;
      face(a, k, n, c, x > 0 ? c - 1 : -1, 1);
      face(a, k, n, c, x < n - 1 ? c + 1 : -1, 1);
      face(a, k, n, c, y > 0 ? c - n : -1, across);
      face(a, k, n, c, y < n - 1 ? c + n : -1, across);
    }
    return new DenseSystem(a).sparse(DType.F64, true, workspace);
  }

  private static void face(double[][] a, double[][] k, int n, int c, int other, double factor) {
    double own = k[c % n][c / n];
    double beyond = other < 0 ? own : k[other % n][other / n];
    double weight = factor * 2 * own * beyond / (own + beyond);
    a[c][c] += weight;
    if (other >= 0) {
      a[c][other] = -weight;
    }
  }

  private static double[][] conductivities(int n, int blocks, double high) {
    double[][] k = new double[n][n];
    for (int x = 0; x < n; x++) {
      for (int y = 0; y < n; y++) {
        k[x][y] = (x * blocks / n * 7 + y * blocks / n * 3) % 4 == 0 ? high : 1;
      }
    }
    return k;
  }

  @Test
  void iterationsHardlyGrowWithTheGrid() {
    AlgebraicMultigrid amg = new AlgebraicMultigrid();
    int small = iterations(Poisson.mac(10, workspace).matrix(DType.F64, workspace), amg, 14);
    int large = iterations(Poisson.mac(24, workspace).matrix(DType.F64, workspace), amg, 16);
    assertTrue(large <= small + 5, small + " and " + large);
  }

  @Test
  void anisotropyIsFollowed() {
    double[][] even = conductivities(40, 1, 1);
    iterations(diffusion(40, even, 1), new AlgebraicMultigrid(), 14);
    iterations(diffusion(40, even, 1e-3), new AlgebraicMultigrid(), 18);
  }

  @Test
  void jumpsOfTheCoefficientsDoNotMatter() {
    SparseMatrix a = diffusion(40, conductivities(40, 5, 1e6), 1);
    iterations(a, new AlgebraicMultigrid(), 25);
    LinearOperator inverse =
        new AlgebraicMultigrid().prepare(MatrixOperator.of(a, workspace), workspace);
    assertTrue(inverse.description().contains("in F64"), inverse.description());
  }

  @Test
  void theRigidMotionsOfAnElasticBodyHelp() {
    int cells = 20;
    SparseMatrix a = elasticity(cells).sparse(DType.F64, true, workspace);
    HostTensor motions = workspace.zeros(DType.F64, a.rows(), 3);
    for (int node = 0; node < a.rows() / 2; node++) {
      int x = 1 + node % cells;
      int y = node / cells;
      motions.set(1, 2 * node, 0);
      motions.set(1, 2 * node + 1, 1);
      motions.set(-y, 2 * node, 2);
      motions.set(x, 2 * node + 1, 2);
    }
    int with = iterations(a, new AlgebraicMultigrid().near(motions, 2), 22);
    int without = iterations(a, new AlgebraicMultigrid(), 80);
    assertTrue(with < without, with + " with, " + without + " without");
  }

  /** Plane stress on a square of Q1 cells, Poisson ratio 0.3, clamped on the left. */
  private static DenseSystem elasticity(int cells) {
    int n = 2 * cells * (cells + 1);
    double[][] a = new double[n][n];
    double[][] element = element(0.3);
    for (int x = 0; x < cells; x++) {
      for (int y = 0; y < cells; y++) {
        for (int i = 0; i < 8; i++) {
          for (int j = 0; j < 8; j++) {
            int row = unknown(cells, x, y, i);
            int column = unknown(cells, x, y, j);
            if (row >= 0 && column >= 0) {
              a[row][column] += element[i][j];
            }
          }
        }
      }
    }
    return new DenseSystem(a);
  }

  /** Returns the unknown of corner i / 2 of a cell, −1 on the clamped side. */
  private static int unknown(int cells, int x, int y, int i) {
    int column = x + i / 2 % 2 - 1;
    return column < 0 ? -1 : 2 * (column + cells * (y + i / 4)) + i % 2;
  }

  /** Integrates Bᵀ C B over the unit square by four Gauss points. */
  private static double[][] element(double nu) {
    double[][] c = {{1, nu, 0}, {nu, 1, 0}, {0, 0, (1 - nu) / 2}};
    double[][] k = new double[8][8];
    for (int g = 0; g < 4; g++) {
      double x = 0.5 + (g % 2 - 0.5) / Math.sqrt(3);
      double y = 0.5 + (g / 2 - 0.5) / Math.sqrt(3);
      double[] dx = {y - 1, 1 - y, -y, y};
      double[] dy = {x - 1, -x, 1 - x, x};
      double[][] b = new double[3][8];
      for (int v = 0; v < 4; v++) {
        b[0][2 * v] = b[2][2 * v + 1] = dx[v];
        b[1][2 * v + 1] = b[2][2 * v] = dy[v];
      }
      for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 8; j++) {
          for (int p = 0; p < 9; p++) {
            k[i][j] += b[p / 3][i] * c[p / 3][p % 3] * b[p % 3][j] / 4;
          }
        }
      }
    }
    return k;
  }
}
