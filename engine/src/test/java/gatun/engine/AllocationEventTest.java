package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationEventTest {
  @TempDir Path folder;

  @Test
  void theRecorderSeesWhatIsTaken() throws IOException {
    Path file = folder.resolve("events.jfr");
    var settings = WorkspaceSettings.defaults().named("recorded");
    try (Recording recording = new Recording()) {
      recording.enable("gatun.Allocation").withoutThreshold();
      recording.start();
      try (Workspace w =
          Workspace.on(Backends.named("reference", new BackendOptions(1)), settings)) {
        w.zeros(DType.F64, 100);
        w.zeros(DType.F32, 10, 5);
        try (Scratch s = w.scratch()) {
          s.zeros(DType.F64, 8);
          s.zeros(DType.F64, 8); // from the same block: no event
        }
      }
      recording.stop();
      recording.dump(file);
    }
    List<List<Long>> seen = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("gatun.Allocation")
          && event.getString("workspace").equals("recorded")) {
        seen.add(List.of(event.getLong("bytes"), event.getLong("used")));
        assertFalse(event.getDuration().isNegative());
      }
    }
    long block = 1 << 20;
    assertEquals(
        List.of(List.of(800L, 800L), List.of(200L, 1000L), List.of(block, 1000 + block)), seen);
  }
}
