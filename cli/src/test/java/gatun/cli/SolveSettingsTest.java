package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.Workload;
import gatun.linear.Stopping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a solve is looked up by in the table of measured crossovers. */
class SolveSettingsTest {
  private static SolveSettings settings(Source source, String method, String preconditioner) {
    return new SolveSettings(
        source,
        new RightHandSide.Ones(),
        method,
        preconditioner,
        null,
        Stopping.defaults(),
        1,
        SolveSettings.AUTO,
        Precision.F64,
        Long.MAX_VALUE,
        null,
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "cg, auto, cg stencil",
    "cg, none, cg stencil",
    "pcg, jacobi, cg stencil",
    "pcg, mg, cg stencil with preconditioner mg",
    "auto, auto, cg stencil with preconditioner auto",
    "pcg, auto, cg stencil with preconditioner auto",
    "mg, auto, mg stencil",
    "gmres, none, gmres stencil",
  })
  void theWorkloadHasTheNameOfTheReports(String method, String preconditioner, String name) {
    var grid = settings(new Source.PoissonGrid(false, 8), method, preconditioner);
    assertEquals(new Workload(name, DType.F64, 512), grid.workload());
    var file = settings(new Source.MatrixFile(Path.of("a.mtx")), method, preconditioner);
    assertEquals(new Workload(name.replace("stencil", "matrix"), DType.F64, 0), file.workload());
  }

  /** The table of crossovers has the names under which the benchmarks write their readings. */
  @Test
  void theBenchmarksOfDevicesUseTheSameNames() throws IOException {
    String runs =
        Files.readString(Path.of("..", "bench/src/main/java/gatun/bench/device/OperatorRuns.java"));
    var grid = settings(new Source.PoissonGrid(true, 8), "cg", SolveSettings.AUTO);
    var file = settings(new Source.MatrixFile(Path.of("a.mtx")), "cg", SolveSettings.AUTO);
    for (SolveSettings settings : List.of(grid, file)) {
      String name = settings.workload().kernel();
      assertTrue(runs.contains('"' + name + '"'), name);
    }
  }
}
