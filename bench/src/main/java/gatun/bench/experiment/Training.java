package gatun.bench.experiment;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.grad.Losses;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.nn.Mode;
import gatun.nn.Model;
import gatun.nn.Models;
import gatun.optim.DiffGrad;
import gatun.optim.Optimizer;
import gatun.optim.Transform;
import gatun.training.Augmentation;
import gatun.training.Batch;
import gatun.training.Dataset;
import gatun.training.Loader;
import gatun.training.LoaderSettings;
import gatun.training.Normalization;
import gatun.training.Scores;
import gatun.training.Splits;

/**
 * Trainings of one kind: a network with two hidden layers of 64 rectified units in F32, mean cross
 * entropy, initialised as in PyTorch; 60 % of the samples to train, 20 % to choose the rate by, 20
 * % to test. The seed gives the division, the first weights and the order of samples.
 *
 * @param set the samples
 * @param epochs passes over the training part
 * @param batch samples of a step; the shorter last batch of an epoch is used, too
 */
record Training(Dataset set, int epochs, int batch) {
  /** Every so many steps the frictions of diffGrad are looked at. */
  private static final int SAMPLING = 10;

  /**
   * What came out.
   *
   * @param validation accuracy on the validation part after the last epoch
   * @param test accuracy on the test part then
   * @param trainLoss mean cross entropy of the training part then
   * @param friction mean of ξ over parameters and steps; NaN but for diffGrad
   * @param above share of ξ above 0.6
   */
  record Result(double validation, double test, double trainLoss, double friction, double above) {}

  /**
   * Trains once.
   *
   * @param factor by which the loss, and so the gradient, is multiplied
   */
  Result run(Backend backend, Transform rule, double factor, long seed) {
    try (Workspace w = Workspace.on(backend)) {
      long part = set.size() / 5;
      Splits splits = Splits.stratified(set, part, part, seed);
      int inputs = (int) set.sampleShape().size();
      Model model = Model.of(Models.mlp(inputs, 64, 64, 10), DType.F32, w, new Philox(seed));
      Optimizer optimizer = rule.prepare(model.parameters(), w);
      Loader loader = new Loader(splits.train(), settings(seed), w);
      double[] friction = new double[3];
      Tape tape = Tape.on(w, DType.F32);
      Batch samples = loader.batch();
      HostTensor cotangent = w.zeros(DType.F32);
      cotangent.set(factor);
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (long index = 0; index < loader.batches(); index++) {
          loader.fill(samples, epoch, index);
          gradient(model, tape, samples, cotangent);
          if (rule instanceof DiffGrad d && optimizer.state().step() % SAMPLING == 0) {
            observe(d, optimizer, model, friction);
          }
          optimizer.step(model.gradients());
        }
      }
      Scores train = judge(model, splits.train(), w);
      return new Result(
          judge(model, splits.validation(), w).accuracy(),
          judge(model, splits.test(), w).accuracy(),
          train.meanLoss(),
          friction[0] / friction[2],
          friction[1] / friction[2]);
    }
  }

  private LoaderSettings settings(long seed) {
    return new LoaderSettings(
        DType.F32, batch, seed, true, false, Normalization.NONE, Augmentation.NONE);
  }

  private static void gradient(Model model, Tape tape, Batch samples, HostTensor cotangent) {
    tape.begin();
    Variable scores = model.forward(tape, tape.constant(samples.features()), Mode.TRAIN);
    Variable loss = Losses.crossEntropy(scores, tape.constant(samples.labels()), 0);
    tape.backward(loss, cotangent);
  }

  private static void observe(DiffGrad rule, Optimizer optimizer, Model model, double[] friction) {
    DiffGrad.Statistics found = rule.statistics(optimizer, model.parameters(), model.gradients());
    friction[0] += found.mean();
    friction[1] += found.above();
    friction[2]++;
  }

  private static Scores judge(Model model, Dataset part, Workspace w) {
    Loader loader = new Loader(part, LoaderSettings.evaluation(DType.F32, part.size()), w);
    Batch all = loader.batch();
    loader.fill(all, 0, 0);
    Tape tape = Tape.on(w, DType.F32);
    tape.begin();
    Variable scores = model.evaluate(tape, tape.constant(all.features()));
    Variable loss = Losses.crossEntropy(scores, tape.constant(all.labels()), 0);
    Scores counted = new Scores(10, 1);
    counted.add((HostTensor) scores.value(), all.labels());
    counted.addLoss(loss.scalar(), all.size());
    return counted;
  }
}
