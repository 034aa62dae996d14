package gatun.bench;

import gatun.bench.peer.MklRandom;
import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
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
 * Fills with random numbers. MKL's generator is the same Philox and works on one thread; PyTorch's
 * on the CPU is a Mersenne twister, which cannot be shared among threads.
 */
@State(Scope.Thread)
public class RandomBenchmark {
  /** Who computes. */
  @Param({"simd", "mkl", "torch"})
  public String subject = "";

  /** How many numbers. */
  @Param({"n=16384", "n=16777216"})
  public String shape = "";

  /** The element type. */
  @Param({"F32", "F64"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private final Philox philox = new Philox(1);
  private Workspace workspace = Workspace.on(Backends.auto());
  private Sampling kernel = Sampling.of(workspace.backend(), DType.F64);
  private HostTensor x = workspace.vector(0);
  private @Nullable TorchCall call;
  private @Nullable MklRandom mkl;

  /** Makes the tensor and declares what a fill writes. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    DType type = DType.valueOf(dtype);
    workspace = Workspace.on(Backends.named("simd", new BackendOptions(threads)));
    kernel = Sampling.of(workspace.backend(), type);
    int n = Integer.parseInt(shape.substring(2));
    x = workspace.zeros(type, n);
    kernel.uniform(philox, 0, 1, x);
    if (subject.equals("torch")) {
      Torch.threads(threads);
      String name = meter.kernel().equals("uniform") ? "aten::uniform_" : "aten::normal_";
      call = TorchCall.of(name, "", 1, TorchTensor.of(x), 0d, 1d, Optional.empty());
    } else if (subject.equals("mkl")) {
      mkl = new MklRandom(type, 1);
    }
    long bytes = (long) n * type.bytes();
    meter.memory(bytes, 25L * n, bytes);
  }

  /** Uniform numbers from [0, 1). */
  @Benchmark
  public void uniform() {
    if (call != null) {
      call.run();
    } else if (mkl != null) {
      mkl.uniform(x);
    } else {
      kernel.uniform(philox, 0, 1, x);
    }
  }

  /** Standard normal numbers. */
  @Benchmark
  public void normal() {
    if (call != null) {
      call.run();
    } else if (mkl != null) {
      mkl.normal(x);
    } else {
      kernel.normal(philox, 0, 1, x);
    }
  }

  /** Frees the tensor. */
  @TearDown
  public void close() {
    if (mkl != null) {
      mkl.close();
    }
    workspace.close();
  }
}
