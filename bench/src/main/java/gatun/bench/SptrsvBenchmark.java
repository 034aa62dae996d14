package gatun.bench;

import gatun.bench.peer.Mkl;
import gatun.bench.peer.MklSparse;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrices;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Sptrsv;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Solves with the lower triangle of a matrix and with its transpose, as an incomplete factorisation
 * needs them; counted as the traffic of compressed rows with 32-bit indices.
 */
@State(Scope.Thread)
public class SptrsvBenchmark {
  /** Who solves. */
  @Param({"simd", "reference", "mkl"})
  public String subject = "";

  /** The matrix, see {@link Unstructured}. */
  @Param({"mac:128", "mesh:500000", "mac:64", "*.mtx"})
  public String shape = "";

  /** The element type. */
  @Param({"F64", "F32"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Runnable lower = () -> {};
  private Runnable transposed = () -> {};
  private @Nullable Workspace owner;

  /** Analyses the triangle and declares its rows, columns, values and both vectors. */
  @Setup
  public void setup(Meter meter) {
    DType type = DType.valueOf(dtype);
    boolean mkl = subject.equals("mkl");
    Backend backend = Backends.named(mkl ? "reference" : subject, new BackendOptions(threads));
    Workspace workspace = Workspace.on(backend);
    owner = workspace;
    SparseMatrix a = SparseMatrices.lower(Unstructured.any(shape, type, workspace), workspace);
    HostTensor b = workspace.zeros(type, a.rows());
    HostTensor x = workspace.zeros(type, a.rows());
    Blas.of(backend, type).fill(0.5, b);
    Blas.of(backend, type).fill(0.5, x);
    if (mkl) {
      Mkl.threads(threads);
      MklSparse triangle = MklSparse.triangle(a);
      lower = () -> triangle.solve(false, b.address(), x.address());
      transposed = () -> triangle.solve(true, b.address(), x.address());
    } else {
      Sptrsv kernel = backend.require(KernelKey.of(Sptrsv.class, type));
      Sptrsv.Triangle triangle = kernel.prepare(a, workspace);
      lower = () -> triangle.solveLower(b, x);
      transposed = () -> triangle.solveTransposed(b, x);
    }
    long bytes = (4L + type.bytes()) * a.nonzeros() + 4 * a.rows() + 2L * type.bytes() * a.rows();
    meter.memory(bytes, 2 * a.nonzeros(), bytes);
  }

  /** x ← L⁻¹ b. */
  @Benchmark
  public void lower() {
    lower.run();
  }

  /** x ← L⁻ᵀ b. */
  @Benchmark
  public void transposed() {
    transposed.run();
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    if (owner != null) {
      owner.close();
    }
  }
}
