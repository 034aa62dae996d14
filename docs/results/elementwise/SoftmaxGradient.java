import gatun.bench.peer.Torch;
import gatun.bench.peer.TorchCall;
import gatun.bench.peer.TorchTensor;
import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Sampling;
import gatun.engine.Workspace;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Normalization;
import java.util.Arrays;

/**
 * The gradient of softmax in F32 beside PyTorch's, call by call in turns, one thread: nanoseconds a row. Run as MapRatios.java, see
 * run.sh.
 */
public class SoftmaxGradient {
  private static final int MOST = 4000;

  public static void main(String[] arguments) {
    Torch.threads(1);
    try (Backend backend = Backends.named("simd", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      Normalization kernel = backend.require(KernelKey.of(Normalization.class, DType.F32));
      for (int[] shape : new int[][] {{64, 768}, {2048, 768}, {16384, 1024}}) {
        compare(backend, kernel, w, shape[0], shape[1]);
      }
    }
  }

  private static void compare(Backend backend, Normalization kernel, Workspace w, int rows, int n) {
    HostTensor y = w.zeros(DType.F32, rows, n);
    HostTensor dy = w.zeros(DType.F32, rows, n);
    HostTensor dx = w.zeros(DType.F32, rows, n);
    Sampling random = Sampling.of(backend, DType.F32);
    Philox philox = new Philox(1);
    random.normal(philox, 0, 2, y);
    random.normal(philox, 0, 1, dy);
    kernel.softmax(1, y, y);
    TorchCall call =
        TorchCall.of("aten::_softmax_backward_data", "out", 1, TorchTensor.of(dy), TorchTensor.of(y), 1, DType.F32, TorchTensor.of(dx));
    double[] own = new double[MOST];
    double[] peer = new double[MOST];
    int m = 0;
    long end = System.nanoTime() + 5_000_000_000L;
    for (; System.nanoTime() < end && m < MOST; m++) {
      long t = System.nanoTime();
      kernel.softmaxGradient(1, y, dy, dx);
      own[m] = System.nanoTime() - t;
      t = System.nanoTime();
      call.run();
      peer[m] = System.nanoTime() - t;
    }
    own = Arrays.copyOfRange(own, m / 2, m); // compiled by then
    peer = Arrays.copyOfRange(peer, m / 2, m);
    Arrays.sort(own);
    Arrays.sort(peer);
    System.out.printf(
        "%5d x %4d: simd %.0f (least %.0f), torch %.0f (least %.0f), ratio of medians %.2f%n",
        rows, n, own[own.length / 2] / rows, own[0] / rows, peer[peer.length / 2] / rows, peer[0] / rows, peer[peer.length / 2] / own[own.length / 2]);
  }
}
