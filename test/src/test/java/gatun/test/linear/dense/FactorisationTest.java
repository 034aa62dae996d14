package gatun.test.linear.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.linear.dense.Cholesky;
import gatun.linear.dense.Factored;
import gatun.linear.dense.Ldlt;
import gatun.linear.dense.Lu;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cholesky, LDLᵀ and LU: residuals of solves, determinants, inertia, and how they fail. */
final class FactorisationTest {
  private static final int[] SIZES = {0, 1, 2, 3, 31, 33, 64, 65, 130, 321};

  private final SplittableRandom random = new SplittableRandom(3);

  private interface Factors {
    Factored factor(Tensor a);

    void solve(Tensor b, Tensor x);
  }

  private static Factors named(String name, int n, DType dtype, Workspace w) {
    return switch (name) {
      case "cholesky" -> {
        Cholesky c = Cholesky.of(n, dtype, w);
        yield factors(c::factor, c::solve);
      }
      case "ldlt" -> {
        Ldlt l = Ldlt.of(n, dtype, w);
        yield factors(l::factor, l::solve);
      }
      default -> {
        Lu l = Lu.of(n, dtype, w);
        yield factors(l::factor, l::solve);
      }
    };
  }

  private static Factors factors(
      java.util.function.Function<Tensor, Factored> factor, BiConsumer<Tensor, Tensor> solve) {
    return new Factors() {
      @Override
      public Factored factor(Tensor a) {
        return factor.apply(a);
      }

      @Override
      public void solve(Tensor b, Tensor x) {
        solve.accept(b, x);
      }
    };
  }

  private Matrix matrix(String name, int n) {
    Matrix a = Matrix.random(n, n, random);
    return switch (name) {
      case "cholesky" -> a.symmetric(n + 1);
      case "ldlt" -> a.symmetric(0);
      default -> a;
    };
  }

  private static Backend backend(String name) {
    return Backends.named(name, new BackendOptions(name.equals("simd") ? 2 : 1));
  }

  @ParameterizedTest
  @CsvSource({
    "cholesky, F64, simd", "cholesky, F32, simd", "cholesky, F64, reference",
    "ldlt, F64, simd", "ldlt, F32, simd", "ldlt, F64, reference",
    "lu, F64, simd", "lu, F32, simd", "lu, F64, reference"
  })
  void solutionsHaveSmallBackwardErrors(String name, DType dtype, String backendName) {
    try (Backend backend = backend(backendName)) {
      for (int n : SIZES) {
        if (backendName.equals("reference") && n > 130) {
          continue;
        }
        try (Workspace w = Workspace.on(backend)) {
          Factors f = named(name, n, dtype, w);
          for (int round = 0; round < 2; round++) { // the second one over the remains of the first
            Matrix a = matrix(name, n);
            Matrix b = Matrix.random(n, 3, random);
            assertEquals(Factored.Kind.DONE, f.factor(a.in(w, dtype)).kind(), name + " n=" + n);
            HostTensor x = w.zeros(dtype, n, 3);
            f.solve(b.in(w, dtype), x);
            Matrix solution = Matrix.copyOf(x);
            double scale = n * Math.max(1, a.largest()) * Math.max(1, solution.largest());
            double bound = 20 * dtype.epsilon() * scale;
            a.times(solution).assertNear(b, bound, name + " n=" + n);
            HostTensor y = w.zeros(dtype, n);
            for (int i = 0; i < n; i++) {
              y.set(b.a()[i][1], i);
            }
            f.solve(y, y); // a vector, in place
            for (int i = 0; i < n; i++) {
              assertEquals(x.at(i, 1), y.at(i), bound, name + " vector");
            }
          }
        }
      }
    }
  }

  @Test
  void choleskySaysWhereTheMatrixIsNotDefinite() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      int n = 150;
      Cholesky cholesky = Cholesky.of(n, DType.F64, w);
      for (int row : new int[] {0, 1, 63, 64, 100, 149}) {
        Matrix a = Matrix.identity(n);
        a.a()[row][row] = -1e-3;
        Factored found = cholesky.factor(a.in(w, DType.F64));
        assertEquals(Factored.Kind.NOT_DEFINITE, found.kind());
        assertEquals(row, found.index());
        assertTrue(found.advice().contains("row " + row), found.advice());
        a.a()[row][row] = Double.NaN;
        assertEquals(Factored.Kind.NON_FINITE, cholesky.factor(a.in(w, DType.F64)).kind());
        HostTensor x = w.zeros(DType.F64, n);
        assertThrows(IllegalStateException.class, () -> cholesky.solve(x, x));
      }
    }
  }

  @Test
  void singularAndNonFiniteMatricesAreOutcomes() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      int n = 100;
      Matrix a = Matrix.random(n, n, random);
      for (int i = 0; i < n; i++) {
        a.a()[i][70] = 0;
        a.a()[70][i] = 0;
      }
      Factored lu = Lu.of(n, DType.F64, w).factor(a.in(w, DType.F64));
      assertEquals(Factored.Kind.SINGULAR, lu.kind());
      assertEquals(70, lu.index());
      Factored ldlt = Ldlt.of(n, DType.F64, w).factor(a.symmetric(0).in(w, DType.F64));
      assertEquals(Factored.Kind.SINGULAR, ldlt.kind());
      a.a()[3][5] = Double.POSITIVE_INFINITY;
      assertEquals(
          Factored.Kind.NON_FINITE, Lu.of(n, DType.F64, w).factor(a.in(w, DType.F64)).kind());
      assertEquals(
          Factored.Kind.NON_FINITE, Ldlt.of(n, DType.F64, w).factor(a.in(w, DType.F64)).kind());
    }
  }

  @Test
  void determinantsAndInertia() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      int n = 90;
      Matrix d = Matrix.of(n, n);
      for (int i = 0; i < n; i++) {
        d.a()[i][i] = i % 3 == 0 ? -2 : 0.5 + i % 2;
      }
      Matrix s = Matrix.random(n, n, random); // S D Sᵀ has the inertia of D
      Matrix a = s.times(d).times(s.transposed());
      Ldlt ldlt = Ldlt.of(n, DType.F64, w);
      assertTrue(ldlt.factor(a.in(w, DType.F64)).success());
      assertEquals(new Ldlt.Inertia(60, 30, 0), ldlt.inertia());
      Lu lu = Lu.of(n, DType.F64, w);
      assertTrue(lu.factor(d.in(w, DType.F64)).success());
      assertEquals(1, lu.signOfDeterminant()); // thirty negative numbers
      double expected = 0;
      for (int i = 0; i < n; i++) {
        expected += Math.log(Math.abs(d.a()[i][i]));
      }
      assertEquals(expected, lu.logDeterminant(), 1e-12);
      Matrix spd = Matrix.random(n, n, random).symmetric(n);
      Cholesky cholesky = Cholesky.of(n, DType.F64, w);
      assertTrue(cholesky.factor(spd.in(w, DType.F64)).success());
      assertTrue(lu.factor(spd.in(w, DType.F64)).success());
      assertEquals(lu.logDeterminant(), cholesky.logDeterminant(), 1e-10);
      Matrix r = Matrix.copyOf(cholesky.upper());
      r.transposed().times(r).assertNear(spd, 1e-12 * n, "RᵀR");
      assertEquals(0, r.a()[n - 1][0]);
    }
  }

  @Test
  void transposedSystems() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      int n = 77;
      Matrix a = Matrix.random(n, n, random);
      Matrix b = Matrix.random(n, 2, random);
      Lu lu = Lu.of(n, DType.F64, w);
      assertTrue(lu.factor(a.in(w, DType.F64)).success());
      HostTensor x = w.zeros(DType.F64, n, 2);
      lu.solveTransposed(b.in(w, DType.F64), x);
      a.transposed().times(Matrix.copyOf(x)).assertNear(b, 1e-10, "Aᵀ x");
    }
  }

  @Test
  void wrongOperandsAreNamed() {
    try (Backend backend = backend("simd");
        Workspace w = Workspace.on(backend)) {
      Cholesky c = Cholesky.of(3, DType.F64, w);
      HostTensor wide = w.zeros(DType.F64, 3, 4);
      HostTensor single = w.zeros(DType.F32, 3, 3);
      var shape = assertThrows(IllegalArgumentException.class, () -> c.factor(wide));
      assertTrue(shape.getMessage().contains("expected a matrix of 3 x 3"), shape.getMessage());
      assertThrows(IllegalArgumentException.class, () -> c.factor(single));
      assertThrows(IllegalArgumentException.class, () -> Cholesky.of(-1, DType.F64, w));
      assertThrows(IllegalArgumentException.class, () -> Lu.of(4, DType.I32, w));
    }
  }

  @ParameterizedTest
  @CsvSource({"cholesky", "lu"})
  void factorAllocatesNothing(String name) {
    var counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Factors f = named(name, 150, DType.F64, w);
      HostTensor a = w.zeros(DType.F64, 150, 150);
      for (int i = 0; i < 150; i++) {
        a.set(2, i, i);
      }
      long least =
          Steady.least(
              0,
              () -> {
                long before = counter.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 500; i++) {
                  f.factor(a);
                }
                return counter.getCurrentThreadAllocatedBytes() - before;
              });
      assertEquals(0, least, name + " allocates: bytes in 500 calls");
    }
  }
}
