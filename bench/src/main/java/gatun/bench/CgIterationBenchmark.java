package gatun.bench;

import gatun.bench.peer.CommonsMathCg;
import gatun.bench.peer.MklCg;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Progress;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.linear.ConjugateGradient;
import gatun.linear.Identity;
import gatun.linear.LinearOperator;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Solver;
import gatun.linear.Stopping;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole iterations of conjugate gradients on the plume problem: time of one of 50 iterations. */
@State(Scope.Thread)
public class CgIterationBenchmark {
  private static final int ITERATIONS = 50;

  /** Who iterates; the peers have the matrix in compressed rows in both kernels. */
  @Param({"simd", "reference", "mkl", "commons-math"})
  public String subject = "";

  /** The problem. */
  @Param({"mac:64", "mac:128"})
  public String shape = "";

  /** The element type. */
  @Param("F64")
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Runnable work = () -> {};
  private @Nullable Workspace owner;

  /** Builds the problem; the budget counts 9 vectors and, for the matrix, 12 bytes an entry. */
  @Setup
  public void setup(Meter meter) {
    boolean own = subject.equals("simd") || subject.equals("reference");
    var backend = Backends.named(own ? subject : "reference", new BackendOptions(threads));
    Workspace workspace = Workspace.on(backend);
    owner = workspace;
    Poisson problem = Poisson.named(shape, workspace);
    boolean free = meter.kernel().equals("matrixFree");
    HostTensor b = problem.plume(workspace);
    long n = problem.unknowns();
    if (!own) {
      SparseMatrix a = problem.matrix(DType.F64, workspace);
      work =
          subject.equals("mkl")
              ? new MklCg(a, b, threads, ITERATIONS)::run
              : new CommonsMathCg(a, b, ITERATIONS)::run;
    } else if (free) {
      HostTensor grid = workspace.zeros(DType.F64, problem.grid().cells());
      problem.scatter(b, grid);
      work = solve(problem.operator(DType.F64, backend), grid, workspace);
    } else {
      work =
          solve(MatrixOperator.of(problem.matrix(DType.F64, workspace), workspace), b, workspace);
    }
    long matrix = free ? problem.grid().cells() : 12 * problem.nonzeros() + 4 * n;
    meter.memory(9 * 8 * n + matrix, 2 * problem.nonzeros() + 10 * n, 5 * 8 * n + matrix);
    meter.time();
  }

  private static Runnable solve(LinearOperator a, HostTensor b, Workspace workspace) {
    Solver solver = new ConjugateGradient(new Stopping(1e-15, ITERATIONS));
    Solver.Prepared prepared = solver.prepare(a, new Identity(), workspace);
    HostTensor x = workspace.zeros(DType.F64, b.size());
    return () -> {
      x.segment().fill((byte) 0);
      prepared.solve(b, x, Progress.SILENT);
    };
  }

  /** Gatun without a matrix. */
  @Benchmark
  @OperationsPerInvocation(ITERATIONS)
  public void matrixFree() {
    work.run();
  }

  /** Gatun with the matrix. */
  @Benchmark
  @OperationsPerInvocation(ITERATIONS)
  public void matrix() {
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
