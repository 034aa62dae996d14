package gatun.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Outcome.Kind;
import gatun.engine.Progress;
import gatun.engine.SparseFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single-precision loops that reach double-precision residuals. */
class MixedPrecisionTest extends LinearFixture {
  private static final Stopping DEEP = new Stopping(1e-13, 5_000);

  static Stream<Solver> methods() {
    return LinearSolvers.general().stream().map(name -> LinearSolvers.named(name, DEEP));
  }

  private static DenseSystem laplacian() {
    return DenseSystem.laplacian(17, 13);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodReachesWhatSinglePrecisionCannot(Solver inner) {
    DenseSystem a = laplacian();
    double[] b = vector(a.size());
    Solution found = solve(new MixedPrecision(inner), a, b, SPD);
    assertEquals(Kind.CONVERGED, found.outcome().kind(), found.outcome().toString());
    assertTrue(a.residual(b, found.x()) <= 1.01e-13, inner.name());
    assertArrayEquals(a.solve(b), found.x(), 1e-11);
    assertEquals(found.outcome().iterations() + 1, found.outcome().history().length);

    var narrow = MatrixOperator.of(a.sparse(DType.F32, true, workspace), workspace);
    HostTensor right = workspace.zeros(DType.F32, b.length);
    for (int i = 0; i < b.length; i++) {
      right.set(b[i], i);
    }
    Outcome single =
        inner
            .prepare(narrow, Preconditioners.none(), workspace)
            .solve(right, workspace.zeros(DType.F32, b.length), Progress.SILENT);
    assertTrue(single.residual() > 1e-9, "F32 alone came to " + single.residual());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void preconditionersAreThoseOfTheNarrowOperator(Solver inner) {
    if (inner instanceof ConjugateGradient) {
      return;
    }
    DenseSystem a = laplacian();
    double[] b = vector(a.size());
    MatrixOperator operator = a.operator(workspace, SPD);
    Solution plain = solve(new MixedPrecision(inner), operator, Preconditioners.none(), b);
    for (String name : Preconditioners.names().subList(2, 5)) {
      Solution found = solve(new MixedPrecision(inner), operator, Preconditioners.named(name), b);
      assertEquals(Kind.CONVERGED, found.outcome().kind(), found.outcome().toString());
      assertTrue(found.outcome().iterations() < plain.outcome().iterations(), name);
    }
  }

  /** Keeping the direction over corrections keeps the count near that of F64. */
  @Test
  void conjugateGradientsLoseFewIterations() {
    DenseSystem a = DenseSystem.laplacian(24, 24);
    double[] b = vector(a.size());
    Solver cg = new ConjugateGradient(new Stopping(1e-10, 5_000));
    int wide = solve(cg, a, b, SPD).outcome().iterations();
    int mixed = solve(new MixedPrecision(cg), a, b, SPD).outcome().iterations();
    assertTrue(mixed <= 1.15 * wide, mixed + " iterations instead of " + wide);
  }

  @Test
  void scalesBeyondSinglePrecisionAreFine() {
    DenseSystem a = laplacian();
    double[] b = vector(a.size());
    double[] expected = a.solve(b);
    double[] huge = b.clone();
    for (int i = 0; i < huge.length; i++) {
      huge[i] *= 1e200;
    }
    double[] x = solve(new MixedPrecision(new ConjugateGradient(DEEP)), a, huge, SPD).x();
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], x[i] / 1e200, 1e-11);
    }
  }

  @Test
  void whatCannotBeMixedIsRefused() {
    var cg = new ConjugateGradient(DEEP);
    assertThrows(IllegalArgumentException.class, () -> new MixedPrecision(new MixedPrecision(cg)));
    assertThrows(IllegalArgumentException.class, () -> new MixedPrecision(cg, 1));
    var function = new FunctionOperator(3, DType.F64, Set.of(SPD), (x, y) -> {});
    var narrow = MatrixOperator.of(laplacian().sparse(DType.F32, true, workspace), workspace);
    for (LinearOperator a : new LinearOperator[] {function, narrow}) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> new MixedPrecision(cg).prepare(a, Preconditioners.none(), workspace));
      assertTrue(error.getMessage().contains("can be had in F32"), error.getMessage());
    }
    MatrixOperator matrix =
        MatrixOperator.of(
            laplacian().sparse(DType.F64, true, workspace),
            SparseFormat.CSR,
            Set.of(Trait.LINEAR),
            workspace);
    assertThrows(
        IllegalArgumentException.class,
        () -> new MixedPrecision(cg).prepare(matrix, Preconditioners.none(), workspace));
  }

  /** An entry that is infinite in F32 is found and said. */
  @Test
  void entriesBeyondSinglePrecisionAreAnOutcome() {
    DenseSystem a = DenseSystem.laplacian(4, 4);
    a.rows()[3][3] = 1e60;
    Outcome outcome =
        solve(new MixedPrecision(new ConjugateGradient(DEEP)), a, vector(16), SPD).outcome();
    assertEquals(Kind.NON_FINITE, outcome.kind(), outcome.toString());
    assertTrue(outcome.advice().contains("solve in F64"), outcome.advice());
  }
}
