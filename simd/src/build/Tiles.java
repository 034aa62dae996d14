import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
