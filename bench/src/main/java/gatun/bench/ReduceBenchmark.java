package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Reductions;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reductions of a matrix along its rows and its columns, in a cache and out of it. */
@State(Scope.Thread)
public class ReduceBenchmark {
  /** Who computes. */
  @Param({"simd", "torch"})
  public String subject = "";

  /** Rows and columns. */
  @Param({"2048x768", "8192x4096"})
  public String shape = "";

  /** The element type. */
  @Param({"F32", "F64"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private Reductions kernel = Reductions.of(workspace.backend(), DType.F64);
  private HostTensor x = workspace.vector(0);
  private HostTensor rows = x;
  private HostTensor columns = x;
  private HostTensor index = x;
  private @Nullable TorchCall call;

  /** Fills the matrix and declares what each operation reads. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    DType type = DType.valueOf(dtype);
    workspace = Workspace.on(Backends.named("simd", new BackendOptions(threads)));
    kernel = Reductions.of(workspace.backend(), type);
    String[] extents = shape.split("x");
    long m = Long.parseLong(extents[0]);
    long n = Long.parseLong(extents[1]);
    x = workspace.zeros(type, m, n);
    rows = workspace.zeros(type, m, 1);
    columns = workspace.zeros(type, 1, n);
    index = workspace.zeros(DType.I64, m, 1);
    Sampling.of(workspace.backend(), type).normal(new Philox(1), 1, 1, x);
    if (subject.equals("torch")) {
      Torch.threads(threads);
      call = torch(meter.kernel());
    }
    long bytes = m * n * type.bytes();
    meter.memory(bytes, m * n, bytes);
  }

  private TorchCall torch(String name) {
    TorchTensor t = TorchTensor.of(x);
    Optional<long[]> last = Optional.of(new long[] {1});
    return switch (name) {
      case "sumRows" -> sum(t, last, rows);
      case "sumColumns" -> sum(t, Optional.of(new long[] {0}), columns);
      case "varianceRows" ->
          TorchCall.of("aten::var", "out", 1, t, last, true, true, TorchTensor.of(rows));
      case "maxRows" ->
          TorchCall.of("aten::amax", "out", 1, t, new long[] {1}, true, TorchTensor.of(rows));
      case "argmaxRows" ->
          TorchCall.of("aten::argmax", "out", 1, t, Optional.of(1), true, TorchTensor.of(index));
      case "logSumExpRows" ->
          TorchCall.of("aten::logsumexp", "out", 1, t, new long[] {1}, true, TorchTensor.of(rows));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static TorchCall sum(TorchTensor t, Optional<long[]> axes, HostTensor y) {
    return TorchCall.of(
        "aten::sum", "IntList_out", 1, t, axes, true, Optional.empty(), TorchTensor.of(y));
  }

  /** Σ along the rows. */
  @Benchmark
  public void sumRows() {
    if (call != null) {
      call.run();
    } else {
      kernel.sum(x, rows);
    }
  }

  /** Σ along the columns. */
  @Benchmark
  public void sumColumns() {
    if (call != null) {
      call.run();
    } else {
      kernel.sum(x, columns);
    }
  }

  /** The variance of the rows. */
  @Benchmark
  public void varianceRows() {
    if (call != null) {
      call.run();
    } else {
      kernel.variance(x, 1, rows);
    }
  }

  /** The largest element of the rows. */
  @Benchmark
  public void maxRows() {
    if (call != null) {
      call.run();
    } else {
      kernel.max(x, rows);
    }
  }

  /** Where the largest element of the rows stands. */
  @Benchmark
  public void argmaxRows() {
    if (call != null) {
      call.run();
    } else {
      kernel.argmax(1, x, index);
    }
  }

  /** ln Σ e^x of the rows. */
  @Benchmark
  public void logSumExpRows() {
    if (call != null) {
      call.run();
    } else {
      kernel.logSumExp(x, rows);
    }
  }

  /** Frees the matrix. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
