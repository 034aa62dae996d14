package gatun.cli;

import static gatun.cli.Report.text;

import gatun.engine.Bytes;
import gatun.training.EpochResult;
import gatun.training.TrainingReport;
import java.io.PrintWriter;
import java.util.List;

/**
 * What one {@code gatun train dcdm} did.
 *
 * @param settings what was asked for
 * @param parameters of the network
 * @param backend name of the backend
 * @param training how it ended
 * @param losses of the steps done now
 * @param prepareSeconds computing or reading Lanczos vectors
 * @param trainSeconds the training itself
 * @param workspaceBytes off-heap memory held
 */
record DirectionReport(
    DirectionSettings settings,
    long parameters,
    String backend,
    TrainingReport training,
    List<Double> losses,
    double prepareSeconds,
    double trainSeconds,
    long workspaceBytes)
    implements Report {

  /** Returns whether there is a trained network. */
  boolean success() {
    return training.end() != TrainingReport.End.DIVERGED;
  }

  /** Returns what was trained on what, in a few words. */
  String title() {
    return "directions "
        + settings.training().plan().name()
        + " on "
        + String.join(" and ", settings.domains().stream().map(Object::toString).toList());
  }

  @Override
  public Json json() {
    var how = settings.training();
    double[] curve = losses.stream().mapToDouble(Double::doubleValue).toArray();
    double[] held = training.epochs().stream().mapToDouble(EpochResult::validationLoss).toArray();
    return new Json()
        .with("end", training.end().name())
        .with("success", success())
        .with("title", title())
        .with("parameters", parameters)
        .with("vectors", how.vectors())
        .with("samples", how.samples())
        .with("epochs", how.epochs())
        .with("batch", how.batch())
        .with("learningRate", how.rate())
        .with("seed", how.seed())
        .with("backend", backend)
        .with("threads", settings.common().threads())
        .with("steps", training.steps())
        .with("resumedFrom", training.resumedFrom() < 0 ? null : training.resumedFrom())
        .with("refusedCheckpoints", training.refused())
        .with("prepareSeconds", prepareSeconds)
        .with("trainSeconds", trainSeconds)
        .with("workspaceBytes", workspaceBytes)
        .with("heldOutLoss", held)
        .with("loss", curve);
  }

  @Override
  public void print(PrintWriter out) {
    var how = settings.training();
    out.println(text("%s: %,d parameters, seed %d", title(), parameters, how.seed()));
    out.println(
        text(
            "  data       %d right-hand sides of %d Ritz vectors, %d epochs, batches of %d",
            how.samples(), how.vectors(), how.epochs(), how.batch()));
    out.println(
        text("  backend    %s, %s", backend, Report.count(settings.common().threads(), "thread")));
    for (String line : training.refused()) {
      out.println("  passed over: " + line);
    }
    if (training.resumedFrom() >= 0) {
      out.println("  resumed    after step " + training.resumedFrom());
    }
    training.epochs().forEach(e -> out.println("  " + TrainReport.line(e)));
    out.println(text("  time       vectors %.1f s, training %.1f s", prepareSeconds, trainSeconds));
    out.println("  memory     " + Bytes.text(workspaceBytes) + " off heap");
    String end =
        switch (training.end()) {
          case COMPLETED, STOPPED_EARLY -> "done";
          case CANCELLED -> "stopped by a signal";
          case DIVERGED -> "NOT trained: the loss became infinite; try a smaller --learning-rate;";
        };
    out.println(text("%s after %,d steps", end, training.steps()));
  }
}
