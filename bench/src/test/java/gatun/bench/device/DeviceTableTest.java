package gatun.bench.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.bench.DeviceSection;
import gatun.bench.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings that were made up, and what is concluded from them. */
class DeviceTableTest {
  private static final String LARGE = "n=134217728";

  @TempDir Path folder;

  private static Reading reading(
      String kernel, String shape, String dtype, String subject, double bytes, Double... seconds) {
    return new Reading(
        "made up",
        kernel,
        shape,
        dtype,
        subject,
        1,
        List.of(seconds),
        bytes,
        0,
        "ok",
        "",
        Map.of("device", "a device"));
  }

  private static Targets.Verdict verdict(List<Reading> readings, String what) {
    return Targets.judge(readings).stream()
        .filter(v -> v.what().startsWith(what))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theMedianOfAnEvenNumberIsBetween() {
    assertEquals(2.5, reading("k", "s", "F64", "cuda", 0, 9.0, 1.0, 2.0, 3.0).median());
    assertEquals(2, reading("k", "s", "F64", "cuda", 0, 9.0, 1.0, 2.0).median());
  }

  @Test
  void bandwidthIsComparedWithTheCopyOfTheDevice() {
    Reading copy = reading("copy", "1 GiB", "-", "cuda", 2e9, 1e-3); // 2 TB/s
    Reading dot = reading("dot", LARGE, "F64", "cuda", 1.9e9, 1e-3);
    var met = verdict(List.of(copy, dot), "dot F64");
    assertEquals(0.95, met.value(), 1e-12);
    assertEquals("met", met.verdict());
    Reading slow = reading("dot", LARGE, "F64", "cuda", 1.8e9, 1e-3);
    assertEquals("missed", verdict(List.of(copy, slow), "dot F64").verdict());
    var absent = verdict(List.of(dot), "dot F64");
    assertEquals("not measured", absent.verdict());
    assertTrue(Double.isNaN(absent.value()));
  }

  @Test
  void theFastestValidPeerCounts() {
    List<Reading> readings =
        List.of(
            reading("spmv", "box:256", "F64", "cuda", 1, 2e-3),
            reading("stencil", "box:256", "F64", "cuda", 1, 1e-3),
            reading("spmv", "box:256", "F64", "simd", 1, 1e-9),
            reading("spmv", "box:256", "F64", "torch", 1, 4e-3),
            reading("spmv", "box:256", "F64", "cupy", 1, 3e-3));
    var spmv = verdict(readings, "spmv box:256");
    assertEquals(1.5, spmv.value(), 1e-12);
    assertEquals("cupy", spmv.detail());
    assertEquals(3, verdict(readings, "stencil box:256").value(), 1e-12);
  }

  @Test
  void callsAreComparedByTheirDifference() {
    List<Reading> readings =
        List.of(
            reading("cuLaunchKernel", "-", "-", "java", 0, 2.15e-6),
            reading("cuLaunchKernel", "-", "-", "c", 0, 2.0e-6));
    var launch = verdict(readings, "cuLaunchKernel");
    assertEquals(150, launch.value(), 1e-6);
    assertFalse(launch.met());
  }

  @Test
  void aWrongResultIsNoMeasurement() {
    Reading good = reading("spmv", "box:256", "F64", "cupy", 1, 3e-3);
    Reading wrong =
        new Reading(
            "sparse",
            "spmv",
            "box:256",
            "F64",
            "cuda",
            1,
            List.of(1e-3),
            1,
            0,
            "wrong: element 0",
            "",
            Map.of());
    assertEquals("not measured", verdict(List.of(good, wrong), "spmv box:256").verdict());
    assertTrue(DeviceTable.text(List.of(good, wrong)).contains("WRONG spmv box:256 F64 cuda"));
    assertEquals(1, DeviceTable.rows(List.of(good, wrong)).size());
  }

  @Test
  void rowsStandBesideEachPeerAndTheLimit() {
    List<Reading> readings =
        List.of(
            reading("copy", "1 GiB", "-", "cuda", 2e9, 1e-3),
            reading("axpy", LARGE, "F64", "cuda", 1e9, 1e-3),
            reading("axpy", LARGE, "F64", "torch", 1e9, 2e-3),
            reading("axpy", LARGE, "F64", "triton", 1e9, 1e-3));
    List<Row> rows = DeviceTable.rows(readings);
    assertEquals(4, rows.size());
    Row first = rows.getFirst();
    assertEquals("Device.axpy", first.kernel());
    assertEquals("torch", first.peer());
    assertEquals(2.0, first.ratio());
    assertEquals(1000, first.score(), 1e-9);
    assertEquals(0.5, first.share(), 1e-12);
    assertEquals("triton", rows.get(1).peer());
  }

  @Test
  void theCrossoverIsTheLeastSizeFromWhichTheDeviceWins() {
    List<Reading> readings =
        List.of(
            reading("axpy", "n=100", "F64", "simd", 100, 1e-7),
            reading("axpy", "n=100", "F64", "cuda", 100, 1e-6),
            reading("axpy", "n=1000", "F64", "simd", 1000, 1e-6),
            reading("axpy", "n=1000", "F64", "cuda", 1000, 0.9e-6),
            reading("axpy", "n=10000", "F64", "simd", 10000, 1e-5),
            reading("axpy", "n=10000", "F64", "cuda", 10000, 1e-6),
            reading("cg stencil", "mac:10", "F64", "simd", 0, 1e-5),
            reading("cg stencil", "mac:10", "F64", "cuda", 0, 2e-5),
            reading("dot", "n=10", "F64", "cuda", 100, 1e-6));
    String table = DeviceTable.crossovers(readings);
    assertTrue(table.contains("a device\taxpy\tF64\t1000\n"), table);
    assertTrue(table.contains("a device\tcg stencil\tF64\tnever\n"), table);
    assertFalse(table.contains("dot"), table);
    assertEquals(1000, DeviceSection.size("mac:10"));
    assertEquals(512, DeviceSection.size("512x512x512"));
  }

  @Test
  void laterLinesReplaceEarlierOnesAndACutLineEndsTheFile() throws IOException {
    Path file = folder.resolve("readings.jsonl");
    Journal journal = new Journal(file, Map.of("device", "a device"));
    journal.add(reading("axpy", LARGE, "F64", "cuda", 1e9, 1e-3));
    journal.skip("gemm", "cuda", "there is no kernel");
    journal.add(reading("axpy", LARGE, "F64", "cuda", 1e9, 3e-3));
    Files.writeString(file, Files.readString(file) + "{\"group\":\"cg\",\"seco");
    List<Reading> read = Journal.read(file);
    assertEquals(2, read.size());
    assertEquals(3e-3, read.getFirst().median());
    assertEquals("a device", read.getFirst().machine().get("device"));
    String text = DeviceTable.write(folder);
    assertTrue(text.contains("gemm cuda: there is no kernel"), text);
    assertTrue(text.contains("not measured"), text);
    String page = Files.readString(folder.resolve("report/index.html"));
    assertTrue(page.contains("Device.axpy F64 on a device"), page);
    Files.writeString(file, "no json\n" + Files.readString(file));
    var error = assertThrows(IllegalArgumentException.class, () -> Journal.read(file));
    assertTrue(error.getMessage().contains("line 1"), error.getMessage());
  }

  @Test
  void patternsAreKnownElementByElement() {
    try (Subject host = Subject.simd(1);
        var w = gatun.engine.Workspace.on(host.backend())) {
      long n = 3 * Pattern.PERIOD + 7;
      var x = Pattern.filled(w, gatun.engine.DType.F32, n, 2);
      for (long i = 0; i < n; i++) {
        assertEquals(Pattern.value(i, 2), x.at(i));
      }
      assertTrue(Pattern.check(x, i -> Pattern.value(i, 2)).startsWith("ok"));
      x.set(5, n - 1);
      assertTrue(Pattern.check(x, i -> Pattern.value(i, 2)).startsWith("wrong"));
    }
  }

  @Test
  void theProcessorsSideMeasuresAndChecksItself() throws IOException {
    Path file = folder.resolve("readings.jsonl");
    Journal journal = new Journal(file, Map.of());
    try (Subject host = Subject.simd(1)) {
      new VectorRuns(journal, 0.001).run(host, gatun.engine.DType.F64, 3000);
      new GemmRuns(journal, 0.001).run(host, gatun.engine.DType.F32, 33);
      OperatorRuns operators = new OperatorRuns(journal, 0.001);
      operators.products(host, "box:7", gatun.engine.DType.F64, false);
      operators.products(host, "box:7", gatun.engine.DType.F64, true);
      operators.iterations(host, "mac:12", false);
      operators.iterations(host, "mac:12", true);
    }
    List<Reading> readings = Journal.read(file);
    assertEquals(10, readings.size());
    readings.forEach(r -> assertTrue(r.check().startsWith("ok"), r.toString()));
  }
}
