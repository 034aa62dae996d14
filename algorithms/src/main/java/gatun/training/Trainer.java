package gatun.training;

import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.grad.Tape;
import gatun.engine.grad.Variable;
import gatun.optim.Optimizer;
import gatun.optim.Transform;
import gatun.training.TrainingReport.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: batches made ahead on another thread, forward, backward, update; after each
 * epoch the validation samples are judged.
 *
 * <pre>{@code
 * var objective = new Supervised(model, Loss.crossEntropy(0));
 * var trainer = new Trainer(objective, Adam.of(1e-3), train, validation, workspace);
 * TrainingReport report = trainer.run(TrainerSettings.of(10), TrainingProgress.SILENT);
 * }</pre>
 *
 * <p>A run that is stopped at any moment, by kill -9 too, and goes on from a checkpoint ends in the
 * same bits as one that was not: the checkpoint holds weights, buffers, optimizer, counters and the
 * place in the data; the order of the samples, their augmentation and the random numbers of a step
 * depend on the seed and on that place alone. Neither do results depend on the number of threads. A
 * steady step allocates nothing off heap, and on it less than 1 KiB.
 *
 * <p>Not for several threads at once.
 */
public final class Trainer {
  private static final int BEST = 5; // of the accuracy among the best
  private static final int RANDOM_STREAM = 4;
  private static final int STEP_BITS = 32; // blocks of random numbers that a step may take: 2^32

  private final Objective objective;
  private final Optimizer optimizer;
  private final Transform transform;
  private final Loader train;
  private final @Nullable Loader validation;
  private final Tape tape;
  private final Tape wholeBatches; // of the validation
  private final Tape lastBatch;
  private final @Nullable Batch judged;
  private final Philox random;
  private final Scores scores;

  /**
   * Prepares training.
   *
   * @param train makes the training batches; those of one size only, so that a step allocates
   *     nothing
   * @param validation makes the batches that are judged after each epoch; null for none
   * @param workspace owns the optimizer's state and what a step needs
   * @throws IllegalArgumentException if training batches are of several sizes
   */
  public Trainer(
      Objective objective,
      Transform transform,
      Loader train,
      @Nullable Loader validation,
      Workspace workspace) {
    gatun.engine.Check.that(
        train.settings().wholeOnly() || train.set().size() % train.settings().batch() == 0,
        () -> "trainer: expected training batches of one size; load whole ones only");
    this.objective = objective;
    this.transform = transform;
    this.optimizer = transform.prepare(objective.parameters(), workspace);
    this.train = train;
    this.validation = validation;
    this.tape = Tape.on(workspace, objective.parameters().dtype());
    this.wholeBatches = Tape.on(workspace, objective.parameters().dtype());
    this.lastBatch = Tape.on(workspace, objective.parameters().dtype());
    this.judged = validation == null ? null : validation.batch();
    this.random = new Philox(train.settings().seed(), (long) RANDOM_STREAM << 56);
    int classes = Math.max(1, train.set().classes());
    this.scores = new Scores(classes, Math.min(BEST, classes));
  }

  /**
   * Trains until all epochs are done or there is a reason to stop.
   *
   * @throws IllegalArgumentException if the folder holds checkpoints that are not to be resumed, or
   *     those of another run
   * @throws gatun.engine.io.FormatException if there are checkpoints to resume, but none is sound
   * @throws IOException if a checkpoint cannot be read or written
   */
  public TrainingReport run(TrainerSettings settings, TrainingProgress progress)
      throws IOException {
    int patience = settings.patience() == 0 ? Integer.MAX_VALUE : settings.patience();
    EarlyStop stop = new EarlyStop(patience, 0);
    RunState state = new RunState(objective, optimizer.state(), stop, configuration(settings));
    Path folder = settings.folder();
    Checkpoints checkpoints = folder == null ? null : new Checkpoints(folder, settings.keep());
    Checkpoint from = checkpoints == null ? null : checkpoints.latest().orElse(null);
    if (from != null && !settings.resume()) {
      throw new IllegalArgumentException(
          from.file() + ": there are checkpoints already; resume, or choose another folder");
    }
    if (from != null) {
      state.restore(from);
    }
    Run run = new Run(settings, progress, state, checkpoints, stop);
    End end = run.go();
    return new TrainingReport(
        end,
        state.step,
        from == null ? -1 : from.step(),
        from == null ? List.of() : from.refused(),
        state.epochs,
        run.loss);
  }

  private String configuration(TrainerSettings settings) {
    LoaderSettings loading = train.settings();
    return settings.configuration()
        + (settings.configuration().isEmpty() ? "" : "; ")
        + transform.name()
        + " on "
        + train.set()
        + ", batch "
        + loading.batch()
        + ", seed "
        + loading.seed()
        + (loading.shuffled() ? "" : ", not shuffled")
        + ", "
        + loading.normalization()
        + ", "
        + loading.augmentation();
  }

  /**
   * Returns what the validation samples say of the parameters as they are. Valid until the next
   * judgement.
   *
   * @throws IllegalStateException if there is no validation loader
   */
  public Scores judge() {
    if (validation == null || judged == null) {
      throw new IllegalStateException("judge: this trainer has no validation samples");
    }
    return judge(validation, judged);
  }

  private Scores judge(Loader loader, Batch batch) {
    scores.clear();
    for (long index = 0; index < loader.batches(); index++) {
      loader.fill(batch, 0, index);
      Tape shaped = batch.size() == loader.settings().batch() ? wholeBatches : lastBatch;
      shaped.begin();
      objective.judge(shaped, batch, scores);
    }
    return scores;
  }

  /** One call of {@link #run(TrainerSettings, TrainingProgress)}. */
  private final class Run {
    private final TrainerSettings settings;
    private final TrainingProgress progress;
    private final RunState state;
    private final @Nullable Checkpoints checkpoints;
    private final EarlyStop stop;
    private final long steps;
    private EpochEvent epochEvent = new EpochEvent();
    private long savedStep = -1;
    private double loss = Double.NaN;

    Run(
        TrainerSettings settings,
        TrainingProgress progress,
        RunState state,
        @Nullable Checkpoints checkpoints,
        EarlyStop stop) {
      this.settings = settings;
      this.progress = progress;
      this.state = state;
      this.checkpoints = checkpoints;
      this.stop = stop;
      this.steps = settings.epochs() * train.batches();
    }

    End go() throws IOException {
      if (stop.since() > 0 && settings.patience() > 0 && stop.since() >= settings.patience()) {
        return End.STOPPED_EARLY; // it had stopped before it was resumed
      }
      long end = Math.max(settings.epochs(), state.epoch);
      try (Prefetch batches =
          Prefetch.start(train, state.epoch, state.batch, end, settings.prefetch())) {
        epochEvent.begin();
        End reason = loop(batches);
        if (reason != End.DIVERGED) {
          save();
        }
        return reason;
      }
    }

    private End loop(Prefetch batches) throws IOException {
      if (state.batch == train.batches() && epochEnds()) { // saved between the two
        return End.STOPPED_EARLY;
      }
      while (state.step < steps) {
        step(batches);
        if (!Double.isFinite(loss)) {
          return End.DIVERGED;
        }
        if (checkpoints != null && state.step % settings.interval() == 0) {
          save();
        }
        if (state.batch == train.batches() && epochEnds()) {
          return End.STOPPED_EARLY;
        }
        if (!progress.step(state.step, steps, loss) && state.step < steps) {
          return End.CANCELLED;
        }
      }
      return End.COMPLETED;
    }

    private void step(Prefetch batches) {
      boolean sampled = state.step % TrainingStepEvent.SAMPLED == 0;
      TrainingStepEvent event = sampled ? new TrainingStepEvent() : null;
      long begin = 0;
      if (event != null) {
        event.begin();
        begin = System.nanoTime();
      }
      Batch batch = Objects.requireNonNull(batches.next(), "batches end before the steps");
      long waited = event == null ? 0 : System.nanoTime() - begin;
      random.position(state.step << STEP_BITS);
      tape.begin();
      Variable value = objective.loss(tape, batch, random);
      tape.backward(value);
      loss = Supervised.scalar(value);
      if (Double.isFinite(loss)) { // the parameters stay as they were otherwise
        optimizer.step(objective.gradients());
        state.step++;
        state.batch++;
        state.lossSum += loss;
      }
      if (event != null) {
        event.step = state.step;
        event.loss = loss;
        event.samples = batch.size();
        event.waited = waited;
        event.commit();
      }
    }

    /** Ends the epoch; returns whether to stop. */
    private boolean epochEnds() {
      double mean = state.lossSum / train.batches();
      boolean judges = validation != null;
      Scores found = judges ? judge() : null;
      double validationLoss = found == null ? Double.NaN : found.meanLoss();
      double accuracy = found == null ? Double.NaN : found.accuracy();
      EpochResult result = new EpochResult(state.epoch, state.step, mean, validationLoss, accuracy);
      state.epochs.add(result);
      state.epoch++;
      state.batch = 0;
      state.lossSum = 0;
      epochEvent.epoch = result.epoch();
      epochEvent.step = result.step();
      epochEvent.trainLoss = mean;
      epochEvent.validationLoss = validationLoss;
      epochEvent.validationAccuracy = accuracy;
      epochEvent.commit();
      epochEvent = new EpochEvent();
      epochEvent.begin();
      progress.epoch(result);
      return judges && stop.stops(validationLoss);
    }

    private void save() throws IOException {
      if (checkpoints != null && savedStep != state.step) {
        Path file = state.save(checkpoints);
        savedStep = state.step;
        progress.saved(state.step, file);
      }
    }
  }
}
