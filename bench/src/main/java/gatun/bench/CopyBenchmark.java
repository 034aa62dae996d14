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

/** y ← x: the smallest family, and the one by which the report itself is tested. */
@State(Scope.Thread)
public class CopyBenchmark {
  /** Who copies. */
  @Param({"simd", "reference", "openblas"})
  public String subject = "";

  /** How much. */
  @Param({"n=16384", "n=8388608"})
  public String shape = "";

  /** Of what type. */
  @Param("F64")
  public String dtype = "";

  /** On how many threads. */
  @Param("1")
  public int threads;

  private Runnable work = () -> {};

  /** Fills the vectors and declares 16 bytes an element. */
  @Setup
  public void setup(Meter meter) {
    int n = Integer.parseInt(shape.substring(2));
    boolean library = subject.equals("openblas");
    var backend = Backends.named(library ? "reference" : subject, new BackendOptions(threads));
    var workspace = Workspace.on(backend);
    HostTensor x = workspace.zeros(DType.F64, n);
    HostTensor y = workspace.zeros(DType.F64, n);
    x.segment().fill((byte) 1);
    y.segment().fill((byte) 1);
    if (library) {
      OpenBlas.threads(threads);
      work = () -> OpenBlas.cblas().dcopy(n, x.address(), y.address());
    } else {
      Blas blas = Blas.of(backend, DType.F64);
      work = () -> blas.copy(x, y);
    }
    meter.memory(16L * n, 0, 16L * n);
  }

  /** Copies. */
  @Benchmark
  public void copy() {
    work.run();
  }
}
