package gatun.bench;

import gatun.bench.peer.Mkl;
import gatun.bench.peer.MklVml;
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

/** Functions of each element beside MKL (high accuracy) and PyTorch. */
@State(Scope.Thread)
public class MapBenchmark {
  /** Who computes. */
  @Param({"simd", "reference", "mkl", "torch"})
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
      x.set(0.01 + 10 * random.nextDouble(), i);
    }
    Unary f = of(meter.kernel());
    function =
        switch (subject) {
          case "mkl" -> {
            Mkl.threads(threads);
            MklVml vml = MklVml.of(vml(f), type == DType.F64);
            yield () -> vml.run(n, x.address(), y.address());
          }
          case "torch" -> {
            Torch.threads(threads);
            String name = "aten::" + meter.kernel();
            yield TorchCall.of(name, "out", 1, TorchTensor.of(x), TorchTensor.of(y))::run;
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
      case "exp" -> Unary.EXP;
      case "log" -> Unary.LOG;
      case "tanh" -> Unary.TANH;
      default -> Unary.SIN;
    };
  }

  private static String vml(Unary f) {
    return switch (f) {
      case EXP -> "Exp";
      case LOG -> "Ln";
      case TANH -> "Tanh";
      default -> "Sin";
    };
  }

  /** e^x. */
  @Benchmark
  public void exp() {
    function.run();
  }

  /** log x. */
  @Benchmark
  public void log() {
    function.run();
  }

  /** tanh x. */
  @Benchmark
  public void tanh() {
    function.run();
  }

  /** sin x. */
  @Benchmark
  public void sin() {
    function.run();
  }

  /** Frees the vectors. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
