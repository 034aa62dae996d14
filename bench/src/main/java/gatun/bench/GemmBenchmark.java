package gatun.bench;

import gatun.bench.peer.CblasMatrices;
import gatun.bench.peer.EjmlProduct;
import gatun.bench.peer.Mkl;
import gatun.bench.peer.OjAlgoProduct;
import gatun.bench.peer.OpenBlas;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Products of matrices, C ← A B: squares, tall and narrow ones, batches of small ones. */
@State(Scope.Thread)
public class GemmBenchmark {
  /** Who computes. */
  @Param({"simd", "openblas", "mkl", "ejml", "ojalgo"})
  public String subject = "";

  /** Rows, columns, terms of C; before the colon how many products. */
  @Param({
    "512x512x512",
    "1024x1024x1024",
    "64x64x64",
    "100x100x100",
    "128x128x128",
    "256x256x256",
    "333x333x333",
    "777x777x777",
    "1000x1000x1000",
    "2048x2048x2048",
    "100000x64x64",
    "20000x32x512",
    "4096x768x64",
    "batch64:64x64x64"
  })
  public String shape = "";

  /** The element type. */
  @Param({"F64", "F32"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private int count;
  private int m;
  private int n;
  private int k;
  private boolean library;
  private boolean wide;
  private @Nullable Runnable java;
  private Workspace workspace = Workspace.on(Backends.auto());
  private MatrixBlas blas = MatrixBlas.of(workspace.backend(), DType.F64);
  private HostTensor a = workspace.vector(0);
  private HostTensor b = a;
  private HostTensor c = a;

  /** Fills the matrices and declares the work. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    int colon = shape.indexOf(':');
    count = colon < 0 ? 1 : Integer.parseInt(shape.substring("batch".length(), colon));
    String[] extents = shape.substring(colon + 1).split("x");
    m = Integer.parseInt(extents[0]);
    n = Integer.parseInt(extents[1]);
    k = Integer.parseInt(extents[2]);
    library = !subject.equals("simd");
    wide = dtype.equals("F64");
    DType type = DType.valueOf(dtype);
    workspace =
        Workspace.on(Backends.named(library ? "reference" : subject, new BackendOptions(threads)));
    blas = MatrixBlas.of(workspace.backend(), type);
    a = filled(type, m, k);
    b = filled(type, k, n);
    c = filled(type, m, n);
    switch (subject) {
      case "openblas" -> OpenBlas.threads(threads);
      case "mkl" -> Mkl.threads(threads);
      case "ejml" -> java = EjmlProduct.of(type, count, m, n, k);
      case "ojalgo" -> java = OjAlgoProduct.of(count, m, n, k);
      default -> java = null;
    }
    long bytes = (a.size() + b.size() + c.size()) * type.bytes();
    meter.compute(type, bytes, 2L * count * m * n * k);
  }

  private HostTensor filled(DType type, int rows, int columns) {
    HostTensor x = workspace.zeros(type, count, rows, columns);
    Blas.of(workspace.backend(), type).fill(0.125, x.reshape(x.size()));
    return count == 1 ? x.reshape(rows, columns) : x;
  }

  /** C ← A B. */
  @Benchmark
  public void gemm() {
    if (java != null) {
      java.run();
    } else if (!library && count == 1) {
      blas.gemm(a, b, c);
    } else if (!library) {
      blas.batched(1, a, false, b, false, 0, c);
    } else if (subject.equals("mkl")) {
      peer(Mkl.matrices());
    } else {
      peer(OpenBlas.matrices());
    }
  }

  private void peer(CblasMatrices calls) {
    for (int t = 0; t < count; t++) {
      if (wide) {
        long at = 8L * t;
        calls.dgemm(
            m, n, k, a.address() + at * m * k, b.address() + at * k * n, c.address() + at * m * n);
      } else {
        long at = 4L * t;
        calls.sgemm(
            m, n, k, a.address() + at * m * k, b.address() + at * k * n, c.address() + at * m * n);
      }
    }
  }

  /** Frees the matrices. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
