import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the single-precision twin {@code XxxF32.java} of every kernel {@code XxxF64.java}, and the
 * tiles of every register tile in a folder of such sources, see {@link Tiles}.
 *
 * <p>Usage: {@code java GenerateF32.java SOURCES OUTPUT TILES KERNELS}. Tokens are replaced, in
 * comments too:
 *
 * <ul>
 *   <li>{@code F64} at the end of a name becomes {@code F32}: classes, constants, {@code DType.F64}
 *   <li>{@code double}, {@code Double}, {@code DOUBLE} become {@code float}, {@code Float}, {@code
 *       FLOAT}, also inside names: {@code DoubleVector}, {@code JAVA_DOUBLE}, {@code toDouble}
 *   <li>{@code LongVector} becomes {@code IntVector}
 *   <li>a literal with a decimal point or an exponent gets the suffix {@code f}; {@code 0.5d} stays
 * </ul>
 *
 * <p>What must differ is marked in the double-precision source:
 *
 * <ul>
 *   <li>{@code /* wide *}{@code / double} stays double, for accumulators
 *   <li>{@code code // @F32 other} gives {@code other} in the twin instead of {@code code}
 *   <li>a line {@code // @F32 other} of its own does that for the next line; without {@code other}
 *       the line is left out of the twin
 * </ul>
 *
 * <p>Files in KERNELS share code that the compiler would not inline reliably (a method that takes
 * or returns a vector): the static methods of {@code VectorMathF64} and {@code PolynomialsF64}
 * there are fragments. Of the other files both precisions are written, with every statement {@code
 * Type v = VectorMathF64.fragment(a, b);} replaced by the fragment's body. Arguments must be names.
 * Where the precisions need different fragments, {@code nameF32} follows {@code nameF64}.
 */
final class GenerateF32 {
  private static final Pattern MARK =
      Pattern.compile("^(\\s*)(.*?)\\s*//\\s*@F32(?:\\s+(.*?))?\\s*$");
  private static final Pattern WIDE = Pattern.compile("/\\*\\s*wide\\s*\\*/");
  private static final String KEPT = "\u0001";
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?<![\\w.])(\\d[\\d_]*\\.\\d*(?:[eE][+-]?\\d+)?|\\d+[eE][+-]?\\d+)(?![\\w.])");

  private static final Set<String> FRAGMENTS = Set.of("VectorMathF64.java", "PolynomialsF64.java");

  /** Kernels without a twin: single precision has its own, ShortErrorFunctions. */
  private static final Set<String> ALONE = Set.of("ErrorFunctionsF64.java");

  private final Path sources;
  private final Path kernels;
  private final Path output;
  private int errors;

  private GenerateF32(Path sources, Path kernels, Path output) {
    this.sources = sources;
    this.kernels = kernels;
    this.output = output;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.err.println("usage: java GenerateF32.java SOURCES OUTPUT TILES KERNELS");
      System.exit(2);
    }
    var run = new GenerateF32(Path.of(args[0]), Path.of(args[3]), Path.of(args[1]));
    run.all(Path.of(args[2]));
    System.exit(run.errors == 0 ? 0 : 1);
  }

  private void all(Path tiles) throws IOException {
    Files.createDirectories(output);
    var written = new HashSet<Path>();
    try (var files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith("F64.java")).sorted().toList()) {
        written.add(twin(file));
      }
    }
    try (var files = Files.walk(tiles)) {
      for (Path file : files.filter(f -> f.toString().endsWith("F64.java")).sorted().toList()) {
        tiles(tiles.relativize(file), file, written);
      }
    }
    expandAll(written);
    removeOthers(written);
  }

  private void expandAll(Set<Path> written) throws IOException {
    List<Path> files;
    try (var all = Files.walk(kernels)) {
      files = all.filter(f -> f.toString().endsWith("F64.java")).sorted().toList();
    }
    var both = List.of(new Fragments(), new Fragments());
    for (Path file : files) {
      if (FRAGMENTS.contains(file.getFileName().toString())) {
        both.get(0).collect(wide(file));
        both.get(1).collect(translation(file));
      }
    }
    for (Path file : files) {
      String own = file.getFileName().toString();
      if (FRAGMENTS.contains(own)) {
        continue;
      }
      String name = kernels.relativize(file).toString();
      written.add(write(file, name, both.get(0).expand(wide(file))));
      if (!ALONE.contains(own)) {
        String twin = name.replaceAll("F64\\.java$", "F32.java");
        written.add(write(file, twin, both.get(1).expand(translation(file))));
      }
    }
  }

  /** Returns the double-precision text: marks have done their work. */
  private static String wide(Path file) throws IOException {
    var lines = new ArrayList<String>();
    for (String line : Files.readAllLines(file)) {
      var mark = MARK.matcher(line);
      if (!mark.matches()) {
        lines.add(line);
      } else if (!mark.group(2).isEmpty()) {
        lines.add(mark.group(1) + mark.group(2));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private String translation(Path file) throws IOException {
    var lines = new ArrayList<String>();
    translate(file, Files.readAllLines(file), lines);
    return String.join("\n", lines) + "\n";
  }

  private Path write(Path file, String name, String text) throws IOException {
    Path target = output.resolve(name);
    String all = "// Generated from " + name.replace("F32", "F64") + ": do not edit.\n" + text;
    if (errors == 0 && !(Files.exists(target) && Files.readString(target).equals(all))) {
      Files.createDirectories(target.getParent());
      Files.writeString(target, all);
    }
    return target;
  }

  /**
   * Writes the twin of one file, only if its text changed, so that an unchanged one is not
   * recompiled.
   */
  private Path twin(Path file) throws IOException {
    Path relative = sources.relativize(file);
    String name = relative.toString().replaceAll("F64\\.java$", "F32.java");
    Path target = output.resolve(name);
    if (Files.exists(sources.resolve(name))) {
      error(
          file,
          1,
          "its twin " + name + " is written by hand as well: remove or rename one of them");
    }
    var lines = new ArrayList<String>();
    lines.add(
        "// Generated from "
            + relative.toString().replace('\\', '/')
            + " by GenerateF32: do not edit.");
    translate(file, Files.readAllLines(file), lines);
    return written(target, lines);
  }

  private Path written(Path target, List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    if (errors == 0 && !(Files.exists(target) && Files.readString(target).equals(text))) {
      Files.createDirectories(target.getParent());
      Files.writeString(target, text);
    }
    return target;
  }

  /** Writes the tiles of one source, each in both precisions. */
  private void tiles(Path relative, Path file, Set<Path> written) throws IOException {
    String stem = file.getFileName().toString().replaceAll("F64\\.java$", "");
    for (var tile : Tiles.of(Files.readAllLines(file), stem).entrySet()) {
      String name = stem + tile.getKey();
      var lines = new ArrayList<String>();
      lines.add("// Generated from " + relative + " by GenerateF32: do not edit.");
      lines.addAll(tile.getValue());
      written.add(written(output.resolve("gatun/simd/" + name + "F64.java"), lines));
      var twin = new ArrayList<String>();
      translate(file, lines, twin);
      written.add(written(output.resolve("gatun/simd/" + name + "F32.java"), twin));
    }
  }

  private void translate(Path file, List<String> source, List<String> result) {
    for (int i = 0; i < source.size(); i++) {
      String line = source.get(i);
      var mark = MARK.matcher(line);
      if (!mark.matches()) {
        if (line.contains("@F32")) {
          error(file, i + 1, "@F32 must follow //, as in: code // @F32 replacement");
        }
        result.add(tokens(file, i + 1, line));
        continue;
      }
      if (mark.group(2).isEmpty() && ++i == source.size()) {
        error(file, i, "there is no next line for this // @F32 to replace");
      }
      String replacement = mark.group(3);
      if (replacement != null && !replacement.isEmpty()) {
        result.add(mark.group(1) + replacement);
      }
    }
  }

  private String tokens(Path file, int number, String line) {
    String kept = WIDE.matcher(line).replaceAll(KEPT).replaceAll(KEPT + "\\s*double\\b", KEPT);
    if (kept.contains(KEPT) && WIDE.matcher(line).results().count() != wideDoubles(line)) {
      error(file, number, "/* wide */ must stand before the word double");
    }
    return LITERAL
        .matcher(kept)
        .replaceAll("$1f")
        .replaceAll("F64(?![A-Za-z0-9])", "F32")
        .replaceAll("(?<![a-z])double(?![a-z])", "float")
        .replaceAll("Double(?![a-z])", "Float")
        .replaceAll("DOUBLE(?![A-Z])", "FLOAT")
        .replaceAll("\\bLongVector\\b", "IntVector")
        .replace(KEPT, "double");
  }

  private static long wideDoubles(String line) {
    return Pattern.compile(WIDE + "\\s*double\\b").matcher(line).results().count();
  }

  private void removeOthers(Set<Path> written) throws IOException {
    try (var files = Files.walk(output)) {
      for (Path old : files.filter(f -> Files.isRegularFile(f) && !written.contains(f)).toList()) {
        Files.delete(old);
      }
    }
  }

  private void error(Path file, int line, String message) {
    errors++;
    System.err.println(file + ":" + line + ": " + message);
  }
}
