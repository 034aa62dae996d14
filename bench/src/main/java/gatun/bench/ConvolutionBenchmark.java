package gatun.bench;

import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchConvolution;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.ConvolutionShape;
import gatun.engine.Convolutions;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Window;
import gatun.engine.Workspace;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Convolutions with the channels last, windows of 3 with padding 1. A shape is {@code
 * cube:BATCHxEXTENT:INPUTS-OUTPUTS} or {@code square:…}; {@code pointwise:…} has windows of 1.
 */
@State(Scope.Thread)
public class ConvolutionBenchmark {
  /** Who computes; the reference only where it ends within a second. */
  @Param({"simd", "torch", "reference"})
  public String subject = "";

  /** The volumes of the target, layers of ResNets. */
  @Param({
    "cube:1x64:16-16",
    "square:1x56:64-64",
    "cube:1x128:16-16",
    "square:1x28:128-128",
    "square:64x32:16-16",
    "square:64x16:32-32",
    "square:64x8:64-64",
    "square:1x32:16-16",
    "square:1x16:32-32",
    "square:1x8:64-64",
    "pointwise:1x28:128-128"
  })
  public String shape = "";

  /** The element type. */
  @Param({"F32", "F64"})
  public String dtype = "";

  /** How many threads. */
  @Param("1")
  public int threads;

  private Workspace workspace = Workspace.on(Backends.auto());
  private @Nullable Convolutions convolution;
  private @Nullable TorchConvolution torch;
  private @Nullable TorchCall call;
  private HostTensor x = workspace.vector(0);
  private HostTensor weights = x;
  private HostTensor y = x;

  /** Fills the operands and declares the arithmetic. */
  @Setup
  public void setup(Meter meter) {
    workspace.close();
    boolean library = subject.equals("torch");
    ConvolutionShape s = parse(shape);
    DType type = DType.valueOf(dtype);
    String backend = library ? "reference" : subject;
    workspace = Workspace.on(Backends.named(backend, new BackendOptions(threads)));
    x = filled(workspace.zeros(type, s.input().extents()));
    weights = filled(workspace.zeros(type, s.weights().extents()));
    y = filled(workspace.zeros(type, s.output().extents()));
    convolution = Convolutions.prepare(s, type, workspace);
    if (library) {
      Torch.threads(threads);
      torch = TorchConvolution.of(s, x, weights, y, workspace);
      call =
          switch (meter.kernel()) {
            case "forward" -> torch.forward();
            case "backwardData" -> torch.backward(true, false);
            default -> torch.backward(false, true);
          };
    }
    long bytes = (x.size() + y.size() + weights.size()) * type.bytes();
    meter.compute(type, bytes, s.flops());
  }

  private static ConvolutionShape parse(String text) {
    String[] parts = text.split("[:x-]");
    long batch = Long.parseLong(parts[1]);
    long n = Long.parseLong(parts[2]);
    int inputs = Integer.parseInt(parts[3]);
    int outputs = Integer.parseInt(parts[4]);
    return switch (parts[0]) {
      case "cube" ->
          ConvolutionShape.volumes(Window.cube(3).padding(1), batch, n, n, n, inputs, outputs);
      case "square" ->
          ConvolutionShape.images(Window.square(3).padding(1), batch, n, n, inputs, outputs);
      default -> ConvolutionShape.images(Window.square(1), batch, n, n, inputs, outputs);
    };
  }

  private static HostTensor filled(HostTensor tensor) {
    HostTensor flat = tensor.reshape(tensor.size());
    Random random = new Random(1);
    for (long i = 0; i < flat.size(); i++) {
      flat.set(random.nextDouble() - 0.5, i);
    }
    return tensor;
  }

  /** y ← w ∗ x. */
  @Benchmark
  public void forward() {
    if (call != null) {
      call.run();
    } else if (convolution != null) {
      convolution.forward(x, weights, y);
    }
  }

  /** x ← wᵀ ∗ y. */
  @Benchmark
  public void backwardData() {
    if (call != null) {
      call.run();
    } else if (convolution != null) {
      convolution.backwardData(y, weights, x);
    }
  }

  /** w ← Σ x y. */
  @Benchmark
  public void backwardWeights() {
    if (call != null) {
      call.run();
    } else if (convolution != null) {
      convolution.backwardWeights(x, y, weights);
    }
  }

  /** Frees the tensors. */
  @TearDown
  public void close() {
    if (torch != null) {
      torch.close();
    }
    workspace.close();
  }
}
