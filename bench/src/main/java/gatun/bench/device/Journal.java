package gatun.bench.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of readings: lines are appended as they come, so that a stopped run keeps them. */
final class Journal {
  static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, String> machine;

  Journal(Path file, Map<String, String> machine) {
    this.file = file;
    this.machine = Map.copyOf(machine);
  }

  /** Appends a reading, with the machine. */
  void add(Reading r) {
    Reading whole =
        new Reading(
            r.group(),
            r.kernel(),
            r.shape(),
            r.dtype(),
            r.subject(),
            r.threads(),
            r.seconds(),
            r.bytes(),
            r.flops(),
            r.check(),
            r.note(),
            machine);
    try {
      Files.writeString(
          file,
          JSON.writeValueAsString(whole) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says why a subject takes no part in a group. */
  void skip(String group, String subject, String reason) {
    add(new Reading(group, "", "", "", subject, 0, List.of(), 0, 0, "", reason, Map.of()));
    System.out.println(group + ": skipped: " + subject + ": " + reason);
  }

  /**
   * Reads a file of readings; of lines for the same work, subject and threads the last one counts.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException naming the line that is no reading
   */
  static List<Reading> read(Path file) throws IOException {
    Map<String, Reading> readings = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        Reading r = JSON.readValue(lines.get(i), Reading.class);
        readings.put(r.kernel().isEmpty() ? r.group() + r.key() + r.note() : r.key(), r);
      } catch (IOException e) {
        boolean cut = i == lines.size() - 1; // by a time limit, in the middle of a line
        if (!cut) {
          throw new IllegalArgumentException(file + ", line " + (i + 1) + ": no reading: " + e, e);
        }
      }
    }
    return new ArrayList<>(readings.values());
  }
}
