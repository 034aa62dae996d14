package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.AxisMap;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MaxPool;
import gatun.engine.Resampling;
import gatun.engine.Window;
import gatun.engine.Workspace;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Pooling by 2 and bilinear up-sampling by 2 of images, channels last. */
@State(Scope.Thread)
public class PoolingBenchmark {
  /** Who computes. */
  @Param({"simd", "torch", "reference"})
  public String subject = "";

  /** {@code images:BATCHxEXTENT:CHANNELS}. */
  @Param({"images:16x64:64", "images:64x32:16"})
  public String shape = "";

  /** The element type. */
  @Param({"F32", "F64"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private @Nullable MaxPool pool;
  private @Nullable Resampling map;
  private @Nullable TorchCall call;
  private HostTensor x = workspace.vector(0);
  private HostTensor y = x;
  private HostTensor places = x;

  /** Prepares the operation and declares what it moves. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    boolean library = subject.equals("torch");
    String[] parts = shape.split("[:x]");
    long batch = Long.parseLong(parts[1]);
    long n = Long.parseLong(parts[2]);
    int channels = Integer.parseInt(parts[3]);
    DType type = DType.valueOf(dtype);
    String backend = library ? "reference" : subject;
    workspace = Workspace.on(Backends.named(backend, new BackendOptions(threads)));
    boolean up = meter.kernel().equals("bilinear");
    Window window = Window.square(2).stride(2);
    ConvolutionShape s = ConvolutionShape.pooling(window, batch, channels, n, n);
    long m = up ? 2 * n : n / 2;
    x = workspace.zeros(type, batch, n, n, channels);
    y = workspace.zeros(type, batch, m, m, channels);
    places = workspace.zeros(DType.I32, batch, m, m, channels);
    pool = MaxPool.prepare(s, type, workspace);
    AxisMap linear = AxisMap.linear(n, 2 * n, false);
    map =
        up
            ? Resampling.of(workspace.backend(), type, linear, linear)
            : Resampling.average(workspace.backend(), type, window, true, n, n);
    if (library) {
      Torch.threads(threads);
      call = torch(meter.kernel(), m);
    }
    boolean max = meter.kernel().equals("max");
    long moved = (x.size() + y.size()) * type.bytes() + (max ? 4 * y.size() : 0);
    meter.memory(moved, 4 * Math.min(x.size(), y.size()), moved);
  }

  private TorchCall torch(String kernel, long m) {
    TorchTensor from = TorchTensor.of(x, 0, 3, 1, 2);
    long[] two = {2, 2};
    long[] none = {0, 0};
    return switch (kernel) {
      case "max" ->
          TorchCall.of(
              "aten::max_pool2d_with_indices",
              "",
              2,
              from,
              two,
              two,
              none,
              new long[] {1, 1},
              false);
      case "average" ->
          TorchCall.of(
              "aten::avg_pool2d",
              "",
              1,
              from,
              two,
              two,
              none,
              false,
              true,
              java.util.Optional.empty());
      default ->
          TorchCall.of(
              "aten::upsample_bilinear2d",
              "",
              1,
              from,
              new long[] {m, m},
              false,
              java.util.Optional.empty(),
              java.util.Optional.empty());
    };
  }

  /** Max pooling with places. */
  @Benchmark
  public void max() {
    if (call != null) {
      call.run();
    } else if (pool != null) {
      pool.forward(x, y, places);
    }
  }

  /** Average pooling. */
  @Benchmark
  public void average() {
    mapped();
  }

  /** Bilinear up-sampling. */
  @Benchmark
  public void bilinear() {
    mapped();
  }

  private void mapped() {
    if (call != null) {
      call.run();
    } else if (map != null) {
      map.forward(x, y);
    }
  }

  /** Frees the tensors. */
  @TearDown
  public void close() {
    if (call != null) {
      call.close();
    }
    workspace.close();
  }
}
