package gatun.bench.pytorch;

import gatun.bench.training.Training;
import gatun.bench.training.Work;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's update by Adam as it is by default: one pass over memory for each operation. */
final class PyTorchUpdate implements Training {
  private final Net net = new Net(false);
  private final Optimizer optimizer;

  PyTorchUpdate(int parameters, int threads) {
    PyTorchStep.threads(threads);
    Tensor p = net.weights(parameters, 1);
    torch.dot(p.view(-1), net.tensor(Work.weights(99, parameters, 1), parameters)).backward();
    optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
  }

  @Override
  public double step() {
    optimizer.step();
    return 0;
  }

  @Override
  public void close() {
    optimizer.close();
    net.close();
  }
}
