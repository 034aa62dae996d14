package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each preconditioner is and what it refuses, on the reference backend. */
class PreconditionersTest extends LinearFixture {
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 1.7})
  void ssorIsItsFormula(double omega) {
    DenseSystem system = DenseSystem.random(20, 8, true, new SplittableRandom(11));
    int n = system.size();
    double[][] m = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k <= Math.min(i, j); k++) {
          double left = k == i ? system.rows()[i][i] / omega : system.rows()[i][k];
          double right = k == j ? system.rows()[j][j] / omega : system.rows()[j][k];
          m[i][j] += omega / (2 - omega) * left * right / system.rows()[k][k];
        }
      }
    }
    LinearOperator inverse = new Ssor(omega).prepare(system.operator(workspace, SPD), workspace);
    double[] x = vector(n);
    assertArrayEquals(x, apply(inverse, new DenseSystem(m).times(x)), 1e-12);
  }

  @Test
  void jacobiDividesByTheDiagonal() {
    DenseSystem system = new DenseSystem(new double[][] {{4, 1}, {2, -8}});
    LinearOperator inverse =
        new Jacobi().prepare(system.operator(workspace, Trait.LINEAR), workspace);
    assertArrayEquals(new double[] {0.25, -0.125}, apply(inverse, 1, 1), 0);
    assertFalse(inverse.traits().contains(Trait.POSITIVE_DEFINITE));
    assertEquals(0.25, inverse.infinityNorm());
  }

  @Test
  void jacobiLeavesAbsentElementsAtZero() {
    LinearOperator known = new Known(new double[] {2, 0, 5});
    LinearOperator inverse = new Jacobi().prepare(known, workspace);
    assertArrayEquals(new double[] {0.5, 0, 0.2}, apply(inverse, 1, 0, 1), 0);
    assertTrue(inverse.traits().contains(Trait.POSITIVE_DEFINITE));
  }

  @Test
  void singlePrecisionIsFactoredInDouble() {
    SparseMatrix a = DenseSystem.laplacian(6, 6).sparse(DType.F32, true, workspace);
    MatrixOperator operator = MatrixOperator.of(a, workspace);
    for (String name : List.of("none", "jacobi", "ssor", "ic0", "mic0")) {
      LinearOperator narrow = Preconditioners.named(name).prepare(operator, workspace);
      LinearOperator wide =
          Preconditioners.named(name)
              .prepare(DenseSystem.laplacian(6, 6).operator(workspace, SPD), workspace);
      HostTensor x = workspace.zeros(DType.F32, 36);
      HostTensor y = workspace.zeros(DType.F32, 36);
      double[] values = vector(36);
      for (int i = 0; i < 36; i++) {
        x.set(values[i], i);
      }
      narrow.apply(x, y);
      assertArrayEquals(apply(wide, values), y.toArray(), 2e-6, name);
    }
  }

  @Test
  void namesAreListedForAnUnknownOne() {
    assertEquals(
        List.of("none", "jacobi", "ssor", "ic0", "mic0", "mg", "mg-w", "mg-f", "amg", "dcdm"),
        Preconditioners.names());
    var error = assertThrows(IllegalArgumentException.class, () -> Preconditioners.named("ilu"));
    assertEquals(
        "preconditioner 'ilu' is unknown; expected one of none, jacobi, ssor, ic0, mic0, mg, mg-w,"
            + " mg-f, amg, dcdm",
        error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssor", "ic0", "mic0"})
  void whatCannotBeFactoredIsRefused(String name) {
    DenseSystem good = DenseSystem.laplacian(3, 3);
    String message = refusal(name, good.operator(workspace, Trait.LINEAR));
    assertTrue(message.contains("expected a symmetric matrix"), message);
    message = refusal(name, new Known(new double[] {1, 1}));
    assertTrue(message.contains("use jacobi or none"), message);

    good.rows()[4][4] = 0;
    message = refusal(name, good.operator(workspace, SPD));
    assertTrue(message.contains("no entry in row 4"), message);
    good.rows()[4][4] = -3;
    message = refusal(name, good.operator(workspace, SPD));
    assertTrue(message.contains("found -3.0 in row 4"), message);
    good.rows()[4][4] = 4;
    good.rows()[1][0] = Double.NaN;
    message = refusal(name, good.operator(workspace, SPD));
    assertTrue(message.contains("found NaN in row 1, column 0"), message);
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Ssor(2));
    assertThrows(IllegalArgumentException.class, () -> new Ssor(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new IncompleteCholesky(0));
    assertThrows(IllegalArgumentException.class, () -> new ModifiedIncompleteCholesky(1.1, 0.25));
    assertThrows(IllegalArgumentException.class, () -> new ModifiedIncompleteCholesky(0.97, 0));
  }

  @Test
  void operandsAreCheckedAndClosedMemoryIsRefused() {
    Workspace own = Workspace.on(backend);
    LinearOperator inverse =
        new IncompleteCholesky().prepare(DenseSystem.laplacian(3, 3).operator(own, SPD), own);
    HostTensor x = workspace.zeros(DType.F64, 9);
    HostTensor wrong = workspace.zeros(DType.F64, 8);
    assertThrows(IllegalArgumentException.class, () -> inverse.apply(x, wrong));
    own.close();
    assertThrows(
        IllegalStateException.class, () -> inverse.apply(x, workspace.zeros(DType.F64, 9)));
  }

  /** An operator of which only the diagonal is known. */
  private record Known(double[] values) implements DiagonalBacked {
    @Override
    public Shape shape() {
      return Shape.of(values.length, values.length);
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Set<Trait> traits() {
      return Set.of(Trait.values());
    }

    @Override
    public void apply(Tensor x, Tensor y) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void diagonal(Tensor target) {
      for (int i = 0; i < values.length; i++) {
        ((HostTensor) target).set(values[i], i);
      }
    }
  }
}
