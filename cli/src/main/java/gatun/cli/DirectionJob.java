package gatun.cli;

import gatun.engine.Backend;
import gatun.engine.DType;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.linear.Poisson;
import gatun.linear.learned.DirectionTraining;
import gatun.training.TrainerSettings;
import gatun.training.TrainingReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what {@code gatun train dcdm} was asked: Lanczos vectors, training, files. */
final class DirectionJob {
  private static final int DEPTH = 3; // batches in memory, one of them in use

  private final DirectionSettings settings;
  private final @Nullable PrintWriter terminal;
  private final List<Double> losses = new ArrayList<>();

  /**
   * Creates the job.
   *
   * @param terminal where progress is drawn, null for none
   */
  DirectionJob(DirectionSettings settings, @Nullable PrintWriter terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  /** Runs the job and shows its report, also when a signal cut it short. */
  DirectionReport run(Consumer<DirectionReport> show) {
    TrainSettings common = settings.common();
    try (Backend backend = common.open();
        Workspace workspace =
            Workspace.on(
                backend,
                WorkspaceSettings.defaults().named("train").limitedTo(common.memoryLimit()));
        Interruption interruption = Interruption.listen()) {
      long begin = System.nanoTime();
      DirectionTraining training = prepare(workspace, interruption);
      double prepareSeconds = since(begin);
      begin = System.nanoTime();
      TrainingReport result = train(training, interruption);
      DirectionReport report =
          new DirectionReport(
              settings,
              training.network().model().parameters().count(),
              workspace.backend().name(),
              result,
              losses,
              prepareSeconds,
              since(begin),
              workspace.bytes());
      write(training, report);
      show.accept(report);
      return report;
    }
  }

  private DirectionTraining prepare(Workspace workspace, Interruption interruption) {
    Path checkpoints = settings.common().checkpoints();
    Path folder = checkpoints == null ? null : checkpoints.resolve("lanczos");
    try {
      List<DirectionTraining.Domain> domains = new ArrayList<>();
      for (Source.PoissonGrid source : settings.domains()) {
        Poisson problem = Poisson.named(source.toString(), workspace);
        domains.add(
            new DirectionTraining.Domain(
                problem.name(), problem.operator(DType.F32, workspace.backend())));
      }
      return DirectionTraining.prepare(
          settings.training(),
          domains,
          folder,
          (vector, count, measure, goal) -> !interruption.requested(),
          workspace);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new InputError("dcdm: " + OutputFile.message(e), e);
    }
  }

  private TrainingReport train(DirectionTraining training, Interruption interruption) {
    TrainSettings common = settings.common();
    TrainerSettings how =
        new TrainerSettings(
            settings.training().epochs(),
            DEPTH,
            0,
            common.checkpoints(),
            common.interval(),
            common.keep(),
            common.resume(),
            "");
    try (TrainingLine line =
        terminal == null ? null : new TrainingLine(terminal, System::nanoTime)) {
      return training.run(how, TrainJob.stoppable(line, losses::add, interruption));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputError("--checkpoint: " + OutputFile.message(e), e);
    }
  }

  private void write(DirectionTraining training, DirectionReport report) {
    Path output = settings.common().output();
    if (output != null) {
      OutputFile.write("--output", output, training.network()::save);
    }
    Path plot = settings.common().plot();
    if (plot != null) {
      byte[] picture = DirectionPlot.draw(plot.toString(), report);
      OutputFile.write("--plot", plot, path -> Files.write(path, picture));
    }
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }
}
