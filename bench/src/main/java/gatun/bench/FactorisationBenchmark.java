package gatun.bench;

import gatun.bench.peer.Lapack;
import gatun.bench.peer.Mkl;
import gatun.bench.peer.OpenBlas;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.linear.dense.Cholesky;
import gatun.linear.dense.Factored;
import gatun.linear.dense.Ldlt;
import gatun.linear.dense.Lu;
import gatun.linear.dense.Qr;
import gatun.linear.dense.Svd;
import gatun.linear.dense.SymmetricEigen;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Dense factorisations of n×n matrices, the copy of the input included for every subject. */
@State(Scope.Thread)
public class FactorisationBenchmark {
  /** Who factorises. */
  @Param({"simd", "openblas", "mkl"})
  public String subject = "";

  /** The size. */
  @Param({"n=1024", "n=256", "n=64"})
  public String shape = "";

  /** The element type. */
  @Param({"F64", "F32"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Runnable work = () -> {};
  private @Nullable Workspace owner;

  /** Makes a symmetric, diagonally heavy matrix and declares the flops of the textbook. */
  @Setup
  public void setup(Meter meter) {
    int n = Integer.parseInt(shape.substring(2));
    DType type = DType.valueOf(dtype);
    boolean own = subject.equals("simd");
    Workspace w =
        Workspace.on(Backends.named(own ? "simd" : "reference", new BackendOptions(threads)));
    owner = w;
    HostTensor a = matrix(w, type, n, meter.kernel().equals("cholesky"));
    work = own ? gatun(meter.kernel(), n, type, a, w) : peer(meter.kernel(), n, type, a, w);
    double cube = (double) n * n * n;
    double flops =
        switch (meter.kernel()) {
          case "cholesky", "ldlt" -> cube / 3;
          case "lu" -> 2 * cube / 3;
          case "qr" -> 4 * cube / 3;
          case "eigen" -> 9 * cube;
          default -> 20 * cube;
        };
    meter.compute(type, 2L * n * n * type.bytes(), (long) flops);
  }

  private static HostTensor matrix(Workspace w, DType type, int n, boolean definite) {
    var random = new SplittableRandom(1);
    HostTensor a = w.zeros(type, n, n);
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double value = 2 * random.nextDouble() - 1 + (i == j && definite ? n : 0);
        a.set(value, i, j);
        a.set(value, j, i);
      }
    }
    return a;
  }

  private static Runnable gatun(String kernel, int n, DType type, HostTensor a, Workspace w) {
    return switch (kernel) {
      case "cholesky" -> checked(Cholesky.of(n, type, w)::factor, a);
      case "ldlt" -> checked(Ldlt.of(n, type, w)::factor, a);
      case "lu" -> checked(Lu.of(n, type, w)::factor, a);
      case "qr" -> checked(Qr.of(n, n, type, w)::factor, a);
      case "eigen" -> checked(SymmetricEigen.of(n, type, w)::factor, a);
      default -> checked(Svd.of(n, n, type, w)::factor, a);
    };
  }

  private static Runnable checked(Function<HostTensor, Factored> factor, HostTensor a) {
    return () -> {
      Factored found = factor.apply(a);
      if (!found.success()) {
        throw new IllegalStateException(found.advice());
      }
    };
  }

  private Runnable peer(String kernel, int n, DType type, HostTensor a, Workspace w) {
    boolean open = subject.equals("openblas");
    if (open) {
      OpenBlas.threads(threads);
    } else {
      Mkl.threads(threads);
    }
    Lapack lapack = open ? Lapack.openBlas(type) : Lapack.mkl(type);
    HostTensor copy = w.zeros(type, n, n);
    long c = copy.address();
    long one = w.zeros(DType.F64, n).address();
    Supplier<Long> square = () -> w.zeros(type, n, n).address();
    Runnable call =
        switch (kernel) {
          case "cholesky" -> lapack.cholesky(n, c);
          case "ldlt" -> lapack.ldlt(n, c, one);
          case "lu" -> lapack.lu(n, c, one);
          case "qr" -> lapack.qr(n, c, one);
          case "eigen" -> lapack.eigen(n, c, one);
          default -> lapack.svd(n, c, one, square.get(), square.get());
        };
    MemorySegment from = a.segment();
    MemorySegment to = copy.segment();
    return () -> {
      to.copyFrom(from);
      call.run();
    };
  }

  /** A = Rᵀ R. */
  @Benchmark
  public void cholesky() {
    work.run();
  }

  /** P A Pᵀ = L D Lᵀ. */
  @Benchmark
  public void ldlt() {
    work.run();
  }

  /** A = P L U. */
  @Benchmark
  public void lu() {
    work.run();
  }

  /** A = Q R. */
  @Benchmark
  public void qr() {
    work.run();
  }

  /** A = V Λ Vᵀ. */
  @Benchmark
  public void eigen() {
    work.run();
  }

  /** A = U Σ Vᵀ. */
  @Benchmark
  public void svd() {
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
