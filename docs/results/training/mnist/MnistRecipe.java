import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.nn.Loss;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Models;
import gatun.optim.Adam;
import gatun.optim.Optimizer;
import gatun.optim.Schedule;
import gatun.training.Augmentation;
import gatun.training.Batch;
import gatun.training.Dataset;
import gatun.training.Datasets;
import gatun.training.Loader;
import gatun.training.LoaderSettings;
import gatun.training.Normalization;
import gatun.training.Scores;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The small convolutional network on MNIST's test set alone: images 0 to 8,999 train, images 9,000
 * to 9,999 are held out and judged after each epoch. Adam, cosine schedule, images moved by up to 2
 * pixels. After {@code ./mvnw package} in the repository:
 *
 * <pre>
 * java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *   -cp algorithms/target/classes:engine/target/classes:simd/target/classes \
 *   docs/results/training/mnist/MnistRecipe.java FOLDER THREADS EPOCHS SEED...
 * </pre>
 *
 * <p>FOLDER holds t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz. Seconds count from
 * opening the backend, reading and compiling included.
 */
public class MnistRecipe {
  private static final int BATCH = 64;

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    int epochs = Integer.parseInt(arguments[2]);
    for (int i = 3; i < arguments.length; i++) {
      run(folder, threads, epochs, Integer.parseInt(arguments[i]));
    }
  }

  private static void run(Path folder, int threads, int epochs, int seed) throws IOException {
    long start = System.nanoTime();
    try (Backend backend = Backends.named("simd", new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      Dataset all =
          Datasets.idx(
              folder.resolve("t10k-images-idx3-ubyte.gz"),
              folder.resolve("t10k-labels-idx1-ubyte.gz"),
              10,
              w);
      Dataset train = all.range(0, 9000);
      Normalization grey = Normalization.of(train);
      LoaderSettings shuffled = LoaderSettings.training(DType.F32, BATCH, seed).with(grey);
      Loader batches = new Loader(train, shuffled.with(new Augmentation(false, 2)), w);
      LoaderSettings inOrder = LoaderSettings.evaluation(DType.F32, 500).with(grey);
      Loader held = new Loader(all.range(9000, 10_000), inOrder, w);
      Model model = Model.of(Models.cnn(28, 1, 10), DType.F32, w, new Philox(seed));
      Schedule rate = Schedule.cosine(0.002, 0, epochs * batches.batches());
      Optimizer adam = Adam.of(rate).prepare(model.parameters(), w);
      Tape tape = Tape.on(w, DType.F32);
      Batch batch = batches.batch();
      Batch judged = held.batch();
      Scores scores = new Scores(10, 1);
      StringBuilder history = new StringBuilder();
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (long i = 0; i < batches.batches(); i++) {
          batches.fill(batch, epoch, i);
          step(model, tape, batch, adam);
        }
        scores.clear();
        for (long i = 0; i < held.batches(); i++) {
          held.fill(judged, 0, i);
          scores.add((HostTensor) model.predict(judged.features()), judged.labels());
        }
        history.append(" %.1f".formatted(100 * scores.accuracy()));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "seed %d, %d threads, %.1f s, %% of %d right after each epoch:%s%n",
          seed, threads, seconds, scores.samples(), history);
    }
  }

  private static final Loss LOSS = Loss.crossEntropy(0);

  private static void step(Model model, Tape tape, Batch batch, Optimizer optimizer) {
    tape.begin();
    Variable y = model.forward(tape, tape.constant(batch.features()), Mode.TRAIN);
    tape.backward(LOSS.mean(y, tape.constant(batch.labels())));
    optimizer.step(model.gradients());
  }
}
