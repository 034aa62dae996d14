package gatun.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks: each subject in a JVM of its own, the subjects of one piece of work taking
 * turns. What was measured is written after every piece of work, so that an interrupted run keeps
 * it.
 */
final class Measurement {
  private static final double QUICK_SECONDS = 200; // for one family

  private final Settings settings;
  private final PrintStream out;
  private final Map<String, RunResult> results = new LinkedHashMap<>();
  private final List<Map<String, Object>> machine = List.of(Machine.describe());

  Measurement(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Measures; returns the number of rows written. */
  int run() throws IOException {
    Files.createDirectories(settings.report());
    int rows = 0;
    try (PrintStream text = new PrintStream(settings.report().resolve("jmh.log").toFile())) {
      OutputFormat log = OutputFormatFactory.createFormatInstance(text, VerboseMode.NORMAL);
      Map<String, String> missing = new LinkedHashMap<>();
      List<Case> cases = Case.all(settings, log, missing);
      missing.forEach((subject, why) -> out.println("left out: " + subject + ": " + why));
      Map<String, Long> started = new LinkedHashMap<>();
      for (int i = 0; i < cases.size(); i++) {
        Case one = cases.get(i);
        long begin = started.computeIfAbsent(one.family(), f -> System.nanoTime());
        if (settings.quick() && System.nanoTime() - begin > QUICK_SECONDS * 1e9) {
          out.println("left out for time: " + one.kernel() + " " + one.parameters());
          continue;
        }
        out.println(
            "[" + (i + 1) + "/" + cases.size() + "] " + one.kernel() + " " + one.parameters());
        measure(one, log);
        rows = write();
      }
    }
    return rows;
  }

  private void measure(Case one, OutputFormat log) {
    List<String> subjects = one.subjects().isEmpty() ? List.of("") : one.subjects();
    for (int round = 0; round < settings.rounds(); round++) {
      for (String subject : subjects) {
        try {
          new Runner(options(one, subject), log).run().forEach(r -> add(one + subject, r));
        } catch (RunnerException e) {
          out.println("  failed: " + subject + ": " + e.getMessage() + " (see jmh.log)");
        }
      }
    }
    for (String subject : subjects) {
      RunResult result = results.get(one + subject);
      out.println(
          result == null
              ? "  " + subject + " gave no result (see jmh.log)"
              : String.format("  %-14s %12.3f us", subject, result.getPrimaryResult().getScore()));
    }
  }

  /** Joins the rounds as forks of one JMH result. */
  private void add(String key, RunResult result) {
    List<BenchmarkResult> forks = new ArrayList<>();
    RunResult before = results.get(key);
    if (before != null) {
      forks.addAll(before.getBenchmarkResults());
    }
    forks.addAll(result.getBenchmarkResults());
    results.put(key, new RunResult(result.getParams(), forks));
  }

  private org.openjdk.jmh.runner.options.Options options(Case one, String subject) {
    boolean quick = settings.quick();
    boolean compiled = subject.equals("simd"); // C2 needs a second or two for vector code
    boolean slow = subject.equals("reference"); // by orders of magnitude: a rough figure will do
    var builder =
        new OptionsBuilder()
            .include("^" + java.util.regex.Pattern.quote(one.benchmark()) + "$")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(1)
            .threads(1)
            .warmupIterations(slow ? 1 : quick ? 3 : 5)
            .warmupTime(TimeValue.milliseconds(compiled ? 700 : 200))
            .measurementIterations(slow ? 2 : quick ? 5 : 7)
            .measurementTime(TimeValue.milliseconds(200))
            .jvmArgs(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xss8m"); // OpenBLAS's LU on two threads overruns a stack of 2 MB
    one.parameters().forEach((name, value) -> builder.param(name, value));
    if (!subject.isEmpty()) {
      builder.param("subject", subject);
    }
    return builder.build();
  }

  private int write() throws IOException {
    if (results.isEmpty()) {
      return 0;
    }
    Path raw = settings.report().resolve("jmh.json");
    try (PrintStream stream = new PrintStream(raw.toFile())) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results.values());
    }
    String name = String.valueOf(machine.getFirst().get("machine"));
    List<Row> rows = Summary.rows(Summary.JSON.readTree(raw.toFile()), name);
    Summary.write(settings.report(), rows, machine);
    return rows.size();
  }
}
