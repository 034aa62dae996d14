package gatun.bench;

import gatun.bench.experiment.Experiments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs the benchmarks, joins reports, and renews the table of ratios in a text. */
public final class Main {
  private Main() {}

  /** Exits with 0 if rows were written, 1 if nothing was measured, 2 on bad usage. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String[] arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.println(Settings.USAGE);
      return 0;
    }
    try {
      if (arguments.length > 0 && arguments[0].equals("--experiment")) {
        Experiments.run(List.of(arguments).subList(1, arguments.length));
        return 0;
      }
      Settings settings = Settings.parse(arguments);
      if (settings.readme() != null) {
        ReadmeTable.renew(settings.readme(), settings.from(), Summary.read(settings.from()));
        return 0;
      }
      int rows =
          settings.merge().isEmpty()
              ? new Measurement(settings, System.out).run()
              : merge(settings.merge(), settings.report());
      if (rows == 0) {
        System.err.println("gatun bench: nothing was measured; does a benchmark match --filter?");
        return 1;
      }
      System.out.println("report: " + settings.report().resolve("index.html").toAbsolutePath());
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println("gatun bench: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println("gatun bench: " + e);
      return 2;
    }
  }

  /** Joins reports; of equal rows the last one stays. */
  static int merge(List<Path> folders, Path target) throws IOException {
    Set<Map<String, Object>> machines = new LinkedHashSet<>();
    java.util.LinkedHashMap<String, Row> rows = new java.util.LinkedHashMap<>();
    for (Path folder : folders) {
      for (Row row : Summary.read(folder)) {
        rows.put(row.work() + "|" + row.subject() + "|" + row.peer(), row);
      }
      machines.addAll(Summary.machines(folder));
    }
    Summary.write(target, new ArrayList<>(rows.values()), new ArrayList<>(machines));
    return rows.size();
  }
}
