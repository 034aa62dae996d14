package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.SparseMatrix;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IC(0) and MIC(0) against dense algebra on the reference backend. */
class IncompleteFactorTest extends LinearFixture {
  /** Returns L Lᵀ of the incomplete factor. */
  private double[][] product(DenseSystem system, double tau, double sigma) {
    SparseMatrix a = system.sparse(DType.F64, true, workspace);
    SparseMatrix lower = LowerTriangle.copy("test", a, workspace);
    try (IncompleteFactor factor = new IncompleteFactor(a, lower, workspace)) {
      factor.load(0);
      assertEquals(-1, factor.factor(tau, sigma));
      factor.store();
    }
    int n = system.size();
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k <= Math.min(i, j); k++) {
          product[i][j] += lower.at(i, k) * lower.at(j, k);
        }
      }
    }
    return product;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ic0", "mic0"})
  void factorsWithoutFillAreExact(String name) {
    DenseSystem tridiagonal = DenseSystem.laplacian(40, 1);
    LinearOperator inverse =
        Preconditioners.named(name).prepare(tridiagonal.operator(workspace, SPD), workspace);
    double[] x = vector(40);
    assertArrayEquals(x, apply(inverse, tridiagonal.times(x)), 1e-12);
  }

  @Test
  void incompleteCholeskyOfAFullMatrixIsCholesky() {
    DenseSystem full = DenseSystem.random(25, 30, true, new SplittableRandom(3));
    for (double[] row : full.rows()) {
      for (int j = 0; j < row.length; j++) {
        row[j] += 0.01; // no entry is absent
      }
    }
    LinearOperator inverse =
        new IncompleteCholesky().prepare(full.operator(workspace, SPD), workspace);
    double[] b = vector(25);
    assertArrayEquals(full.solve(b), apply(inverse, b), 1e-13);
  }

  @Test
  void incompleteCholeskyReproducesTheMatrixOnItsPattern() {
    for (DenseSystem system :
        List.of(
            DenseSystem.laplacian(7, 6),
            DenseSystem.random(30, 12, true, new SplittableRandom(5)))) {
      double[][] product = product(system, 0, 0);
      double largestFill = 0;
      for (int i = 0; i < system.size(); i++) {
        for (int j = 0; j < system.size(); j++) {
          double entry = system.rows()[i][j];
          if (entry != 0) {
            assertEquals(entry, product[i][j], 1e-13, "entry " + i + ", " + j);
          } else {
            largestFill = Math.max(largestFill, Math.abs(product[i][j]));
          }
        }
      }
      assertTrue(largestFill > 0.01, "the test matrix has no fill to drop");
    }
  }

  @Test
  void modifiedFactorKeepsRowSumsAndEntriesOffTheDiagonal() {
    DenseSystem system = DenseSystem.laplacian(8, 7);
    double[][] product = product(system, 1, 1e-9);
    for (int i = 0; i < system.size(); i++) {
      double expected = 0;
      double found = 0;
      for (int j = 0; j < system.size(); j++) {
        expected += system.rows()[i][j];
        found += product[i][j];
        if (i != j && system.rows()[i][j] != 0) {
          assertEquals(system.rows()[i][j], product[i][j], 1e-13);
        }
      }
      assertEquals(expected, found, 1e-12, "row sum " + i);
    }
  }

  @Test
  void modifiedFactorWithoutCompensationIsTheIncompleteOne() {
    DenseSystem system = DenseSystem.laplacian(6, 5);
    double[] b = vector(30);
    MatrixOperator a = system.operator(workspace, SPD);
    double[] expected = apply(new IncompleteCholesky().prepare(a, workspace), b);
    double[] found = apply(new ModifiedIncompleteCholesky(0, 1e-9).prepare(a, workspace), b);
    assertArrayEquals(expected, found, 0);
  }

  @Test
  void modifiedFactorReplacesSmallPivots() {
    DenseSystem neumann = new DenseSystem(new double[][] {{1, -1}, {-1, 1}}); // second pivot 0
    double[] found =
        apply(
            new ModifiedIncompleteCholesky().prepare(neumann.operator(workspace, SPD), workspace),
            1,
            0);
    assertArrayEquals(new double[] {2, 1}, found, 1e-15); // of L Lᵀ = {{1, −1}, {−1, 2}}
  }

  /** Kershaw's positive definite matrix, for which IC(0) meets a negative pivot. */
  @Test
  void incompleteCholeskyShiftsWhereAPivotFails() {
    DenseSystem kershaw =
        new DenseSystem(
            new double[][] {{3, -2, 0, 2}, {-2, 3, -2, 0}, {0, -2, 3, -2}, {2, 0, -2, 3}});
    LinearOperator inverse =
        new IncompleteCholesky().prepare(kershaw.operator(workspace, SPD), workspace);
    assertTrue(inverse.description().contains("diagonal shift 0."), inverse.description());
    for (double[] x : new double[][] {{1, 0, 0, 0}, {1, 1, 1, 1}, {-1, 2, 0.5, 3}}) {
      double[] y = apply(inverse, x);
      assertTrue(x[0] * y[0] + x[1] * y[1] + x[2] * y[2] + x[3] * y[3] > 0);
    }
    MatrixOperator plain = DenseSystem.laplacian(4, 4).operator(workspace, SPD);
    String untouched = new IncompleteCholesky().prepare(plain, workspace).description();
    assertFalse(untouched.contains("shift"), untouched);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ic0", "mic0"})
  void falselyDeclaredSymmetryIsFound(String name) {
    for (int[] extra : new int[][] {{8, 0}, {0, 8}}) {
      DenseSystem lopsided = DenseSystem.laplacian(3, 3);
      lopsided.rows()[extra[0]][extra[1]] = 1;
      String message = refusal(name, lopsided.operator(workspace, SPD));
      assertTrue(message.contains("declared symmetric"), message);
    }
  }

  /** The set-up's working memory is given back. */
  @Test
  void factorisationKeepsOnlyTheFactor() {
    MatrixOperator a = DenseSystem.laplacian(12, 12).operator(workspace, SPD);
    long before = workspace.bytes();
    new ModifiedIncompleteCholesky().prepare(a, workspace);
    long factor = 8 * 145 + 12 * ((a.matrix().nonzeros() + 144) / 2);
    assertTrue(workspace.bytes() - before <= 2 * factor, "kept " + (workspace.bytes() - before));
  }
}
