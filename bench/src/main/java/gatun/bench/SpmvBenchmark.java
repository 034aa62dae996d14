package gatun.bench;

import gatun.bench.peer.Mkl;
import gatun.bench.peer.MklSparse;
import gatun.bench.peer.OjAlgoRows;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.MatrixOperator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Sparse matrix times vector, counted as the traffic of compressed rows with 32-bit indices. */
@State(Scope.Thread)
public class SpmvBenchmark {
  /** Who multiplies. */
  @Param({"simd", "reference", "mkl", "ojalgo"})
  public String subject = "";

  /** The matrix, see {@link Unstructured}. */
  @Param({
    "box:128",
    "mesh:500000",
    "mac:64",
    "mac:128",
    "shuffled:500000",
    "graph:300000",
    "columns:500000",
    "*.mtx"
  })
  public String shape = "";

  /** The element type. */
  @Param({"F64", "F32"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Runnable work = () -> {};
  private @Nullable Workspace owner;

  /** Lays the matrix out and declares rows, columns, values and both vectors. */
  @Setup
  public void setup(Meter meter) {
    boolean own = subject.equals("simd") || subject.equals("reference");
    DType type = DType.valueOf(dtype);
    var backend = Backends.named(own ? subject : "reference", new BackendOptions(threads));
    Workspace workspace = Workspace.on(backend);
    owner = workspace;
    SparseMatrix a = Unstructured.any(shape, type, workspace);
    HostTensor x = workspace.zeros(type, a.columns());
    HostTensor y = workspace.zeros(type, a.rows());
    Blas.of(backend, type).fill(0.5, x);
    Blas.of(backend, type).fill(0.5, y);
    switch (subject) {
      case "mkl" -> {
        Mkl.threads(threads);
        MklSparse product = new MklSparse(a);
        work = () -> product.apply(x.address(), y.address());
      }

      case "ojalgo" -> work = new OjAlgoRows(a)::run;
      default -> {
        MatrixOperator product = MatrixOperator.of(a, SparseFormat.AUTO, workspace);
        work = () -> product.apply(x, y);
      }
    }
    long bytes = (4L + type.bytes()) * a.nonzeros() + 4 * a.rows() + 2L * type.bytes() * a.rows();
    meter.memory(bytes, 2 * a.nonzeros(), bytes);
  }

  /** y ← A x. */
  @Benchmark
  public void apply() {
    work.run();
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    if (owner != null) {
      owner.close();
    }
  }
}
