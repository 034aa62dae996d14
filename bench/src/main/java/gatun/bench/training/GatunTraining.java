package gatun.bench.training;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.nn.Layer;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Models;
import gatun.nn.Parameters;
import gatun.nn.ResNet;
import gatun.nn.VisionTransformer;
import gatun.optim.Adam;
import gatun.optim.Optimizer;
import gatun.optim.Sgd;
import gatun.optim.Transform;

/** Training steps of Gatun. */
public final class GatunTraining implements Training {
  private final Workspace workspace;
  private final Tape tape;
  private final Model model;
  private final Optimizer optimizer;
  private final HostTensor x;
  private final HostTensor labels;

  /** Prepares the network with the weights of {@link Work}. */
  public GatunTraining(Work work, int threads) {
    workspace = Workspace.on(Backends.named("simd", new BackendOptions(threads)));
    tape = Tape.on(workspace, DType.F32);
    model = Model.of(layer(work), DType.F32, workspace, new Philox(1));
    int index = 0;
    for (Parameters.Parameter p : model.parameters()) {
      fill(p, index++);
    }
    optimizer = rule(work).prepare(model.parameters(), workspace);
    long[] extents = work.input();
    x = workspace.zeros(DType.F32, channelsLast(extents));
    put(x, extents, work.data());
    labels = workspace.zeros(DType.I32, work.batch());
    long[] classes = work.labels();
    for (int i = 0; i < classes.length; i++) {
      labels.set(classes[i], i);
    }
  }

  private static Layer layer(Work work) {
    return switch (work) {
      case MLP, MLP_SGD -> Models.mlp(784, 512, 512, 10);
      case CNN -> Models.cnn(28, 1, 10);
      case RESNET20 -> ResNet.cifar20(10);
      case VIT -> VisionTransformer.cifar(10);
    };
  }

  private static Transform rule(Work work) {
    return switch (work) {
      case MLP, CNN -> Adam.of(1e-3);
      case MLP_SGD -> Sgd.of(0.1);
      case RESNET20 -> Sgd.of(0.1).momentum(0.9).penalty(1e-4);
      case VIT -> Adam.of(1e-3).weightDecay(1e-2);
    };
  }

  /** Gives a parameter PyTorch's values: matrices and windows with the outputs first there. */
  private static void fill(Parameters.Parameter parameter, int index) {
    HostTensor tensor = parameter.tensor();
    long[] extents = tensor.shape().extents();
    if (extents.length == 1) {
      double value = parameter.name().endsWith("weight") ? 1 : 0;
      for (long i = 0; i < extents[0]; i++) {
        tensor.set(value, i);
      }
      return;
    }
    if (parameter.name().endsWith("pos_embedding")) {
      put(tensor, new long[] {extents[1], extents[2]}, Work.weights(index, extents[1], extents[2]));
      return;
    }
    int rank = extents.length;
    long taps = tensor.size() / extents[rank - 1] / extents[rank - 2];
    long inputs = extents[rank - 2];
    long outputs = extents[rank - 1];
    float[] values = Work.weights(index, outputs, inputs, taps);
    HostTensor target = tensor.reshape(taps, inputs, outputs);
    for (int i = 0; i < values.length; i++) {
      target.set(values[i], i % taps, i / taps % inputs, i / taps / inputs);
    }
  }

  private static long[] channelsLast(long[] extents) {
    return extents.length == 2
        ? extents
        : new long[] {extents[0], extents[2], extents[3], extents[1]};
  }

  private static void put(HostTensor tensor, long[] extents, float[] values) {
    long positions = extents.length == 2 ? 1 : extents[2] * extents[3];
    HostTensor target = tensor.reshape(extents[0], positions, extents[1]);
    for (int i = 0; i < values.length; i++) {
      long sample = i / positions / extents[1];
      target.set(values[i], sample, i % positions, i / positions % extents[1]);
    }
  }

  @Override
  public double step() {
    tape.begin();
    Variable y = model.forward(tape, tape.constant(x), Mode.TRAIN);
    Variable loss = Losses.crossEntropy(y, tape.constant(labels), 0);
    tape.backward(loss);
    optimizer.step(model.gradients());
    return loss.scalar();
  }

  @Override
  public void close() {
    workspace.close();
  }
}
