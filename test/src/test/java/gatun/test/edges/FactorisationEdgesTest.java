package gatun.test.edges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.linear.dense.Ldlt;
import gatun.linear.dense.Lu;
import org.junit.jupiter.api.Test;

/** Factorisations refuse what they cannot do and say which operand it is. */
class FactorisationEdgesTest {
  private static final int N = 3;

  private static HostTensor matrix(Workspace w) {
    HostTensor a = w.zeros(DType.F64, N, N);
    for (long i = 0; i < N; i++) {
      a.set(2, i, i);
    }
    return a;
  }

  @Test
  void numbersOfFactorsNeedFactors() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Lu lu = Lu.of(N, DType.F64, w);
      Ldlt ldlt = Ldlt.of(N, DType.F64, w);
      HostTensor a = matrix(w);
      a.set(Double.NaN, 1, 1);
      for (int round = 0; round < 2; round++) {
        assertThrows(IllegalStateException.class, lu::logDeterminant);
        assertThrows(IllegalStateException.class, lu::signOfDeterminant);
        assertThrows(IllegalStateException.class, ldlt::inertia);
        lu.factor(a); // not finite
        ldlt.factor(a);
      }
      lu.factor(w.zeros(DType.F64, N, N));
      assertEquals(Double.NEGATIVE_INFINITY, lu.logDeterminant());
      ldlt.factor(w.zeros(DType.F64, N, N));
      assertEquals(N, ldlt.inertia().zero());
    }
  }

  @Test
  void rightHandSidesAreOnePlaceOrTwo() {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Lu lu = Lu.of(N, DType.F64, w);
      lu.factor(matrix(w));
      HostTensor all = w.vector(1, 2, 3, 4, 5, 6);
      HostTensor b = all.view(Slice.range(0, N));
      lu.solve(b, all.view(Slice.range(0, N)));
      assertEquals(0.5, all.at(0));
      assertThrows(
          IllegalArgumentException.class, () -> lu.solve(b, all.view(Slice.range(1, N + 1))));
      var e =
          assertThrows(IllegalArgumentException.class, () -> lu.solve(all.view(Slice.every(2)), b));
      assertTrue(e.getMessage().startsWith("Lu b: expected densely packed"), e.getMessage());
    }
  }
}
