package gatun.cli;

import static gatun.cli.Report.text;

import gatun.engine.Bytes;
import gatun.training.EpochResult;
import gatun.training.TrainingReport;
import gatun.training.TrainingReport.End;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a training run went.
 *
 * @param settings what was asked
 * @param source where the images come from
 * @param images to learn from
 * @param heldOut images to judge by
 * @param parameters numbers that are trained
 * @param rate the learning rate at the beginning
 * @param backend what computed
 * @param training how it ended
 * @param seconds that training took, judging included
 * @param newSteps steps of this process, without those before a resume
 * @param workspaceBytes memory off heap
 */
record TrainReport(
    TrainSettings settings,
    String source,
    long images,
    long heldOut,
    long parameters,
    double rate,
    String backend,
    TrainingReport training,
    double seconds,
    long newSteps,
    long workspaceBytes)
    implements Report {

  /** Returns whether the exit code is 0. */
  boolean success() {
    return training.end() != End.DIVERGED;
  }

  /** Returns the name of the run, for a picture. */
  String title() {
    return settings.model() + " on " + settings.set() + ", " + settings.optimizer();
  }

  private double accuracy() {
    return training.epochs().isEmpty()
        ? Double.NaN
        : training.epochs().getLast().validationAccuracy();
  }

  @Override
  public Json json() {
    List<Map<String, @Nullable Object>> epochs = new ArrayList<>();
    for (EpochResult e : training.epochs()) {
      epochs.add(
          new Json()
              .with("epoch", e.epoch() + 1)
              .with("step", e.step())
              .with("trainLoss", e.trainLoss())
              .with("heldOutLoss", e.validationLoss())
              .with("heldOutAccuracy", e.validationAccuracy())
              .members());
    }
    return new Json()
        .with("set", settings.set())
        .with("source", source)
        .with("images", images)
        .with("heldOutImages", heldOut)
        .with("model", settings.model())
        .with("parameters", parameters)
        .with("optimizer", settings.optimizer())
        .with("learningRate", rate)
        .with("schedule", settings.schedule())
        .with("batch", settings.batch())
        .with("seed", settings.seed())
        .with("backend", backend)
        .with("threads", settings.threads())
        .with("end", training.end().name())
        .with("steps", training.steps())
        .with("resumedFrom", training.resumedFrom() < 0 ? null : training.resumedFrom())
        .with("refusedCheckpoints", training.refused())
        .with("epochs", epochs)
        .with("accuracy", accuracy())
        .with("seconds", seconds)
        .with("millisecondsPerStep", newSteps == 0 ? null : 1e3 * seconds / newSteps)
        .with("workspaceBytes", workspaceBytes);
  }

  @Override
  public void print(PrintWriter out) {
    out.println(
        text(
            "%s (%s): %,d images to learn from, %,d held out",
            settings.set(), source, images, heldOut));
    out.println(text("  model      %s, %,d parameters", settings.model(), parameters));
    out.println(
        text(
            "  optimizer  %s, learning rate %s, %s; batch %d, seed %d",
            settings.optimizer(), rate, settings.schedule(), settings.batch(), settings.seed()));
    out.println(text("  backend    %s, %s", backend, Report.count(settings.threads(), "thread")));
    for (String line : training.refused()) {
      out.println("  passed over: " + line);
    }
    if (training.resumedFrom() >= 0) {
      out.println("  resumed    after step " + training.resumedFrom());
    }
    training.epochs().forEach(e -> out.println("  " + line(e)));
    String perStep =
        newSteps == 0 ? "" : text(" (%.3f ms a step, judging included)", 1e3 * seconds / newSteps);
    out.println(text("  time       %.2f s%s", seconds, perStep));
    out.println("  memory     " + Bytes.text(workspaceBytes) + " off heap");
    out.println(verdict());
  }

  /** Returns what an epoch came to, in a line; without an accuracy where there is none. */
  static String line(EpochResult e) {
    double accuracy = e.validationAccuracy();
    String right = Double.isNaN(accuracy) ? "" : text(", %.2f %% right", 100 * accuracy);
    return text(
        "epoch %3d  loss %.4f  held out: loss %.4f%s",
        e.epoch() + 1, e.trainLoss(), e.validationLoss(), right);
  }

  private String verdict() {
    String end =
        switch (training.end()) {
          case COMPLETED -> "done";
          case STOPPED_EARLY -> "stopped: the held-out loss did not fall any more,";
          case CANCELLED -> "stopped by a signal";
          case DIVERGED ->
              "NOT trained: the loss became "
                  + training.lastLoss()
                  + "; try a smaller --learning-rate;";
        };
    String right =
        Double.isNaN(accuracy())
            ? ""
            : text(": %.2f %% of held-out images right", 100 * accuracy());
    return text("%s after %,d steps%s", end, training.steps(), right);
  }
}
