package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.Poisson;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Poisson problems against check values of two independent builds, and their two forms. */
class PoissonTest {
  static HostTensor rhs(Poisson problem, String name, Workspace w) {
    return switch (name) {
      case "smooth" -> problem.smooth(w);
      case "random" -> problem.random(new SplittableRandom(42), w);
      case "plume" -> problem.plume(w);
      default -> problem.ones(w);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "box:64, smooth, 262144, 1810432, 24576, 4.178308007e3, 4.812559044222e1",
    "box:64, random, 262144, 1810432, 24576, -3.613165338990e2, 2.952499770043e2",
    "box:64, plume, 262144, 1810432, 24576, -2.573472986765e2, 6.446438643072e0",
    "mac:64, smooth, 211470, 1451186, 6230, 3.201991104686e3, 3.872987394665e1",
    "mac:64, random, 211470, 1451186, 6230, -1.349655492029e2, 2.650833674697e2",
    "mac:64, plume, 211470, 1451186, 6230, -2.252296745314e2, 1.496557865754e1",
  })
  void hasTheCheckValues(
      String name, String rhs, long n, long nonzeros, double entries, double sum, double norm) {
    try (Backend backend = Backends.auto();
        Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.named(name, w);
      SparseMatrix a = problem.matrix(DType.F64, w);
      assertEquals(n, problem.unknowns());
      assertEquals(nonzeros, a.nonzeros());
      Blas blas = Blas.of(backend, DType.F64);
      HostTensor ones = w.zeros(DType.F64, nonzeros);
      blas.fill(1, ones);
      assertEquals(entries, blas.dot(ones, a.values()), 1e-6);
      HostTensor b = rhs(problem, rhs, w);
      HostTensor one = problem.ones(w);
      assertEquals(sum, blas.dot(one, b), 2e-9 * Math.abs(sum));
      assertEquals(norm, blas.nrm2(b), 1e-9 * norm);
    }
  }

  @ParameterizedTest
  @CsvSource({"mac:20", "box:13", "mac:33"})
  void matrixAndStencilAreTheSameOperator(String name) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace w = Workspace.on(backend)) {
      Poisson problem = Poisson.named(name, w);
      HostTensor x = problem.random(new SplittableRandom(1), w);
      HostTensor y = w.zeros(DType.F64, problem.unknowns());
      gatun.linear.MatrixOperator.of(problem.matrix(DType.F64, w), w).apply(x, y);
      HostTensor gx = w.zeros(DType.F64, problem.grid().cells());
      HostTensor gy = w.zeros(DType.F64, problem.grid().cells());
      problem.scatter(x, gx);
      problem.operator(DType.F64, backend).apply(gx, gy);
      HostTensor z = w.zeros(DType.F64, problem.unknowns());
      problem.gather(gy, z);
      for (long i = 0; i < z.size(); i++) {
        assertEquals(y.at(i), z.at(i), 1e-14 * 12, "unknown " + i);
      }
    }
  }
}
