package gatun.test.training;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.nn.Loss;
import gatun.nn.Model;
import gatun.nn.Models;
import gatun.nn.Parameters;
import gatun.optim.Adam;
import gatun.training.Augmentation;
import gatun.training.Dataset;
import gatun.training.Loader;
import gatun.training.LoaderSettings;
import gatun.training.Normalization;
import gatun.training.Splits;
import gatun.training.Supervised;
import gatun.training.Trainer;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A small run: pictures of ten kinds of stripes with noise, a perceptron with dropout, Adam. */
final class TrainingFixture implements AutoCloseable {
  final Workspace workspace;
  final Model model;
  final Trainer trainer;

  TrainingFixture(int threads, double rate) {
    workspace = Workspace.on(Backends.named("simd", new BackendOptions(threads)));
    Splits parts = Splits.stratified(stripes(600), 100, 0, 3);
    var layers = Models.mlp(64, 32, 10);
    model = Model.of(layers, DType.F32, workspace, new Philox(5));
    Normalization normalization = Normalization.of(parts.train());
    LoaderSettings settings =
        LoaderSettings.training(DType.F32, 32, 9)
            .with(normalization)
            .with(new Augmentation(false, 1));
    LoaderSettings judging = LoaderSettings.evaluation(DType.F32, 32).with(normalization);
    trainer =
        new Trainer(
            new Supervised(model, Loss.crossEntropy(0)),
            Adam.of(rate),
            new Loader(parts.train(), settings, workspace),
            new Loader(parts.validation(), judging, workspace),
            workspace);
  }

  private Dataset stripes(int count) {
    HostTensor x = workspace.zeros(DType.I8, count, 8, 8, 1);
    HostTensor y = workspace.zeros(DType.I32, count);
    Philox noise = new Philox(1);
    for (int i = 0; i < count; i++) {
      y.set(i % 10, i);
      for (int k = 0; k < 64; k++) {
        double wave = Math.sin((i % 10 + 1) * 0.35 * (i % 2 == 0 ? k / 8 : k % 8));
        x.set((byte) (128 + 80 * wave + noise.nextInt(40)), i, k / 8, k % 8, 0);
      }
    }
    return Dataset.classified(x, y, 10);
  }

  /** Returns a checksum of the bits of all parameters. */
  long bits() {
    CRC32 sum = new CRC32();
    for (Parameters.Parameter one : model.parameters()) {
      ByteBuffer bytes = one.tensor().segment().asSlice(0, 4 * one.tensor().size()).asByteBuffer();
      sum.update(bytes);
    }
    return sum.getValue();
  }

  @Override
  public void close() {
    workspace.close();
  }
}
