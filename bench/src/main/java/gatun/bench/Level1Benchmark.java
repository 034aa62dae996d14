package gatun.bench;

import gatun.bench.peer.OpenBlas;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Vector operations, in L2 and out of cache. */
@State(Scope.Thread)
public class Level1Benchmark {
  /** Who computes. */
  @Param({"simd", "reference", "openblas"})
  public String subject = "";

  /** The length: 256 KiB or 128 MiB in two F64 vectors. */
  @Param({"n=16384", "n=8388608"})
  public String shape = "";

  /** The element type. */
  @Param({"F64", "F32"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private int n;
  private boolean library;
  private boolean wide;
  private Workspace workspace = Workspace.on(Backends.auto());
  private Blas blas = Blas.of(workspace.backend(), DType.F64);
  private HostTensor x = workspace.vector(0);
  private HostTensor y = x;

  /** Fills the vectors and declares what each operation moves. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    n = Integer.parseInt(shape.substring(2));
    library = subject.equals("openblas");
    wide = dtype.equals("F64");
    DType type = DType.valueOf(dtype);
    workspace =
        Workspace.on(Backends.named(library ? "reference" : subject, new BackendOptions(threads)));
    blas = Blas.of(workspace.backend(), type);
    x = workspace.zeros(type, n);
    y = workspace.zeros(type, n);
    blas.fill(1e-3, x);
    blas.fill(2, y);
    if (library) {
      OpenBlas.threads(threads);
    }
    long vector = (long) n * type.bytes();
    long moved =
        switch (meter.kernel()) {
          case "axpy" -> 3 * vector;
          case "nrm2" -> vector;
          default -> 2 * vector;
        };
    boolean two = !meter.kernel().equals("nrm2");
    meter.memory(moved, 2L * n, two ? 2 * vector : vector);
  }

  /** y ← x. */
  @Benchmark
  public void copy() {
    if (!library) {
      blas.copy(x, y);
    } else if (wide) {
      OpenBlas.cblas().dcopy(n, x.address(), y.address());
    } else {
      OpenBlas.cblas().scopy(n, x.address(), y.address());
    }
  }

  /** y ← α x + y. */
  @Benchmark
  public void axpy() {
    if (!library) {
      blas.axpy(1e-6, x, y);
    } else if (wide) {
      OpenBlas.cblas().daxpy(n, 1e-6, x.address(), y.address());
    } else {
      OpenBlas.cblas().saxpy(n, 1e-6f, x.address(), y.address());
    }
  }

  /** x·y. */
  @Benchmark
  public double dot() {
    if (!library) {
      return blas.dot(x, y);
    }
    return wide
        ? OpenBlas.cblas().ddot(n, x.address(), y.address())
        : OpenBlas.cblas().sdot(n, x.address(), y.address());
  }

  /** ‖x‖₂. */
  @Benchmark
  public double nrm2() {
    if (!library) {
      return blas.nrm2(x);
    }
    return wide ? OpenBlas.cblas().dnrm2(n, x.address()) : OpenBlas.cblas().snrm2(n, x.address());
  }

  /** Frees the vectors. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
