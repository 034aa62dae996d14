package gatun.cli;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Philox;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.nn.Loss;
import gatun.nn.Model;
import gatun.optim.Schedule;
import gatun.training.Augmentation;
import gatun.training.EpochResult;
import gatun.training.Loader;
import gatun.training.LoaderSettings;
import gatun.training.Normalization;
import gatun.training.Supervised;
import gatun.training.Trainer;
import gatun.training.TrainerSettings;
import gatun.training.TrainingProgress;
import gatun.training.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Does what {@code gatun train} was asked: load, train, judge, write. */
final class TrainJob {
  private static final int DEPTH = 3; // batches in memory, one of them in use
  private static final int SHIFT = 2; // pixels by which digits of 28 x 28 are moved at most

  private final TrainSettings settings;
  private final @Nullable PrintWriter terminal;

  /**
   * Creates the job.
   *
   * @param terminal where progress is drawn, null for none
   */
  TrainJob(TrainSettings settings, @Nullable PrintWriter terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  /**
   * Runs the job and shows its report, also when a signal cut it short: after this the process may
   * end. Bad input is an {@link InputError}.
   */
  TrainReport run(Consumer<TrainReport> show) {
    try (Backend backend = settings.open();
        Workspace workspace =
            Workspace.on(
                backend,
                WorkspaceSettings.defaults().named("train").limitedTo(settings.memoryLimit()))) {
      return run(workspace, show);
    }
  }

  private TrainReport run(Workspace workspace, Consumer<TrainReport> show) {
    TrainingImages images = TrainingImages.load(settings.set(), settings.data(), workspace);
    if (images.train().size() < settings.batch()) {
      throw new InputError(
          "--batch " + settings.batch() + ": there are only " + images.train().size() + " images");
    }
    Model model =
        Model.of(
            Networks.model(
                settings.model(), images.train().sampleShape(), images.train().classes()),
            DType.F32,
            workspace,
            new Philox(settings.seed()));
    double rate =
        Double.isNaN(settings.rate()) ? Networks.usualRate(settings.optimizer()) : settings.rate();
    Trainer trainer = trainer(images, model, rate, workspace);
    try (Interruption interruption = Interruption.listen()) {
      long begin = System.nanoTime();
      TrainingReport training = train(trainer, rate, interruption);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      TrainReport report =
          new TrainReport(
              settings,
              images.source(),
              images.train().size(),
              images.heldOut().size(),
              model.parameters().count(),
              rate,
              workspace.backend().name(),
              training,
              seconds,
              training.steps() - Math.max(0, training.resumedFrom()),
              workspace.bytes());
      write(model, report);
      show.accept(report);
      return report;
    }
  }

  private Trainer trainer(TrainingImages images, Model model, double rate, Workspace workspace) {
    Normalization normalization = Normalization.of(images.train());
    Augmentation augmentation =
        switch (settings.set()) {
          case "cifar" -> Augmentation.CIFAR;
          case "mnist" -> new Augmentation(false, SHIFT);
          default -> Augmentation.NONE;
        };
    LoaderSettings training =
        LoaderSettings.training(DType.F32, settings.batch(), settings.seed())
            .with(normalization)
            .with(augmentation);
    LoaderSettings judging =
        LoaderSettings.evaluation(DType.F32, Math.min(settings.batch(), images.heldOut().size()))
            .with(normalization);
    Loader train = new Loader(images.train(), training, workspace);
    long steps = settings.epochs() * train.batches();
    Schedule schedule =
        settings.schedule().equals("cosine")
            ? Schedule.cosine(rate, 0, steps)
            : Schedule.constant(rate);
    return new Trainer(
        new Supervised(model, Loss.crossEntropy(0)),
        Networks.optimizer(settings.optimizer(), schedule),
        train,
        new Loader(images.heldOut(), judging, workspace),
        workspace);
  }

  private TrainingReport train(Trainer trainer, double rate, Interruption interruption) {
    boolean falls = settings.schedule().equals("cosine");
    TrainerSettings how =
        new TrainerSettings(
            settings.epochs(),
            DEPTH,
            settings.patience(),
            settings.checkpoints(),
            settings.interval(),
            settings.keep(),
            settings.resume(),
            settings.set()
                + " "
                + settings.model()
                + ", rate "
                + rate
                + (falls ? ", cosine over " + settings.epochs() + " epochs" : ""));
    try (TrainingLine line =
        terminal == null ? null : new TrainingLine(terminal, System::nanoTime)) {
      return trainer.run(how, stoppable(line, loss -> {}, interruption));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputError("--checkpoint: " + OutputFile.message(e), e);
    }
  }

  /**
   * Returns a progress that a signal stops.
   *
   * @param line what is drawn, null for nothing
   * @param losses hears the loss of each step
   */
  static TrainingProgress stoppable(
      @Nullable TrainingLine line, DoubleConsumer losses, Interruption interruption) {
    TrainingProgress shown = line == null ? TrainingProgress.SILENT : line;
    return new TrainingProgress() {
      @Override
      public boolean step(long step, long steps, double loss) {
        losses.accept(loss);
        return shown.step(step, steps, loss) && !interruption.requested();
      }

      @Override
      public void epoch(EpochResult result) {
        shown.epoch(result);
      }
    };
  }

  private void write(Model model, TrainReport report) {
    if (settings.output() != null) {
      OutputFile.write("--output", settings.output(), model::save);
    }
    if (settings.plot() != null) {
      String name = settings.plot().toString();
      byte[] picture = TrainingPlot.draw(name, report.title(), report.training().epochs());
      OutputFile.write("--plot", settings.plot(), path -> java.nio.file.Files.write(path, picture));
    }
  }
}
