package gatun.test.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.training.Checkpoints;
import gatun.training.EpochResult;
import gatun.training.TrainerSettings;
import gatun.training.TrainingProgress;
import gatun.training.TrainingReport;
import gatun.training.TrainingReport.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TrainerTest {
  private static final int EPOCHS = 4;
  private static final long STEPS = EPOCHS * (500 / 32);

  @TempDir Path folder;

  private record Run(long bits, TrainingReport report) {}

  private static Run run(int threads, TrainerSettings settings, TrainingProgress progress)
      throws IOException {
    try (TrainingFixture fixture = new TrainingFixture(threads, 1e-2)) {
      TrainingReport report = fixture.trainer.run(settings, progress);
      return new Run(fixture.bits(), report);
    }
  }

  private static TrainingProgress until(long last) {
    return (step, steps, loss) -> step < last;
  }

  @Test
  void learnsTheSameWithAnyNumberOfThreads() throws IOException {
    List<EpochResult> heard = new ArrayList<>();
    TrainingProgress progress =
        new TrainingProgress() {
          @Override
          public boolean step(long step, long steps, double loss) {
            assertEquals(STEPS, steps);
            return true;
          }

          @Override
          public void epoch(EpochResult result) {
            heard.add(result);
          }
        };
    Run one = run(1, TrainerSettings.of(EPOCHS), progress);
    assertEquals(End.COMPLETED, one.report().end());
    assertEquals(STEPS, one.report().steps());
    assertEquals(heard, one.report().epochs());
    EpochResult last = heard.getLast();
    assertTrue(last.validationAccuracy() > 0.9, last::toString);
    assertTrue(last.trainLoss() < 0.5 * heard.getFirst().trainLoss(), heard::toString);
    assertEquals(one, run(2, TrainerSettings.of(EPOCHS), TrainingProgress.SILENT));
    assertEquals(one.bits(), run(3, TrainerSettings.of(EPOCHS), until(1000)).bits());
  }

  @Test
  void aRunThatWasStoppedGoesOnWithTheSameBits() throws IOException {
    Run whole = run(1, TrainerSettings.of(EPOCHS), TrainingProgress.SILENT);
    long[] stops = {1, 14, 15, 16, 30, 41, STEPS};
    TrainerSettings settings = TrainerSettings.of(EPOCHS).checkpoints(folder, 5, 2, true);
    long before = -1;
    for (long stop : stops) {
      Run part = run(1 + (int) (stop % 2), settings, until(stop));
      assertEquals(before, part.report().resumedFrom());
      assertEquals(stop == STEPS ? End.COMPLETED : End.CANCELLED, part.report().end());
      before = stop;
      if (stop < STEPS) {
        assertNotEquals(whole.bits(), part.bits());
      } else {
        assertEquals(whole.bits(), part.bits());
        assertEquals(whole.report().epochs(), part.report().epochs());
      }
    }
    Run again = run(1, settings, until(0));
    assertEquals(End.COMPLETED, again.report().end());
    assertEquals(whole.bits(), again.bits());
  }

  @Test
  void aDamagedCheckpointCostsAnInterval() throws IOException {
    TrainerSettings settings = TrainerSettings.of(EPOCHS).checkpoints(folder, 10, 3, true);
    run(1, settings, until(23));
    Path newest = Checkpoints.latest(folder).orElseThrow().file();
    assertTrue(newest.toString().contains("000023"));
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 4;
    Files.write(newest, bytes);
    Run resumed = run(1, settings, TrainingProgress.SILENT);
    assertEquals(20, resumed.report().resumedFrom());
    assertTrue(resumed.report().refused().getFirst().contains("the file is damaged"));
    assertEquals(
        run(1, TrainerSettings.of(EPOCHS), TrainingProgress.SILENT).bits(), resumed.bits());
  }

  @Test
  void checkpointsOfAnotherRunAreRefused() throws IOException {
    TrainerSettings settings = TrainerSettings.of(1).checkpoints(folder, 10, 3, false);
    run(1, settings.configuration("a"), until(3));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> run(1, settings.configuration("a"), TrainingProgress.SILENT));
    assertTrue(e.getMessage().contains("there are checkpoints already"), e::getMessage);
    TrainerSettings resuming = TrainerSettings.of(1).checkpoints(folder, 10, 3, true);
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> run(1, resuming.configuration("b"), TrainingProgress.SILENT));
    assertTrue(e.getMessage().contains("it is of another run, expected b; adam"), e::getMessage);
  }

  @Test
  void aRunThatDivergesSaysSoAndSavesNothingOfIt() throws IOException {
    try (TrainingFixture fixture = new TrainingFixture(1, 3e-3)) {
      fixture.model.parameters().iterator().next().tensor().set(Double.NaN, 3, 3);
      TrainingReport report =
          fixture.trainer.run(
              TrainerSettings.of(1).checkpoints(folder, 10, 3, false), TrainingProgress.SILENT);
      assertEquals(End.DIVERGED, report.end());
      assertEquals(0, report.steps());
      assertTrue(Checkpoints.latest(folder).isEmpty());
    }
  }

  @Test
  void trainingStopsEarlyAndStaysStopped() throws IOException {
    try (TrainingFixture fixture = new TrainingFixture(1, 0)) { // nothing is learned
      TrainerSettings settings =
          TrainerSettings.of(50).patience(3).checkpoints(folder, 1000, 2, true);
      TrainingReport report = fixture.trainer.run(settings, TrainingProgress.SILENT);
      assertEquals(End.STOPPED_EARLY, report.end());
      assertEquals(4, report.epochs().size());
      report = fixture.trainer.run(settings, TrainingProgress.SILENT);
      assertEquals(End.STOPPED_EARLY, report.end());
      assertEquals(4, report.epochs().size());
    }
  }

  @Test
  void theFlightRecorderSeesStepsEpochsAndCheckpoints() throws IOException {
    Path file = folder.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("TrainingStep", "Epoch", "Checkpoint")) {
        recording.enable("gatun." + name).withoutThreshold();
      }
      recording.start();
      run(1, TrainerSettings.of(3).checkpoints(folder.resolve("c"), 20, 3, false), until(1000));
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertEquals(2, count(events, "gatun.TrainingStep")); // of 45, one in 32
    assertEquals(3, count(events, "gatun.Epoch"));
    assertEquals(3, count(events, "gatun.Checkpoint")); // 20, 40, the end
  }

  private static long count(List<RecordedEvent> events, String name) {
    return events.stream().filter(e -> e.getEventType().getName().equals(name)).count();
  }
}
