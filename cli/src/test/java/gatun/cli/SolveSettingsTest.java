package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gatun.engine.DType;
import gatun.engine.Workload;
import gatun.linear.Stopping;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a solve is looked up by in the table of measured crossovers. */
class SolveSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "cg, auto, cg stencil",
    "cg, none, cg stencil",
    "pcg, jacobi, cg stencil",
    "pcg, mg, cg stencil with preconditioner mg",
    "auto, auto, cg stencil with preconditioner auto",
  })
  void theWorkloadHasTheNameOfTheReports(String method, String preconditioner, String name) {
    var settings =
        new SolveSettings(
            new Source.PoissonGrid(false, 8),
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
    assertEquals(new Workload(name, DType.F64, 512), settings.workload());
  }
}
