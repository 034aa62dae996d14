package gatun.bench;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import gatun.linear.MacOperator;
import gatun.linear.Poisson;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The matrix-free pressure Laplacian and the passes of a CG iteration around it. */
@State(Scope.Thread)
public class StencilBenchmark {
  /** Who computes. */
  @Param({"simd", "reference"})
  public String subject = "";

  /** The problem. */
  @Param({"mac:128", "mac:256"})
  public String shape = "";

  /** The element type. */
  @Param({"F64", "F32"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Work work = () -> 0;
  private @Nullable Workspace owner;

  private interface Work {
    double run();
  }

  /** Fills the vectors (0 outside the fluid) and declares the compulsory traffic. */
  @Setup
  public void setup(Meter meter) {
    DType type = DType.valueOf(dtype);
    var backend = Backends.named(subject, new BackendOptions(threads));
    Workspace workspace = Workspace.on(backend);
    owner = workspace;
    Poisson problem = Poisson.named(shape, workspace);
    MacOperator a = problem.operator(type, backend);
    HostTensor ones = problem.ones(workspace);
    long cells = problem.grid().cells();
    HostTensor[] v = new HostTensor[4];
    for (int i = 0; i < 4; i++) {
      v[i] = workspace.zeros(type, cells);
      v[i].segment().fill((byte) 0);
      problem.scatter(ones, v[i]);
    }
    KrylovUpdates updates = backend.require(KernelKey.of(KrylovUpdates.class, type));
    int values;
    switch (meter.kernel()) {
      case "apply" -> {
        values = 2;
        work = () -> applied(a, v[0], v[1]);
      }
      case "direction" -> {
        values = 6;
        work = () -> a.direction(1e-9, v[0], 0.5, v[1], v[2], v[3]);
      }
      default -> {
        values = 3;
        work = () -> updates.residual(1e-9, v[0], v[1]);
      }
    }
    long mask = values == 3 ? 0 : cells;
    long bytes = values * cells * type.bytes() + mask;
    meter.memory(bytes, 8 * problem.unknowns(), bytes);
  }

  private static double applied(MacOperator a, HostTensor x, HostTensor y) {
    a.apply(x, y);
    return 0;
  }

  /** y ← A x. */
  @Benchmark
  public double apply() {
    return work.run();
  }

  /** x ← x + α p; p ← z + β p; q ← A p; p·q. */
  @Benchmark
  public double direction() {
    return work.run();
  }

  /** r ← r − α q; r·r. */
  @Benchmark
  public double residual() {
    return work.run();
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    if (owner != null) {
      owner.close();
    }
  }
}
