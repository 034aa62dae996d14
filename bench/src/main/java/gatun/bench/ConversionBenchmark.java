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
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Copies between F32 and the types of 16 bits, and from channels first to last and back. */
@State(Scope.Thread)
public class ConversionBenchmark {
  /** Who computes. */
  @Param({"simd", "reference", "torch"})
  public String subject = "";

  /** Samples, channels, and the extent of a square image. */
  @Param({"b=1_c=16_s=16", "b=8_c=64_s=56"})
  public String shape = "";

  /** The type computed in. */
  @Param("F32")
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private Runnable copy = () -> {};

  /** Fills the operand and declares what is moved. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    boolean library = subject.equals("torch");
    Backend backend = Backends.named(library ? "reference" : subject, new BackendOptions(threads));
    workspace = Workspace.on(backend);
    String[] parts = shape.split("_");
    long batch = Long.parseLong(parts[0].substring(2));
    long channels = Long.parseLong(parts[1].substring(2));
    long side = Long.parseLong(parts[2].substring(2));
    String kernel = meter.kernel();
    boolean last = kernel.equals("channelsLast");
    DType from = type(kernel, "From");
    DType to = type(kernel, "To");
    HostTensor x = workspace.zeros(from, batch, channels, side, side);
    HostTensor y =
        last
            ? workspace.zeros(to, batch, side, side, channels)
            : workspace.zeros(to, batch, channels, side, side);
    var random = new SplittableRandom(1);
    HostTensor all = x.reshape(x.size());
    for (long i = 0; i < all.size(); i++) {
      all.set(random.nextDouble() - 0.5, i);
    }
    Tensor source = last ? x.permute(0, 2, 3, 1) : x;
    if (library) {
      Torch.threads(threads);
      TorchTensor view = TorchTensor.of((HostTensor) source);
      copy = TorchCall.of("aten::copy_", "", 1, TorchTensor.of(y), view, false)::run;
    } else {
      Maps maps = Maps.of(backend, DType.valueOf(dtype));
      copy = () -> maps.copy(source, y);
    }
    long bytes = x.size() * (from.bytes() + to.bytes());
    meter.memory(bytes, x.size(), bytes);
  }

  private static DType type(String kernel, String side) {
    return kernel.equals("f16" + side)
        ? DType.F16
        : kernel.equals("bf16" + side) ? DType.BF16 : DType.F32;
  }

  /** F16 to F32. */
  @Benchmark
  public void f16From() {
    copy.run();
  }

  /** F32 to F16. */
  @Benchmark
  public void f16To() {
    copy.run();
  }

  /** BF16 to F32. */
  @Benchmark
  public void bf16From() {
    copy.run();
  }

  /** F32 to BF16. */
  @Benchmark
  public void bf16To() {
    copy.run();
  }

  /** Channels first to channels last. */
  @Benchmark
  public void channelsLast() {
    copy.run();
  }

  /** Frees the tensors. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
