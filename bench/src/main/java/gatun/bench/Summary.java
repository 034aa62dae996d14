package gatun.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns JMH's raw results into rows, and stores and loads them. */
public final class Summary {
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final List<String> PEERS =
      List.of(
          "reference",
          "openblas",
          "mkl",
          "torch",
          "torch-fused",
          "pytorch",
          "commons-math",
          "ejml",
          "ojalgo",
          "triad");

  private Summary() {}

  /**
   * Returns the rows of JMH results: each subject of Gatun beside each peer that did the same work,
   * and every peer on its own.
   */
  static List<Row> rows(JsonNode results, String machine) {
    Map<String, List<Sample>> groups = new LinkedHashMap<>();
    for (JsonNode run : results) {
      Sample sample = Sample.of(run, machine);
      if (sample.times().length > 0) {
        groups.computeIfAbsent(sample.work().work(), w -> new ArrayList<>()).add(sample);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (List<Sample> group : groups.values()) {
      for (Sample subject : group) {
        rows.addAll(beside(subject, group));
      }
    }
    return rows;
  }

  private static List<Row> beside(Sample subject, List<Sample> group) {
    Row alone = subject.row();
    List<Row> rows = new ArrayList<>();
    if (!PEERS.contains(alone.subject())) {
      for (Sample peer : group) {
        if (PEERS.contains(peer.work().subject())) {
          rows.add(paired(alone, peer.work().subject(), subject.ratio(peer)));
        }
      }
    }
    return rows.isEmpty() ? List.of(alone) : rows;
  }

  private static Row paired(Row r, String peer, double ratio) {
    return new Row(
        r.machine(),
        r.kernel(),
        r.shape(),
        r.dtype(),
        r.threads(),
        r.subject(),
        r.score(),
        r.unit(),
        peer,
        ratio,
        r.limit(),
        r.share(),
        r.error());
  }

  /** Writes the report of rows: {@code summary.json}, {@code machine.json}, {@code index.html}. */
  public static void write(Path folder, List<Row> rows, List<Map<String, Object>> machines)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("summary.json"), JSON.writeValueAsString(rows) + "\n");
    Object description = machines.size() == 1 ? machines.getFirst() : machines;
    Files.writeString(folder.resolve("machine.json"), JSON.writeValueAsString(description) + "\n");
    Files.writeString(folder.resolve("index.html"), new Page(rows, machines).html());
  }

  /** Reads the rows of a report: from the raw results where they are, else from the summary. */
  static List<Row> read(Path folder) throws IOException {
    Path raw = folder.resolve("jmh.json");
    List<Map<String, Object>> machines = machines(folder);
    if (Files.isRegularFile(raw) && machines.size() == 1) {
      String name = String.valueOf(machines.getFirst().get("machine"));
      return rows(JSON.readTree(raw.toFile()), name);
    }
    Path file = folder.resolve("summary.json");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          folder + ": expected a folder that gatun bench --report wrote, found no summary.json");
    }
    return List.of(JSON.readValue(file.toFile(), Row[].class));
  }

  static List<Map<String, Object>> machines(Path folder) throws IOException {
    List<Map<String, Object>> found = new ArrayList<>();
    Path file = folder.resolve("machine.json");
    if (Files.isRegularFile(file)) {
      JsonNode node = JSON.readTree(file.toFile());
      for (JsonNode one : node.isArray() ? node : List.of(node)) {
        Map<String, Object> map = new LinkedHashMap<>();
        one.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        found.add(map);
      }
    }
    return found;
  }
}
