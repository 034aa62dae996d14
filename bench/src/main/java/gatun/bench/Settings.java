package gatun.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param filter regular expression over family.method
 * @param quick short measurements of the most important cases
 * @param rounds how often every subject of a case has its turn
 * @param without subjects to leave out
 * @param report folder to write into
 * @param merge folders of reports to join; empty to measure
 * @param readme file whose table of ratios is to be renewed, null for none
 * @param from report that the table is made of
 * @param threads numbers of threads to measure
 */
record Settings(
    String filter,
    boolean quick,
    int rounds,
    List<String> without,
    Path report,
    List<Path> merge,
    @Nullable Path readme,
    Path from,
    List<Integer> threads) {

  static final String USAGE =
      """
      usage: gatun bench [--filter REGEX] [--quick] [--rounds N] [--without SUBJECT,SUBJECT]
                         [--threads N,N] [--report DIR]
             gatun bench --merge DIR [DIR ...] [--report DIR]
             gatun bench --readme FILE --from DIR
             gatun bench --experiment diffgrad --data DIR [--out DIR]\
      """;

  static Settings parse(String[] arguments) {
    String filter = "";
    boolean quick = false;
    List<Integer> rounds = List.of();
    List<String> without = List.of();
    Path report = Path.of("bench-report");
    List<Path> merge = new ArrayList<>();
    Path readme = null;
    Path from = report;
    int all = Runtime.getRuntime().availableProcessors();
    List<Integer> threads = all == 1 ? List.of(1) : List.of(1, all);
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      switch (option) {
        case "--quick" -> quick = true;
        case "--filter" -> filter = value(arguments, ++i);
        case "--report" -> report = Path.of(value(arguments, ++i));
        case "--readme" -> readme = Path.of(value(arguments, ++i));
        case "--from" -> from = Path.of(value(arguments, ++i));
        case "--threads" -> threads = numbers(option, value(arguments, ++i));
        case "--rounds" -> rounds = numbers(option, value(arguments, ++i));
        case "--without" -> without = List.of(value(arguments, ++i).split(","));
        case "--merge" -> {
          merge.add(Path.of(value(arguments, ++i)));
          while (i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
            merge.add(Path.of(arguments[++i]));
          }
        }
        default -> throw new IllegalArgumentException("unknown option '" + option + "'\n" + USAGE);
      }
    }
    int turns = rounds.isEmpty() ? (quick ? 1 : 3) : rounds.getFirst();
    return new Settings(
        filter, quick, turns, without, report, List.copyOf(merge), readme, from, threads);
  }

  private static String value(String[] arguments, int i) {
    if (i >= arguments.length) {
      throw new IllegalArgumentException(
          arguments[i - 1] + ": expected a value after it\n" + USAGE);
    }
    return arguments[i];
  }

  private static List<Integer> numbers(String option, String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : list.split(",")) {
      if (!part.matches("[1-9][0-9]{0,3}")) {
        throw new IllegalArgumentException(
            option + ": expected numbers from 1 on, such as 1,2; found '" + list + "'");
      }
      numbers.add(Integer.valueOf(part));
    }
    return List.copyOf(numbers);
  }
}
