package gatun.test.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.training.Checkpoint;
import gatun.training.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts {@code gatun train} in a process of its own, ends it by kill -9 at random moments, resumes
 * it, and compares its last checkpoint (weights, optimizer, counters, history) byte by byte with
 * that of a run that was left alone. With 1 and 2 threads in turn.
 *
 * <p>A build kills 3 times, {@code test/kill-resume} 20 times; {@code -Dgatun.kills=N} as often as
 * wanted, {@code -Dgatun.kills.seed=S} at other moments.
 */
class KillResumeTest {
  private static final int KILLS = Integer.getInteger("gatun.kills", 3);
  private static final long SEED = Long.getLong("gatun.kills.seed", System.nanoTime());
  private static final int STEPS = 4 * (1498 / 32);

  @TempDir Path folder;
  private int unfinishedWrites;

  private Process start(Path checkpoints, int threads) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    String path = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", path)));
    command.addAll(List.of("gatun.cli.Main", "train", "digits", "--epochs", "4", "--resume"));
    command.addAll(List.of("--interval", "3", "--keep", "2", "--threads", "" + threads));
    command.addAll(List.of("--optimizer", "diffgrad", "--checkpoint", checkpoints.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private void requireDone(Process process) throws IOException, InterruptedException {
    assertEquals(0, process.waitFor(), () -> log());
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void whatIsKilledAndResumedEndsInTheSameBits() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    long begin = System.nanoTime();
    requireDone(start(whole, 2));
    long most = (System.nanoTime() - begin) / 1_000_000;
    byte[] expected = last(whole);
    SplittableRandom random = new SplittableRandom(SEED);
    int killed = 0;
    int runs = 0;
    while (killed < KILLS) {
      Path part = folder.resolve("run" + runs++);
      killed += killUntilDone(part, KILLS - killed, most, random);
      requireDone(start(part, 1));
      assertEquals(-1, java.util.Arrays.mismatch(expected, last(part)), "seed " + SEED);
    }
    System.out.printf(
        "killed %d times in %d runs (seed %d), %d times while a checkpoint was written: same bits%n",
        killed, runs, SEED, unfinishedWrites);
  }

  /** Kills and resumes a run until it is done or there were enough kills; returns how many. */
  private int killUntilDone(Path checkpoints, int most, long millis, SplittableRandom random)
      throws IOException, InterruptedException {
    int killed = 0;
    long before = -1;
    while (killed < most) {
      Process process = start(checkpoints, 1 + killed % 2);
      if (process.waitFor(random.nextLong(millis / 4, millis), TimeUnit.MILLISECONDS)) {
        assertEquals(0, process.exitValue(), () -> log());
        return killed;
      }
      process.destroyForcibly();
      process.waitFor();
      killed++;
      Optional<Checkpoint> latest = Checkpoints.latest(checkpoints);
      long step = latest.map(Checkpoint::step).orElse(-1L);
      assertEquals(List.of(), latest.map(Checkpoint::refused).orElse(List.of()));
      assertTrue(step >= before, "a checkpoint was lost: " + step + " after " + before);
      before = step;
      unfinishedWrites += temporaries(checkpoints) > 0 ? 1 : 0;
    }
    return killed;
  }

  private static long temporaries(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.filter(f -> f.toString().endsWith(".tmp")).count();
    }
  }

  private static byte[] last(Path checkpoints) throws IOException {
    Checkpoint latest = Checkpoints.latest(checkpoints).orElseThrow();
    assertEquals(STEPS, latest.step());
    assertEquals(0, temporaries(checkpoints), "what killed writers left is still there");
    return Files.readAllBytes(latest.file());
  }
}
