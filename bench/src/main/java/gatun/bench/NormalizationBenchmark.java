package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Normalizations;
import gatun.engine.Philox;
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

/**
 * Softmax and layer normalisation of the rows of a matrix. The smaller shape lies in the last-level
 * cache of large processors; its limit, too, is the triad over memory.
 */
@State(Scope.Thread)
public class NormalizationBenchmark {
  private static final double EPSILON = 1e-5;

  /** Who computes. */
  @Param({"simd", "torch"})
  public String subject = "";

  /** Rows and columns. */
  @Param({"2048x768", "16384x1024"})
  public String shape = "";

  /** The element type. */
  @Param({"F32", "F64"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private Normalizations kernel = Normalizations.of(workspace.backend(), DType.F64);
  private HostTensor x = workspace.vector(0);
  private HostTensor y = x;
  private HostTensor dy = x;
  private HostTensor scale = x;
  private HostTensor shift = x;
  private HostTensor mean = x;
  private HostTensor inverse = x;
  private HostTensor dscale = x;
  private HostTensor dshift = x;
  private @Nullable TorchCall call;

  /** Fills the operands and declares what each operation moves. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    DType type = DType.valueOf(dtype);
    workspace = Workspace.on(Backends.named("simd", new BackendOptions(threads)));
    kernel = Normalizations.of(workspace.backend(), type);
    String[] extents = shape.split("x");
    long m = Long.parseLong(extents[0]);
    long n = Long.parseLong(extents[1]);
    x = workspace.zeros(type, m, n);
    y = workspace.zeros(type, m, n);
    dy = workspace.zeros(type, m, n);
    scale = workspace.zeros(type, n);
    shift = workspace.zeros(type, n);
    dscale = workspace.zeros(type, n);
    dshift = workspace.zeros(type, n);
    mean = workspace.zeros(type, m);
    inverse = workspace.zeros(type, m);
    Sampling random = Sampling.of(workspace.backend(), type);
    Philox philox = new Philox(1);
    random.normal(philox, 0, 2, x);
    random.normal(philox, 0, 1, dy);
    random.normal(philox, 1, 1, scale);
    kernel.layer(x, scale, shift, EPSILON, y, mean, inverse);
    if (subject.equals("torch")) {
      Torch.threads(threads);
      call = torch(meter.kernel(), n);
    }
    long values = meter.kernel().endsWith("Gradient") ? 3 : 2;
    long bytes = values * m * n * type.bytes();
    meter.memory(bytes, 25 * m * n, Math.max(bytes, 32L << 20)); // the triad is the limit anyway
  }

  private TorchCall torch(String name, long n) {
    TorchTensor tx = TorchTensor.of(x);
    TorchTensor ty = TorchTensor.of(y);
    TorchTensor td = TorchTensor.of(dy);
    Optional<TorchTensor> g = Optional.of(TorchTensor.of(scale));
    Optional<TorchTensor> b = Optional.of(TorchTensor.of(shift));
    TorchTensor tm = TorchTensor.of(mean.reshape(mean.size(), 1));
    TorchTensor ti = TorchTensor.of(inverse.reshape(mean.size(), 1));
    long[] axes = {n};
    return switch (name) {
      case "softmax" -> TorchCall.of("aten::_softmax", "out", 1, tx, -1, false, ty);
      case "softmaxGradient" -> {
        kernel.softmax(1, x, x);
        yield TorchCall.of(
            "aten::_softmax_backward_data", "out", 1, td, tx, 1, DType.valueOf(dtype), ty);
      }
      case "layer" -> TorchCall.of("aten::native_layer_norm", "", 3, tx, axes, g, b, EPSILON);
      case "layerGradient" ->
          TorchCall.of(
              "aten::native_layer_norm_backward",
              "out",
              3,
              td,
              tx,
              axes,
              tm,
              ti,
              g,
              b,
              new long[] {1, 1, 1},
              ty,
              TorchTensor.of(dscale),
              TorchTensor.of(dshift));
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Softmax of the rows. */
  @Benchmark
  public void softmax() {
    if (call != null) {
      call.run();
    } else {
      kernel.softmax(1, x, y);
    }
  }

  /** Its gradient. */
  @Benchmark
  public void softmaxGradient() {
    if (call != null) {
      call.run();
    } else {
      kernel.softmaxGradient(1, x, dy, y);
    }
  }

  /** Layer normalisation of the rows. */
  @Benchmark
  public void layer() {
    if (call != null) {
      call.run();
    } else {
      kernel.layer(x, scale, shift, EPSILON, y, mean, inverse);
    }
  }

  /** Its gradients. */
  @Benchmark
  public void layerGradient() {
    if (call != null) {
      call.run();
    } else {
      kernel.layerGradient(x, scale, mean, inverse, dy, y, dscale, dshift);
    }
  }

  /** Frees the operands. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
