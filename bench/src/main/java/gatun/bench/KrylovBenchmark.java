package gatun.bench;

import gatun.bench.peer.Cblas;
import gatun.bench.peer.OpenBlas;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.KrylovUpdates;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The fused updates of a Krylov iteration, in L2 and out of cache. OpenBLAS does the same by
 * several calls, each of which passes over memory anew; the bytes are those of the fused update for
 * both.
 */
@State(Scope.Thread)
public class KrylovBenchmark {
  private static final double ALPHA = 1e-9;

  /** Who computes. */
  @Param({"simd", "reference", "openblas"})
  public String subject = "";

  /** The length. */
  @Param({"n=8388608", "n=16384"})
  public String shape = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private int n;
  private boolean library;
  private Workspace workspace = Workspace.on(Backends.auto());
  private KrylovUpdates kernel =
      workspace.backend().require(KernelKey.of(KrylovUpdates.class, DType.F64));
  private final HostTensor[] v = new HostTensor[4];

  /** Fills the vectors and declares what each update moves. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    n = Integer.parseInt(shape.substring(2));
    library = subject.equals("openblas");
    workspace =
        Workspace.on(Backends.named(library ? "reference" : subject, new BackendOptions(threads)));
    kernel = workspace.backend().require(KernelKey.of(KrylovUpdates.class, DType.F64));
    for (int k = 0; k < v.length; k++) {
      v[k] = workspace.zeros(DType.F64, n);
      v[k].segment().asSlice(0, 8L * n).fill((byte) 0x11); // some 1e-226: far from overflow
    }
    if (library) {
      OpenBlas.threads(threads);
    }
    int values = meter.kernel().equals("residual") ? 3 : meter.kernel().equals("step") ? 6 : 5;
    int vectors = meter.kernel().equals("residual") ? 2 : meter.kernel().equals("step") ? 4 : 3;
    meter.memory(8L * values * n, 4L * n, 8L * vectors * n);
  }

  /** r ← r − α q and r·r. */
  @Benchmark
  public double residual() {
    if (!library) {
      return kernel.residual(ALPHA, v[0], v[1]);
    }
    Cblas blas = OpenBlas.cblas();
    blas.daxpy(n, -ALPHA, v[0].address(), v[1].address());
    return blas.ddot(n, v[1].address(), v[1].address());
  }

  /** x ← x + α p, r ← r − α q and r·r. */
  @Benchmark
  public double step() {
    if (!library) {
      return kernel.step(ALPHA, v[0], v[1], v[2], v[3]);
    }
    Cblas blas = OpenBlas.cblas();
    blas.daxpy(n, ALPHA, v[0].address(), v[2].address());
    blas.daxpy(n, -ALPHA, v[1].address(), v[3].address());
    return blas.ddot(n, v[3].address(), v[3].address());
  }

  /** x ← x + α p, then p ← z + β p. */
  @Benchmark
  public void direction() {
    if (!library) {
      kernel.direction(ALPHA, v[0], 0.5, v[1], v[2]);
      return;
    }
    Cblas blas = OpenBlas.cblas();
    blas.daxpy(n, ALPHA, v[2].address(), v[0].address());
    blas.dscal(n, 0.5, v[2].address());
    blas.daxpy(n, 1, v[1].address(), v[2].address());
  }

  /** Frees the vectors. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
