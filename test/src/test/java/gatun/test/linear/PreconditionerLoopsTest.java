package gatun.test.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.LinearOperator;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Preconditioners;
import gatun.test.Steady;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Preconditioners on the SIMD backend: the reference's results, same bits, no allocation. */
class PreconditionerLoopsTest {
  /** Wide enough that triangular solves run in parallel. */
  private static final long CELLS = 96;

  static List<String> names() {
    return List.of("none", "jacobi", "ssor", "ic0", "mic0", "amg");
  }

  private static double[] apply(String backendName, int threads, String name, Poisson problem) {
    try (Backend backend = Backends.named(backendName, new BackendOptions(threads));
        Workspace workspace = Workspace.on(backend)) {
      assertEquals(backendName, backend.name());
      SparseMatrix matrix = problem.matrix(DType.F64, workspace);
      HostTensor x = problem.random(new SplittableRandom(1), workspace);
      HostTensor y = workspace.zeros(DType.F64, problem.unknowns());
      LinearOperator inverse =
          Preconditioners.named(name).prepare(MatrixOperator.of(matrix, workspace), workspace);
      inverse.apply(x, y);
      return y.toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void threadsChangeNoBitAndTheReferenceAgrees(String name) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace workspace = Workspace.on(backend)) {
      Poisson large = Poisson.box(CELLS, workspace);
      double[] one = apply("simd", 1, name, large);
      assertArrayEquals(one, apply("simd", 2, name, large), 0);
      double bound = name.equals("amg") ? 2e-4 : 1e-12; // its cycle works in F32
      Poisson medium = name.equals("amg") ? Poisson.box(24, workspace) : large;
      double[] found = name.equals("amg") ? apply("simd", 1, name, medium) : one;
      assertArrayEquals(apply("reference", 1, name, medium), found, bound);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void anApplicationAllocatesNothing(String name) {
    try (Backend backend = Backends.named("simd", new BackendOptions(2));
        Workspace workspace = Workspace.on(backend)) {
      Poisson problem = Poisson.mac(20, workspace);
      MatrixOperator a = MatrixOperator.of(problem.matrix(DType.F64, workspace), workspace);
      LinearOperator inverse = Preconditioners.named(name).prepare(a, workspace);
      HostTensor x = problem.smooth(workspace);
      HostTensor y = workspace.zeros(DType.F64, problem.unknowns());
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long held = workspace.bytes();
      long least =
          Steady.least(
              100 * 16 - 1,
              () -> {
                long before = threads.getTotalThreadAllocatedBytes();
                for (int k = 0; k < 100; k++) {
                  inverse.apply(x, y);
                }
                return threads.getTotalThreadAllocatedBytes() - before;
              });
      assertEquals(held, workspace.bytes());
      assertTrue(least < 100 * 16, "100 applications allocated " + least + " bytes");
    }
  }
}
