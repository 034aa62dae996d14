package gatun.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From which size on a device was measured to be faster than all threads of the processor beside
 * it. The table is a resource, made from the readings of a run; while no run on a device is stored
 * it has no line, and the processor is chosen.
 */
final class Crossovers {
  private static final String RESOURCE = "crossovers.txt";

  private final List<Line> lines;

  /**
   * One measured crossover.
   *
   * @param device the product
   * @param kernel the kernel, as in the reports
   * @param dtype element type
   * @param size the least size from which on the device won; {@link Long#MAX_VALUE} if it never did
   */
  record Line(String device, String kernel, DType dtype, long size) {}

  private Crossovers(List<Line> lines) {
    this.lines = lines;
  }

  /** Reads the table that this build carries. */
  static Crossovers stored() {
    try (InputStream in = Crossovers.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        return new Crossovers(List.of());
      }
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return parse(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads lines: device, kernel, type, size or {@code never}, with tabs in between; {@code #}
   * begins a comment.
   *
   * @throws IllegalArgumentException naming the line that is none
   */
  static Crossovers parse(List<String> text) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      if (text.get(i).isBlank() || text.get(i).startsWith("#")) {
        continue;
      }
      String[] parts = text.get(i).split("\t", -1);
      try {
        long size = parts[3].equals("never") ? Long.MAX_VALUE : Long.parseLong(parts[3]);
        lines.add(new Line(parts[0], parts[1], DType.valueOf(parts[2]), size));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "crossovers, line "
                + (i + 1)
                + ": expected device, kernel, type, size with tabs in between, found '"
                + text.get(i)
                + "'",
            e);
      }
    }
    return new Crossovers(lines);
  }

  /** Returns whether no run on a device is stored. */
  boolean empty() {
    return lines.isEmpty();
  }

  /** Returns what was measured for a kernel on a device, which a backend's detail begins with. */
  Optional<Line> find(String detail, String kernel, DType dtype) {
    return lines.stream()
        .filter(line -> detail.startsWith(line.device))
        .filter(line -> line.kernel.equals(kernel) && line.dtype == dtype)
        .findFirst();
  }

  /** Decides between the processor and the device for a workload, in a sentence. */
  Backends.Choice choose(Workload work, String processor, String device, Support support) {
    return switch (support) {
      case Support.Refused(String reason, String _) ->
          new Backends.Choice(processor, device + " is refused here: " + reason);
      case Support.Usable(int _, String detail) -> measured(work, processor, device, detail);
    };
  }

  private Backends.Choice measured(Workload work, String processor, String device, String detail) {
    if (empty()) {
      return new Backends.Choice(
          processor,
          "no measurement on a device is stored in this build; "
              + device
              + " is usable and can be chosen by name");
    }
    Optional<Line> line = find(detail, work.kernel(), work.dtype());
    if (line.isEmpty()) {
      return new Backends.Choice(
          processor, "nothing was measured for " + work + " on " + detail + "; choose by name");
    }
    long least = line.get().size();
    String where = " on " + line.get().device();
    if (least == Long.MAX_VALUE) {
      return new Backends.Choice(
          processor, work.kernel() + " was measured faster on the processor at all sizes" + where);
    }
    boolean large = work.size() >= least;
    return new Backends.Choice(
        large ? device : processor,
        work + ", and " + device + " was measured faster from size " + least + where);
  }
}
