package gatun.test.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.linear.LinearSolvers;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Stopping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SolveEventTest {
  @TempDir Path folder;

  @Test
  void theRecorderSeesASolve() throws IOException {
    Path file = folder.resolve("solve.jfr");
    Outcome outcome;
    long unknowns;
    try (Recording recording = new Recording();
        Backend backend = Backends.named("reference", new BackendOptions(1));
        Workspace w = Workspace.on(backend)) {
      recording.enable("gatun.Solve").withoutThreshold();
      recording.start();
      var problem = Poisson.mac(8, w);
      var operator = MatrixOperator.of(problem.matrix(DType.F64, w), w);
      unknowns = operator.shape().extent(0);
      HostTensor x = w.zeros(DType.F64, unknowns);
      var plan = LinearSolvers.auto(operator, new Stopping(1e-8, 500));
      outcome =
          plan.solver()
              .prepare(operator, plan.preconditioner(), w)
              .solve(problem.plume(w), x, Progress.SILENT);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> solves =
        RecordingFile.readAllEvents(file).stream()
            .filter(e -> e.getEventType().getName().equals("gatun.Solve"))
            .toList();
    assertEquals(1, solves.size(), solves::toString);
    RecordedEvent solve = solves.getFirst();
    assertEquals("CONVERGED", solve.getString("outcome"));
    assertEquals(outcome.iterations(), solve.getInt("iterations"));
    assertEquals(outcome.residual(), solve.getDouble("residual"));
    assertEquals(unknowns, solve.getLong("unknowns"));
    assertTrue(!solve.getString("method").isBlank());
    assertTrue(!solve.getDuration().isZero());
  }
}
