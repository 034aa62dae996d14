package gatun.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * One piece of work and the subjects that take turns at it.
 *
 * @param benchmark JMH's name of the method
 * @param parameters values of all parameters but the subject
 * @param subjects who can be measured here; empty if the benchmark has no subjects
 */
record Case(String benchmark, Map<String, String> parameters, List<String> subjects) {
  /** A shape that stands for Matrix Market files. */
  private static final String FILES = "*.mtx";

  /** Returns the name of the family, the class without its ending. */
  String family() {
    String[] parts = benchmark.split("\\.");
    return parts[parts.length - 2].replaceFirst("Benchmark$", "");
  }

  /** Returns family and method. */
  String kernel() {
    return family() + "." + benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /** Lists the cases that the settings ask for; tells of every subject that is left out. */
  static List<Case> all(Settings settings, OutputFormat log, Map<String, String> missing) {
    List<Case> cases = new ArrayList<>();
    for (BenchmarkListEntry entry :
        BenchmarkList.defaultList().find(log, List.of("gatun\\.bench\\."), List.of())) {
      Case whole = new Case(entry.getUsername(), Map.of(), List.of());
      boolean wanted =
          java.util.regex.Pattern.compile(settings.filter()).matcher(whole.kernel()).find();
      boolean first = cases.stream().noneMatch(c -> c.benchmark().equals(entry.getUsername()));
      if (wanted && first && entry.getMode() != Mode.All) {
        cases.addAll(of(entry, settings, missing));
      }
    }
    return cases;
  }

  private static List<Case> of(
      BenchmarkListEntry entry, Settings settings, Map<String, String> missing) {
    Map<String, String[]> declared =
        entry.getParams().hasValue() ? new LinkedHashMap<>(entry.getParams().get()) : Map.of();
    List<String> subjects = new ArrayList<>();
    for (String subject : declared.getOrDefault("subject", new String[0])) {
      if (settings.without().contains(subject)) {
        continue;
      }
      Subjects.missing(subject)
          .ifPresentOrElse(why -> missing.put(subject, why), () -> subjects.add(subject));
    }
    List<Map<String, String>> combinations = new ArrayList<>(List.of(Map.of()));
    for (String name : List.of("threads", "dtype", "shape")) {
      if (declared.containsKey(name)) {
        combinations = times(combinations, name, values(name, declared.get(name), settings));
      }
    }
    return combinations.stream().map(c -> restricted(entry, c, subjects)).toList();
  }

  private static List<String> values(String name, String[] declared, Settings settings) {
    if (name.equals("threads")) {
      return settings.threads().stream().map(String::valueOf).toList();
    }
    if (name.equals("shape") && List.of(declared).contains(FILES)) {
      return files(declared, settings);
    }
    int most = settings.quick() ? (name.equals("shape") ? 2 : 1) : declared.length;
    return List.of(declared).subList(0, Math.min(most, declared.length));
  }

  /** Replaces the mark by the matrices in the folder that GATUN_MATRICES names, if it is set. */
  private static List<String> files(String[] declared, Settings settings) {
    List<String> shapes = new ArrayList<>(List.of(declared));
    shapes.remove(FILES);
    if (settings.quick()) {
      return shapes.subList(0, 2);
    }
    String[] names = new File(System.getenv().getOrDefault("GATUN_MATRICES", "")).list();
    if (names != null) {
      Stream.of(names)
          .filter(f -> f.matches(".*\\.mtx(\\.gz)?"))
          .sorted()
          .forEach(f -> shapes.add(Path.of(System.getenv("GATUN_MATRICES"), f).toString()));
    }
    return shapes;
  }

  private static List<Map<String, String>> times(
      List<Map<String, String>> combinations, String name, List<String> values) {
    List<Map<String, String>> product = new ArrayList<>();
    for (String value : values) {
      for (Map<String, String> combination : combinations) {
        Map<String, String> longer = new LinkedHashMap<>(combination);
        longer.put(name, value);
        product.add(longer);
      }
    }
    return product;
  }

  private static Case restricted(
      BenchmarkListEntry entry, Map<String, String> parameters, List<String> subjects) {
    boolean single = parameters.getOrDefault("dtype", "F64").equals("F32");
    boolean many = !parameters.getOrDefault("threads", "1").equals("1");
    return new Case(
        entry.getUsername(),
        parameters,
        subjects.stream()
            .filter(s -> Subjects.does(entry.getUsername(), s))
            .filter(s -> !many || Subjects.threaded(s))
            .filter(s -> !single || Subjects.single(s))
            .toList());
  }
}
