package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Maps;
import gatun.engine.Unary;
import gatun.engine.Workspace;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Activation functions beside PyTorch. */
@State(Scope.Thread)
public class MapActivationBenchmark {
  /** Who computes. */
  @Param({"simd", "reference", "torch"})
  public String subject = "";

  /** The length: in the first-level or second-level cache, and 2048 by 768. */
  @Param({"n=8192", "n=1572864"})
  public String shape = "";

  /** The element type. */
  @Param({"F32", "F64"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private Runnable function = () -> {};

  /** Fills the operand, positive and of moderate size, and declares what is moved. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    int n = Integer.parseInt(shape.substring(2));
    DType type = DType.valueOf(dtype);
    boolean library = subject.equals("mkl") || subject.equals("torch");
    Backend backend = Backends.named(library ? "reference" : subject, new BackendOptions(threads));
    workspace = Workspace.on(backend);
    HostTensor x = workspace.zeros(type, n);
    HostTensor y = workspace.zeros(type, n);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < n; i++) {
      x.set(8 * random.nextDouble() - 4, i);
    }
    Unary f = of(meter.kernel());
    function =
        switch (subject) {
          case "torch" -> {
            Torch.threads(threads);
            yield torch(f, TorchTensor.of(x), TorchTensor.of(y))::run;
          }
          default -> {
            Maps maps = Maps.of(backend, type);
            yield () -> maps.apply(f, x, y);
          }
        };
    long vector = (long) n * type.bytes();
    meter.memory(2 * vector, n, 2 * vector);
  }

  private static Unary of(String kernel) {
    return switch (kernel) {
      case "sigmoid" -> Unary.SIGMOID;
      case "silu" -> Unary.SILU;
      case "gelu" -> Unary.GELU;
      default -> Unary.GELU_TANH;
    };
  }

  private static TorchCall torch(Unary f, TorchTensor x, TorchTensor y) {
    return switch (f) {
      case SIGMOID -> TorchCall.of("aten::sigmoid", "out", 1, x, y);
      case SILU -> TorchCall.of("aten::silu", "out", 1, x, y);
      case GELU -> TorchCall.of("aten::gelu", "out", 1, x, "none", y);
      default -> TorchCall.of("aten::gelu", "out", 1, x, "tanh", y);
    };
  }

  /** 1 / (1 + e^(−x)). */
  @Benchmark
  public void sigmoid() {
    function.run();
  }

  /** x / (1 + e^(−x)). */
  @Benchmark
  public void silu() {
    function.run();
  }

  /** x Φ(x). */
  @Benchmark
  public void gelu() {
    function.run();
  }

  /** GELU in its tanh form. */
  @Benchmark
  public void geluTanh() {
    function.run();
  }

  /** Frees the vectors. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
