import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the single-precision twin {@code XxxF32.java} of every kernel {@code XxxF64.java}, and the
 * tiles of every register tile in a folder of such sources, see {@link Tiles}.
 *
 * <p>Usage: {@code java GenerateF32.java SOURCES OUTPUT TILES}. Tokens are replaced, in comments
 * too:
 *
 * <ul>
 *   <li>{@code F64} at the end of a name becomes {@code F32}: classes, constants, {@code DType.F64}
 *   <li>{@code double}, {@code Double}, {@code DOUBLE} become {@code float}, {@code Float}, {@code
 *       FLOAT}, also inside names: {@code DoubleVector}, {@code JAVA_DOUBLE}, {@code toDouble}
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
 */
final class GenerateF32 {
  private static final Pattern MARK =
      Pattern.compile("^(\\s*)(.*?)\\s*//\\s*@F32(?:\\s+(.*?))?\\s*$");
  private static final Pattern WIDE = Pattern.compile("/\\*\\s*wide\\s*\\*/");
  private static final String KEPT = "\u0001";
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?<![\\w.])(\\d[\\d_]*\\.\\d*(?:[eE][+-]?\\d+)?|\\d+[eE][+-]?\\d+)(?![\\w.])");

  private final Path sources;
  private final Path output;
  private int errors;

  private GenerateF32(Path sources, Path output) {
    this.sources = sources;
    this.output = output;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: java GenerateF32.java SOURCES OUTPUT TILES");
      System.exit(2);
    }
    var run = new GenerateF32(Path.of(args[0]), Path.of(args[1]));
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
    removeOthers(written);
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

/**
 * Writes the register tiles of a source that is marked {@code // @TILES 12x2 8x2}, rows × vectors.
 * Neighbouring marked lines are repeated together:
 *
 * <ul>
 *   <li>{@code // @ROW} for each row, with the row's number for {@code I}, also at the end of a
 *       name; {@code G} and {@code D} become I / 3 and I % 3
 *   <li>{@code // @CELL} for each row and vector {@code J}, within the row
 *   <li>{@code // @VECTOR} for each vector, {@code // @GROUP} for every three rows
 * </ul>
 */
final class Tiles {
  private static final Pattern LIST = Pattern.compile("^// @TILES (.*)$");
  private static final Pattern MARK = Pattern.compile("^(.*?)\\s*// @(ROW|CELL|VECTOR|GROUP)\\s*$");

  private final int rows;
  private final int vectors;
  private final List<String> result = new ArrayList<>();

  private Tiles(int rows, int vectors) {
    this.rows = rows;
    this.vectors = vectors;
  }

  /** Returns the lines of each tile by its name, such as 12x2. */
  static Map<String, List<String>> of(List<String> source, String stem) {
    var tiles = new LinkedHashMap<String, List<String>>();
    for (String line : source) {
      var list = LIST.matcher(line);
      if (list.matches()) {
        for (String size : list.group(1).trim().split(" +")) {
          String[] parts = size.split("x");
          var tile = new Tiles(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
          tiles.put(size, tile.lines(source, stem, stem + size));
        }
      }
    }
    return tiles;
  }

  private List<String> lines(List<String> source, String stem, String name) {
    var group = new ArrayList<String>();
    for (String line : source) {
      if (MARK.matcher(line).matches()) {
        group.add(line);
        continue;
      }
      repeat(group);
      group.clear();
      if (!LIST.matcher(line).matches()) {
        result.add(line.replaceAll("\\b" + stem + "(?=F64\\b)", name));
      }
    }
    return result;
  }

  private void repeat(List<String> group) {
    boolean byRow = group.stream().anyMatch(l -> l.endsWith("ROW") || l.endsWith("CELL"));
    boolean byVector = group.stream().anyMatch(l -> l.endsWith("VECTOR"));
    int times = byRow ? rows : byVector ? vectors : (rows + 2) / 3;
    for (int i = 0; i < times; i++) {
      for (String line : group) {
        var mark = MARK.matcher(line);
        mark.matches();
        switch (mark.group(2)) {
          case "ROW" -> result.add(named(mark.group(1), i, 0));
          case "VECTOR" -> result.add(named(mark.group(1), 0, i));
          case "GROUP" -> result.add(named(mark.group(1), 3 * i, 0));
          default -> {
            for (int j = 0; j < vectors; j++) {
              result.add(named(mark.group(1), i, j));
            }
          }
        }
      }
    }
  }

  private static String named(String line, int i, int j) {
    return line.replaceAll("\\b([a-z])IJ\\b", "$1" + i + "_" + j)
        .replaceAll("\\b([a-z]?)I\\b", "$1" + i)
        .replaceAll("\\b([a-z]?)J\\b", "$1" + j)
        .replaceAll("\\b([a-z]?)G\\b", "$1" + i / 3)
        .replaceAll("\\b([a-z]?)D\\b", "$1" + i % 3);
  }
}
