package gatun.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.io.FormatException;
import gatun.engine.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path parent;
  private Path folder;
  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));
  private final HostTensor weights = w.zeros(DType.F32, 40, 3);
  private final HostTensor moment = w.zeros(DType.F64, 7);
  private final Map<String, HostTensor> tensors = Map.of("w", weights, "optimizer.m", moment);

  @BeforeEach
  void folder() {
    folder = parent.resolve("run/checkpoints");
  }

  @AfterEach
  void close() {
    w.close();
  }

  private Path save(Checkpoints checkpoints, int step) throws IOException {
    weights.set(step, 3, 1);
    moment.set(-step, 6);
    return checkpoints.save(step, tensors, Map.of("epoch", "" + step / 10));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNewestIsFoundAndTheLastFewAreKept() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    assertTrue(checkpoints.latest().isEmpty());
    for (int step = 0; step <= 30; step += 10) {
      save(checkpoints, step);
    }
    assertEquals(
        List.of("step-000000000020.safetensors", "step-000000000030.safetensors"), names());
    Checkpoint latest = checkpoints.latest().orElseThrow();
    assertEquals(30, latest.step());
    assertEquals("3", latest.texts().get("epoch"));
    weights.set(0, 3, 1);
    latest.restore(tensors);
    assertEquals(30, weights.at(3, 1));
    assertEquals(-30, moment.at(6));
    assertThrows(
        IllegalArgumentException.class,
        () -> checkpoints.save(1, tensors, Map.of("gatun.step", "7")));
  }

  @Test
  void aDamagedOneIsNamedAndThePreviousOneUsed() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder, 3);
    save(checkpoints, 10);
    Path second = save(checkpoints, 20);
    byte[] good = Files.readAllBytes(second);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 300; round++) {
      byte[] bad = Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
      for (int flips = round % 3; flips > 0; flips--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (Arrays.equals(bad, good)) {
        continue;
      }
      Files.write(second, bad);
      Checkpoint latest = checkpoints.latest().orElseThrow();
      assertEquals(10, latest.step());
      assertEquals(1, latest.refused().size());
      assertTrue(latest.refused().getFirst().startsWith(second.toString()));
    }
    save(checkpoints, 15); // the run goes on from step 10
    assertEquals(
        List.of("step-000000000010.safetensors", "step-000000000015.safetensors"), names());
    for (String name : names()) {
      Files.write(folder.resolve(name), new byte[3]);
    }
    var e = assertThrows(FormatException.class, checkpoints::latest);
    assertTrue(e.getMessage().contains("step-000000000015"), e::getMessage);
  }

  @Test
  void aWriterKilledAtAnyByteLeavesThePreviousOne() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    byte[] good = Files.readAllBytes(save(checkpoints, 10));
    Path temporary = folder.resolve(".step-000000000020.safetensors.999999999-1.tmp");
    for (int length = 0; length <= good.length; length += 7) { // before it was renamed
      Files.write(temporary, Arrays.copyOf(good, length));
      assertEquals(10, checkpoints.latest().orElseThrow().step());
    }
    save(checkpoints, 20);
    assertEquals(
        List.of("step-000000000010.safetensors", "step-000000000020.safetensors"), names());
  }

  @Test
  void afterAFailedWriteThePreviousOneIsThere() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder, 1);
    save(checkpoints, 10);
    Workspace lost = Workspace.on(w.backend());
    HostTensor gone = lost.zeros(DType.F32, 5);
    lost.close();
    assertThrows(
        IllegalStateException.class, () -> checkpoints.save(20, Map.of("w", gone), Map.of()));
    assertEquals(List.of("step-000000000010.safetensors"), names());
    assertEquals(10, checkpoints.latest().orElseThrow().step());
  }

  @Test
  void aRunOfAnotherShapeIsNotRestored() throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    save(checkpoints, 10);
    Checkpoint latest = checkpoints.latest().orElseThrow();
    HostTensor other = w.zeros(DType.F32, 40, 4);
    assertRefused(
        latest, Map.of("w", other, "optimizer.m", moment), "F32[40, 4], found F32[40, 3]");
    assertRefused(latest, Map.of("w", weights), "holds a tensor 'optimizer.m' that this run");
    assertRefused(
        latest,
        Map.of("w", weights, "optimizer.m", moment, "optimizer.v", moment),
        "expected a tensor 'optimizer.v' F64[7], found none");
  }

  private static void assertRefused(
      Checkpoint checkpoint, Map<String, HostTensor> tensors, String part) {
    var e = assertThrows(IllegalArgumentException.class, () -> checkpoint.restore(tensors));
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }

  @Test
  void whatIsNoCheckpointOrOfAnotherStepIsRefused() throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("step-000000000005.safetensors");
    Safetensors.writeSealed(tensors, Map.of(), file);
    var e = assertThrows(FormatException.class, () -> Checkpoints.latest(folder));
    assertTrue(e.getMessage().contains("expected a checkpoint of format 1, found format null"));
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    Files.move(save(checkpoints, 3), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    e = assertThrows(FormatException.class, checkpoints::latest);
    assertTrue(e.getMessage().contains("expected the checkpoint of step 5, found that of 3"));
    Files.writeString(folder.resolve("notes.txt"), "not ours, left alone");
    save(checkpoints, 6);
    assertTrue(names().contains("notes.txt"));
  }
}
