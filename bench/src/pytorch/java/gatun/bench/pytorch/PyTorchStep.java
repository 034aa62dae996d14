package gatun.bench.pytorch;

import gatun.bench.training.Training;
import gatun.bench.training.Work;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Training steps of PyTorch in eager mode, with its own autograd and optimizers. */
final class PyTorchStep implements Training {
  private final Net net;
  private final Net.Layer layers;
  private final Optimizer optimizer;
  private final Tensor x;
  private final Tensor labels;

  PyTorchStep(Work work, int threads, boolean channelsLast) {
    threads(threads);
    net = new Net(channelsLast);
    layers = layers(work, net);
    optimizer = optimizer(work, net.parameters());
    x = net.tensor(work.data(), work.input());
    long[] classes = work.labels();
    labels =
        torch
            .from_blob(
                new LongPointer(classes),
                new long[] {classes.length},
                new TensorOptions(torch.ScalarType.Long))
            .clone();
  }

  /** Sets the threads of PyTorch and of its OpenBLAS, which has a count of its own. */
  static void threads(int count) {
    torch.set_num_threads(count);
    try {
      Linker.nativeLinker()
          .downcallHandle(
              SymbolLookup.loaderLookup().findOrThrow("openblas_set_num_threads"),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
          .invokeExact(count);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS cannot be told its number of threads", e);
    }
  }

  private static Net.Layer layers(Work work, Net net) {
    return switch (work) {
      case MLP, MLP_SGD ->
          net.linear(784, 512)
              .then(torch::relu)
              .then(net.linear(512, 512))
              .then(torch::relu)
              .then(net.linear(512, 10));
      case CNN ->
          net.convolution(1, 32, 3, 1, true)
              .then(torch::relu)
              .then(net.maxPool())
              .then(net.convolution(32, 64, 3, 1, true))
              .then(torch::relu)
              .then(net.maxPool())
              .then(y -> y.permute(0, 2, 3, 1).reshape(y.size(0), 7 * 7 * 64))
              .then(net.linear(7 * 7 * 64, 128))
              .then(torch::relu)
              .then(net.linear(128, 10));
      case RESNET20 -> {
        Net.Layer all =
            net.convolution(3, 16, 3, 1, false).then(net.batchNorm(16)).then(torch::relu);
        for (int stage = 0; stage < 3; stage++) {
          long width = 16L << stage;
          for (int block = 0; block < 3; block++) {
            boolean down = stage > 0 && block == 0;
            all = all.then(net.residual(down ? width / 2 : width, width, down ? 2 : 1));
          }
        }
        yield all.then(y -> torch.mean(y, 2, 3)).then(net.linear(64, 10));
      }
      case VIT -> {
        Net.Layer all = net.patches(192);
        for (int block = 0; block < 4; block++) {
          all = all.then(net.attention(192, 3)).then(net.feedForward(192, 768));
        }
        yield all.then(net.layerNorm(192)).then(y -> torch.mean(y, 1)).then(net.linear(192, 10));
      }
    };
  }

  private static Optimizer optimizer(Work work, TensorVector parameters) {
    return switch (work) {
      case MLP, CNN -> new Adam(parameters, new AdamOptions(1e-3));
      case VIT -> new AdamW(parameters, new AdamWOptions(1e-3));
      case MLP_SGD -> new SGD(parameters, new SGDOptions(0.1));
      case RESNET20 -> {
        SGDOptions options = new SGDOptions(0.1);
        options.momentum().put(0.9);
        options.weight_decay().put(1e-4);
        yield new SGD(parameters, options);
      }
    };
  }

  @Override
  public double step() {
    try (PointerScope _ = new PointerScope()) {
      optimizer.zero_grad();
      Tensor loss = torch.cross_entropy_loss(layers.apply(x), labels);
      loss.backward();
      optimizer.step();
      return loss.item_float();
    }
  }

  @Override
  public void close() {
    optimizer.close();
    net.close();
  }
}
