package gatun.bench;

import gatun.bench.peer.CblasMatrices;
import gatun.bench.peer.Mkl;
import gatun.bench.peer.OpenBlas;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MatrixBlas;
import gatun.engine.Side;
import gatun.engine.Triangle;
import gatun.engine.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Products of square matrices other than C ← A B, and of matrices and vectors (level 2). */
@State(Scope.Thread)
public class Level3Benchmark {
  /** Who computes. */
  @Param({"simd", "openblas", "mkl"})
  public String subject = "";

  /** Rows and columns of each matrix; 2048 in F64 is out of cache. */
  @Param({"n=1024", "n=256", "n=2048"})
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
  private boolean intel;
  private Workspace workspace = Workspace.on(Backends.auto());
  private MatrixBlas blas = MatrixBlas.of(workspace.backend(), DType.F64);
  private HostTensor a = workspace.vector(0);
  private HostTensor b = a;
  private HostTensor x = a;
  private HostTensor y = a;

  /** Fills the operands, A close to the identity, and declares the work. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    n = Integer.parseInt(shape.substring(2));
    library = !subject.equals("simd");
    intel = subject.equals("mkl");
    wide = dtype.equals("F64");
    DType type = DType.valueOf(dtype);
    workspace =
        Workspace.on(Backends.named(library ? "reference" : subject, new BackendOptions(threads)));
    blas = MatrixBlas.of(workspace.backend(), type);
    a = workspace.zeros(type, n, n);
    b = workspace.zeros(type, n, n);
    x = workspace.zeros(type, n);
    y = workspace.zeros(type, n);
    Blas vectors = Blas.of(workspace.backend(), type);
    vectors.fill(1e-9, a.reshape(a.size())); // so that solving again and again keeps B finite
    vectors.fill(0.125, b.reshape(b.size()));
    vectors.fill(0.125, x);
    vectors.fill(0.125, y);
    for (int i = 0; i < n; i++) {
      a.set(1, i, i);
    }
    if (intel) {
      Mkl.threads(threads);
    } else if (library) {
      OpenBlas.threads(threads);
    }
    long square = (long) n * n;
    long matrix = square * type.bytes();
    switch (meter.kernel()) {
      case "gemv", "gemvTransposed" -> meter.memory(matrix, 2 * square, matrix);
      case "ger" -> meter.memory(2 * matrix, 2 * square, matrix);
      default -> meter.compute(type, 2 * matrix, square * n);
    }
  }

  /** The lower triangle of B ← A Aᵀ. */
  @Benchmark
  public void syrk() {
    if (!library) {
      blas.syrk(Triangle.LOWER, 1, a, false, 0, b);
    } else if (wide) {
      peer().dsyrk(n, n, a.address(), b.address());
    } else {
      peer().ssyrk(n, n, a.address(), b.address());
    }
  }

  /** B ← A⁻¹ B with the lower triangle of A. */
  @Benchmark
  public void trsm() {
    if (!library) {
      blas.trsm(Side.LEFT, Triangle.LOWER, false, false, 1, a, b);
    } else if (wide) {
      peer().dtrsm(n, n, a.address(), b.address());
    } else {
      peer().strsm(n, n, a.address(), b.address());
    }
  }

  /** y ← A x. */
  @Benchmark
  public void gemv() {
    gemv(false);
  }

  /** y ← Aᵀ x. */
  @Benchmark
  public void gemvTransposed() {
    gemv(true);
  }

  private void gemv(boolean transposed) {
    if (!library) {
      blas.gemv(1, a, transposed, x, 0, y);
    } else if (wide) {
      peer().dgemv(transposed, n, n, a.address(), x.address(), y.address());
    } else {
      peer().sgemv(transposed, n, n, a.address(), x.address(), y.address());
    }
  }

  /** B ← B + α x yᵀ. */
  @Benchmark
  public void ger() {
    if (!library) {
      blas.ger(1e-6, x, y, b);
    } else if (wide) {
      peer().dger(n, n, 1e-6, x.address(), y.address(), b.address());
    } else {
      peer().sger(n, n, 1e-6f, x.address(), y.address(), b.address());
    }
  }

  private CblasMatrices peer() {
    return intel ? Mkl.matrices() : OpenBlas.matrices();
  }

  /** Frees the operands. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
