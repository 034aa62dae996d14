package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.bench.training.Training;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.OptimizerUpdates;
import gatun.engine.spi.UpdateTerms;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One update of all parameters, given their gradient. {@code pytorch} is PyTorch's optimizer as it
 * is by default, {@code torch-fused} its operator of one pass, asked for by {@code fused=True}.
 */
@State(Scope.Thread)
public class UpdateBenchmark {
  /** Who updates; PyTorch for Adam alone. */
  @Param({"simd", "reference", "pytorch", "torch-fused"})
  public String subject = "";

  /** How many parameters. */
  @Param("n=10000000")
  public String shape = "";

  /** The element type. */
  @Param("F32")
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private final HostTensor[] operands = new HostTensor[5];
  private final UpdateTerms terms = new UpdateTerms();
  private Workspace workspace = Workspace.on(Backends.auto());
  private @Nullable OptimizerUpdates kernel;
  private @Nullable Training peer;
  private @Nullable TorchCall fused;

  /** Fills the operands and declares the traffic. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    DType type = DType.valueOf(dtype);
    int n = Integer.parseInt(shape.substring(2));
    boolean library = subject.equals("pytorch") || subject.equals("torch-fused");
    Backend backend = Backends.named(library ? "reference" : subject, new BackendOptions(threads));
    workspace = Workspace.on(backend);
    if (subject.equals("pytorch")) {
      peer = Subjects.training(subject).orElseThrow().update(n, threads);
    } else {
      for (int i = 0; i < operands.length; i++) {
        operands[i] = filled(workspace.zeros(type, n));
      }
      kernel = backend.require(KernelKey.of(OptimizerUpdates.class, type));
      fused = subject.equals("torch-fused") ? fused() : null;
    }
    fill(n);
    int values = meter.kernel().equals("adam") ? 7 : 9;
    long moved = (long) n * type.bytes();
    meter.memory(values * moved, 12L * n, (values / 2 + 1) * moved);
  }

  private void fill(long n) {
    terms.to = n;
    terms.rate = 1e-3;
    terms.first = 0.9;
    terms.firstFresh = 0.1;
    terms.second = 0.999;
    terms.secondFresh = 0.001;
    terms.epsilon = 1e-8;
  }

  private TorchCall fused() {
    Torch.threads(threads);
    HostTensor step = workspace.zeros(DType.F32, 1).reshape();
    TorchTensor[][] lists = new TorchTensor[4][];
    for (int i = 0; i < 4; i++) {
      lists[i] = new TorchTensor[] {TorchTensor.of(operands[i])};
    }
    return TorchCall.of(
        "aten::_fused_adam_",
        "",
        0,
        lists[1],
        lists[0],
        lists[2],
        lists[3],
        new TorchTensor[0],
        new TorchTensor[] {TorchTensor.of(step)},
        1e-3,
        0.9,
        0.999,
        0.0,
        1e-8,
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static HostTensor filled(HostTensor tensor) {
    for (long i = 0; i < tensor.size(); i++) {
      tensor.set(1e-3 * (1 + i % 1000), i);
    }
    return tensor;
  }

  /** Adam: gradient and parameters, two moments. */
  @Benchmark
  public void adam() {
    if (peer != null) {
      peer.step();
    } else if (fused != null) {
      fused.run();
    } else if (kernel != null) {
      kernel.adam(terms, operands[0], operands[1], operands[2], operands[3]);
    }
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    if (peer != null) {
      peer.close();
    }
    if (fused != null) {
      fused.close();
    }
    workspace.close();
  }
}
