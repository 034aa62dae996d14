package gatun.bench.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The experiments by name. */
public final class Experiments {
  private static final String USAGE =
      "usage: gatun bench --experiment diffgrad --data DIR [--out DIR]\n"
          + "  DIR holds sklearn-small/digits.csv.gz and mnist-t10k/t10k-*-ubyte.gz";

  private Experiments() {}

  /**
   * Runs one experiment and writes {@code results.json} and {@code index.md}.
   *
   * @param arguments name, then options
   * @throws IllegalArgumentException if they cannot be understood or data is missing
   * @throws IOException if a file cannot be read or written
   */
  public static void run(List<String> arguments) throws IOException {
    Path data = null;
    Path out = Path.of("docs/results/diffgrad");
    if (arguments.isEmpty() || !arguments.getFirst().equals("diffgrad")) {
      throw new IllegalArgumentException("--experiment: expected diffgrad\n" + USAGE);
    }
    for (int i = 1; i < arguments.size(); i++) {
      String option = arguments.get(i);
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(option + ": expected a value after it\n" + USAGE);
      }
      switch (option) {
        case "--data" -> data = Path.of(arguments.get(++i));
        case "--out" -> out = Path.of(arguments.get(++i));
        default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
      }
    }
    if (data == null) {
      throw new IllegalArgumentException("--data: expected a folder\n" + USAGE);
    }
    new DiffGradExperiment(data, out).run();
  }
}
