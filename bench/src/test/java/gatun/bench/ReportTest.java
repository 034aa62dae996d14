package gatun.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path folder;

  /** One result of JMH: two forks of three iterations, 24 kB and a limit of 40 GB/s. */
  private static String result(String subject, double first, double second) {
    String times = "[[" + first + ",9," + first + "],[" + second + "," + second + ",9]]";
    String counter = "{\"rawData\":[[%1$s,%1$s,%1$s],[%1$s,%1$s,%1$s]]}";
    return """
    {"benchmark":"gatun.bench.Level1Benchmark.axpy",
     "params":{"subject":"%s","shape":"n=1000","dtype":"F64","threads":"2"},
     "primaryMetric":{"rawData":%s},
     "secondaryMetrics":{"limit":%s,"bytes":%s,"flops":%s,"unit":%s}}\
    """
        .formatted(
            subject,
            times,
            counter.formatted("4e10"),
            counter.formatted("24000"),
            counter.formatted("2000"),
            counter.formatted("0"));
  }

  private static List<Row> rows() throws IOException {
    String json = "[" + result("simd", 1, 2) + "," + result("mkl", 2, 3) + "]";
    return Summary.rows(Summary.JSON.readTree(json), "box");
  }

  @Test
  void comparesTheSubjectWithThePeerRoundByRound() throws IOException {
    Row row = rows().getFirst();
    assertEquals("Level1.axpy", row.kernel());
    assertEquals(2, row.threads());
    assertEquals("simd", row.subject());
    assertEquals("mkl", row.peer());
    assertEquals(1.75, row.ratio(), 1e-12); // the median of 2/1 and 3/2
    assertEquals("GB/s", row.unit());
    assertEquals(12, row.score(), 1e-9); // the median of 1, 1, 2, 2, 9, 9 us is 2
    assertEquals(40, row.limit(), 1e-9);
    assertEquals(0.3, row.share(), 1e-12);
  }

  @Test
  void statesAPeerAlone() throws IOException {
    List<Row> rows = rows();
    assertEquals(2, rows.size());
    assertEquals("mkl", rows.get(1).subject());
    assertNull(rows.get(1).peer());
    assertNull(rows.get(1).ratio());
  }

  @Test
  void joinsMachinesAndKeepsTheLastOfEqualRows() throws IOException {
    List<Row> here = rows();
    String json = "[" + result("simd", 1, 1) + "," + result("mkl", 4, 4) + "]";
    List<Row> there = Summary.rows(Summary.JSON.readTree(json), "other");
    Summary.write(folder.resolve("a"), here, List.of(Map.of("machine", "box")));
    Summary.write(folder.resolve("b"), there, List.of(Map.of("machine", "other")));
    Path target = folder.resolve("all");
    List<Path> sources = List.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("a"));
    assertEquals(4, Main.merge(sources, target));
    assertEquals(4, Summary.read(target).size());
    assertEquals(2, Summary.machines(target).size());
    String page = Files.readString(target.resolve("index.html"));
    assertTrue(page.contains("<td>other</td>"), page);
  }

  @Test
  void pageHasEveryRowAndLoadsNothing() throws IOException {
    String page = new Page(rows(), List.of(Map.of("cpu", "a<b"))).html();
    assertTrue(page.contains("Speed beside mkl"));
    assertTrue(page.contains("Share of the limit"));
    assertTrue(page.contains("<td>Level1.axpy</td>"));
    assertTrue(page.contains("a&lt;b"));
    assertFalse(page.contains("http"), "the page must be self-contained");
    assertFalse(page.contains("NaN"));
  }

  @Test
  void renewsTheTableBetweenTheMarkers() throws IOException {
    Path readme = folder.resolve("README.md");
    Files.writeString(readme, "top\n<!-- ratios:begin -->\nold\n<!-- ratios:end -->\nend\n");
    ReadmeTable.renew(readme, Path.of("docs/results/x"), rows());
    String text = Files.readString(readme);
    assertTrue(text.startsWith("top\n") && text.endsWith("<!-- ratios:end -->\nend\n"), text);
    assertTrue(
        text.contains("| Level1.axpy | n=1000 | F64 | 2 | 12.0 GB/s | 0.30 | mkl | 1.75 |"), text);
    assertFalse(text.contains("old"));
    Files.writeString(readme, "no markers");
    assertThrows(
        IllegalArgumentException.class, () -> ReadmeTable.renew(readme, Path.of("x"), rows()));
  }

  @Test
  void refusesBadUsage() {
    assertEquals(2, Main.run(new String[] {"--nonsense"}));
    assertEquals(2, Main.run(new String[] {"--filter"}));
    assertEquals(2, Main.run(new String[] {"--threads", "0"}));
    assertEquals(2, Main.run(new String[] {"--merge", folder.resolve("absent").toString()}));
  }

  @Test
  void measuresForReal() throws IOException {
    Path report = folder.resolve("report");
    String[] arguments = {
      "--quick", "--filter", "^Level1.copy$", "--threads", "1", "--report", report.toString()
    };
    assertEquals(0, Main.run(arguments));
    List<Row> rows = Summary.read(report);
    assertTrue(rows.stream().anyMatch(r -> r.subject().equals("reference") && r.score() > 0));
    assertTrue(rows.stream().anyMatch(r -> r.limit() != null && r.limit() > 0));
    assertTrue(Files.size(report.resolve("jmh.json")) > 0);
  }
}
