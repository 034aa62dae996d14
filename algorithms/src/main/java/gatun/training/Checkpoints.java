package gatun.training;

import gatun.engine.Check;
import gatun.engine.HostTensor;
import gatun.engine.io.FormatException;
import gatun.engine.io.Safetensors;
import gatun.engine.io.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one training run, in a folder of their own: sealed safetensors files named
 * {@code step-000000001200.safetensors}.
 *
 * <p>A checkpoint is written beside its place, synced to the device, renamed, and the folder
 * synced: whenever the process or the machine stops, the folder holds whole checkpoints only, the
 * previous one at least. One that was damaged since is told by its checksum and passed over.
 */
public final class Checkpoints {
  private static final String FORMAT = "gatun.checkpoint";
  private static final String VERSION = "1";
  private static final String STEP = "gatun.step";
  private static final Pattern NAME = Pattern.compile("step-(\\d{12,18})\\.safetensors");
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.step-\\d{12,18}\\.safetensors\\.(\\d+)-\\d+\\.tmp");

  private final Path folder;
  private final int keep;

  /**
   * Takes a folder, which is made when the first checkpoint is saved.
   *
   * @param keep how many checkpoints stay; 2 or more leave one to fall back on
   */
  public Checkpoints(Path folder, int keep) {
    Check.that(keep > 0, () -> "checkpoints: expected to keep 1 or more, found " + keep);
    this.folder = folder;
    this.keep = keep;
  }

  /** Returns the folder. */
  public Path folder() {
    return folder;
  }

  /**
   * Saves tensors and texts under a step, and returns when the device has them. Removed are, after
   * that, all but the newest {@code keep} checkpoints, those of later steps (which this run does
   * not continue, so they were passed over as damaged), and what writers that were killed left.
   *
   * @param step the training steps done
   * @param tensors by name; may be strided views
   * @param texts by name, any but those that begin with {@code gatun.}
   * @return the file
   * @throws IllegalArgumentException if the step is negative or a name is taken
   * @throws IOException if it cannot be written; earlier checkpoints are as they were
   */
  public Path save(long step, Map<String, HostTensor> tensors, Map<String, String> texts)
      throws IOException {
    Check.that(step >= 0, () -> "save: expected a step from 0 on, found " + step);
    Map<String, String> all = new LinkedHashMap<>();
    all.put(FORMAT, VERSION);
    all.put(STEP, Long.toString(step));
    texts.forEach((name, text) -> {
      Check.that(
          !name.startsWith("gatun."), () -> "save: the name '" + name + "' is the format's own");
      all.put(name, text);
    });
    Files.createDirectories(folder);
    Path file = folder.resolve("step-%012d.safetensors".formatted(step));
    Safetensors.writeSealed(tensors, all, file);
    tidy(step);
    return file;
  }

  private void tidy(long step) throws IOException {
    int kept = 0;
    for (Path file : newestFirst(folder)) {
      if (step(file) > step || ++kept > keep) {
        Files.deleteIfExists(file);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = TEMPORARY.matcher(file.getFileName().toString());
        if (name.matches() && ended(name.group(1))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean ended(String pid) {
    return pid.length() > 18
        || pid.equals(Long.toString(ProcessHandle.current().pid())) // ours have been renamed
        || ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty();
  }

  private static long step(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  private static List<Path> newestFirst(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> step(file) >= 0)
          .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
          .toList();
    }
  }

  /** Returns the newest sound checkpoint of the folder; see {@link #latest(Path)}. */
  public Optional<Checkpoint> latest() throws IOException {
    return latest(folder);
  }

  /**
   * Returns the newest sound checkpoint of a folder, empty if there is none or no folder. Cost: the
   * file is read once, and damaged newer ones.
   *
   * @throws FormatException if there are checkpoints, but none is sound; the message says what is
   *     wrong with the newest
   * @throws IOException if the folder or a file cannot be read
   */
  public static Optional<Checkpoint> latest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<String> refused = new ArrayList<>();
    FormatException newest = null;
    for (Path file : newestFirst(folder)) {
      try {
        SafetensorsHeader header = Safetensors.verify(file);
        requireOurs(file, header);
        return Optional.of(
            new Checkpoint(file, step(file), header.metadata(), List.copyOf(refused)));
      } catch (FormatException e) {
        newest = newest == null ? e : newest;
        refused.add(e.getMessage());
      } catch (NoSuchFileException e) {
        refused.add(file + ": it was removed meanwhile");
      }
    }
    if (newest != null) {
      throw newest;
    }
    return Optional.empty();
  }

  private static void requireOurs(Path file, SafetensorsHeader header) throws FormatException {
    String version = header.metadata().get(FORMAT);
    if (!VERSION.equals(version)) {
      throw FormatException.of(
          file, "expected a checkpoint of format " + VERSION + ", found format " + version);
    }
    String step = header.metadata().get(STEP);
    if (!Long.toString(step(file)).equals(step)) {
      throw FormatException.of(
          file, "expected the checkpoint of step " + step(file) + ", found that of " + step);
    }
  }
}
