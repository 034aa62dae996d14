package gatun.cli;

import static gatun.cli.Report.text;

import gatun.engine.Bytes;
import gatun.engine.MemoryLimitException;
import gatun.engine.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs several methods on one problem and puts them side by side. Each starts from its own copy of
 * the problem and runs a second time, unless the first took long, so that what is shown is not the
 * compilation of its kernels.
 */
final class CompareJob {
  /** Seconds of a first run from which its share of compilation does not matter. */
  private static final double LONG = 20;

  private final SolveSettings settings;
  private final List<SolveNames.Choice> choices;
  private final @Nullable PrintWriter terminal;

  /**
   * Creates the job.
   *
   * @param terminal where a progress line is drawn, null for none
   */
  CompareJob(
      SolveSettings settings, List<SolveNames.Choice> choices, @Nullable PrintWriter terminal) {
    this.settings = settings;
    this.choices = choices;
    this.terminal = terminal;
    if (settings.output() != null) {
      throw new InputError("--output: expected without --compare, which has several solutions");
    }
    if (settings.plots().stream().anyMatch(SolveSettings::ofSolution)) {
      throw new InputError("--plot solution…: expected without --compare");
    }
  }

  /**
   * How one method fared.
   *
   * @param report what it did, null if it refused the problem
   * @param refusal why it refused, empty if it did not
   */
  record Entry(SolveNames.Choice choice, @Nullable SolveReport report, String refusal) {}

  /**
   * Runs all and returns whether all converged. A signal ends the run it meets and leaves out those
   * after it; what was done until then is shown before the process ends.
   */
  boolean run(boolean json, PrintWriter out) {
    try (Interruption interruption = Interruption.listen()) {
      List<Entry> entries = new ArrayList<>();
      for (SolveNames.Choice choice : choices) {
        entries.add(run(choice, interruption));
        if (interruption.requested()) {
          break;
        }
      }
      show(entries, json, out);
      return entries.stream().allMatch(e -> e.report() != null && e.report().success());
    }
  }

  private void show(List<Entry> entries, boolean json, PrintWriter out) {
    if (entries.stream().allMatch(entry -> entry.report() == null)) {
      throw new InputError(entries.getFirst().refusal());
    }
    if (json) {
      out.println(json(entries).text());
    } else {
      print(entries, out);
    }
    out.flush();
    for (Path plot : settings.plots()) {
      byte[] picture = ComparePlot.draw(plot.toString(), title(entries), shown(entries), goal());
      OutputFile.write("--plot", plot, path -> Files.write(path, picture));
    }
  }

  private double goal() {
    return settings.stopping().tolerance();
  }

  private static List<Entry> shown(List<Entry> entries) {
    return entries.stream().filter(entry -> entry.report() != null).toList();
  }

  private Entry run(SolveNames.Choice choice, Interruption interruption) {
    SolveJob job = new SolveJob(settings.with(choice), terminal);
    try {
      SolveReport report = job.run(interruption);
      if (report.success()
          && report.setupSeconds() + report.solveSeconds() < LONG
          && !interruption.requested()) {
        SolveReport second = job.run(interruption);
        report = second.outcome().kind() == Outcome.Kind.CANCELLED ? report : second;
      }
      return new Entry(choice, report, "");
    } catch (InputError e) {
      if (e.getCause() instanceof IOException || e.getCause() == null) {
        throw e; // of what all methods have in common, such as a file
      }
      return new Entry(choice, null, String.valueOf(e.getMessage()));
    } catch (MemoryLimitException e) {
      return new Entry(choice, null, String.valueOf(e.getMessage()));
    }
  }

  private static String title(List<Entry> entries) {
    SolveReport any = shown(entries).getFirst().report();
    return any == null
        ? ""
        : text(
            "%s, right-hand side %s, %s",
            any.problem(), any.rightHandSide(), Report.count(any.threads(), "thread"));
  }

  private Json json(List<Entry> entries) {
    List<Map<String, @Nullable Object>> runs = new ArrayList<>();
    for (Entry entry : entries) {
      Map<String, @Nullable Object> run = new LinkedHashMap<>();
      run.put("name", entry.choice().name());
      if (entry.report() != null) {
        run.putAll(entry.report().json().members());
        run.put("history", entry.report().outcome().history());
        run.put("clock", entry.report().clock());
      } else {
        run.put("refusal", entry.refusal());
      }
      runs.add(run);
    }
    return new Json().with("compare", title(entries)).with("tolerance", goal()).with("runs", runs);
  }

  private void print(List<Entry> entries, PrintWriter out) {
    out.println(text("%s, to %.0e", title(entries), goal()));
    out.println(
        text(
            "  %-14s %10s %10s %10s %10s %10s  %9s  %s",
            "method",
            "iterations",
            "set-up s",
            "solve s",
            "both s",
            "us/unknown",
            "off heap",
            "true residual"));
    for (Entry entry : entries) {
      SolveReport report = entry.report();
      out.println(
          report == null
              ? text("  %-14s refused: %s", entry.choice().name(), entry.refusal())
              : row(entry.choice().name(), report));
    }
  }

  private static String row(String name, SolveReport report) {
    return text(
        "  %-14s %10d %10.4f %10.4f %10.4f %10.3f  %9s  %.2e%s",
        name,
        report.outcome().iterations(),
        report.setupSeconds(),
        report.solveSeconds(),
        report.setupSeconds() + report.solveSeconds(),
        1e6 * report.solveSeconds() / report.unknowns(),
        Bytes.text(report.workspaceBytes()),
        report.accuracy().relativeResidual(),
        report.success() ? "" : "  NOT converged");
  }
}
