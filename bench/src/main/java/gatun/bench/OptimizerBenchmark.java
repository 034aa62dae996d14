package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchOptimizers;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.nn.Parameters;
import gatun.optim.Adam;
import gatun.optim.DiffGrad;
import gatun.optim.Optimizer;
import gatun.optim.Rule;
import gatun.optim.Sgd;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of an optimizer on many parameters, through its public interface. {@code torch} runs the
 * operators that PyTorch's optimizers run by default, {@code torch-fused} its operator of one pass,
 * asked for by {@code fused=True}: Adam alone has one that does the same work.
 */
@State(Scope.Thread)
public class OptimizerBenchmark {
  /** Who computes. */
  @Param({"simd", "reference", "torch", "torch-fused"})
  public String subject = "";

  /** How many parameters. */
  @Param({"n=10000000", "n=65536"})
  public String shape = "";

  /** The element type. */
  @Param("F32")
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private @Nullable TorchOptimizers torch;
  private Runnable step = () -> {};

  /** Fills parameters and gradient, and declares what a fused step moves. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    long n = Long.parseLong(shape.substring(2));
    DType type = DType.valueOf(dtype);
    boolean library = subject.startsWith("torch");
    Backend backend = Backends.named(library ? "reference" : subject, new BackendOptions(threads));
    workspace = Workspace.on(backend);
    Parameters x = Parameters.builder(type).add("x", n).build(workspace);
    Parameters g = x.like(workspace);
    fill(x.parameter("x"), 1, 0.05);
    fill(g.parameter("x"), 2, 1e-3);
    String kernel = meter.kernel();
    step = library ? torch(kernel, x, g) : own(kernel, x, g);
    int values = kernel.equals("momentum") ? 5 : kernel.equals("diffGrad") ? 9 : 7;
    int vectors = kernel.equals("momentum") ? 3 : kernel.equals("diffGrad") ? 5 : 4;
    meter.memory(values * n * type.bytes(), 15 * n, vectors * n * type.bytes());
  }

  private static void fill(HostTensor tensor, long seed, double size) {
    SplittableRandom random = new SplittableRandom(seed);
    for (long i = 0; i < tensor.size(); i++) {
      tensor.set(size * (2 * random.nextDouble() - 1), i);
    }
  }

  private Runnable own(String kernel, Parameters x, Parameters g) {
    Rule<?> rule =
        switch (kernel) {
          case "momentum" -> Sgd.of(1e-4).momentum(0.9);
          case "diffGrad" -> DiffGrad.of(1e-4);
          default -> Adam.of(1e-4);
        };
    Optimizer optimizer = rule.prepare(x, workspace);
    return () -> optimizer.step(g);
  }

  private Runnable torch(String kernel, Parameters x, Parameters g) {
    Torch.threads(threads);
    HostTensor[] kept = new HostTensor[3];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = x.like(workspace).flat();
    }
    TorchOptimizers peer = new TorchOptimizers(x.flat(), g.flat(), kept);
    torch = peer;
    return switch (kernel) {
      case "momentum" -> peer.momentum();
      case "diffGrad" -> peer.diffGrad();
      default -> subject.equals("torch") ? peer.adam(workspace) : peer.fusedAdam(workspace);
    };
  }

  /** SGD with momentum: 5 values a parameter. */
  @Benchmark
  public void momentum() {
    step.run();
  }

  /** Adam: 7 values a parameter. */
  @Benchmark
  public void adam() {
    step.run();
  }

  /** The paper's diffGrad: 9 values a parameter. */
  @Benchmark
  public void diffGrad() {
    step.run();
  }

  /** Frees the vectors. */
  @TearDown
  public void close() {
    TorchOptimizers peer = torch;
    if (peer != null) {
      peer.close();
    }
    workspace.close();
  }
}
