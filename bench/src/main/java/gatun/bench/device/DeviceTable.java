package gatun.bench.device;

import gatun.bench.DeviceSection;
import gatun.bench.Row;
import gatun.bench.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The readings of a run as a short table, and as rows of the report. */
final class DeviceTable {
  private DeviceTable() {}

  /** Writes {@code table.txt} and the report beside the readings; returns the table. */
  static String write(Path folder) throws IOException {
    List<Reading> readings = Journal.read(folder.resolve("readings.jsonl"));
    String text = text(readings);
    Files.writeString(folder.resolve("table.txt"), text);
    List<Row> rows = rows(readings);
    if (!rows.isEmpty()) {
      Summary.write(folder.resolve("report"), rows, List.of(machine(readings)));
    }
    Files.writeString(folder.resolve("crossovers.txt"), crossovers(readings));
    return text;
  }

  /** Returns the table of sizes from which on the device is faster, as the engine reads it. */
  static String crossovers(List<Reading> readings) {
    Object device = machine(readings).getOrDefault("device", "no device");
    Map<String, List<Row>> kernels = new LinkedHashMap<>();
    for (Row row : rows(readings)) {
      String kernel = row.kernel().substring("Device.".length());
      kernels.computeIfAbsent(kernel + "\t" + row.dtype(), _ -> new ArrayList<>()).add(row);
    }
    StringBuilder out = new StringBuilder("# device, kernel, type, size (or: never)\n");
    kernels.forEach((kernel, list) -> {
      Long size = DeviceSection.crossover(list, "cuda");
      if (size != null) {
        String least = size == Long.MAX_VALUE ? "never" : size.toString();
        out.append(device).append('\t').append(kernel).append('\t').append(least);
        out.append('\n');
      }
    });
    return out.toString();
  }

  /** Returns the table: skipped groups with their reasons, wrong results, times, targets. */
  static String text(List<Reading> readings) {
    StringBuilder out = new StringBuilder();
    machine(readings)
        .forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    readings.forEach(r -> remark(out, r));
    Map<String, List<Reading>> works = new LinkedHashMap<>();
    for (Reading r : readings) {
      if (r.valid()) {
        works.computeIfAbsent(r.work(), _ -> new ArrayList<>()).add(r);
      }
    }
    works.forEach((work, list) -> {
      out.append(String.format(Locale.ROOT, "%-34s", work));
      list.forEach(r -> out.append("  ").append(name(r)).append(' ').append(time(r.median())));
      out.append('\n');
    });
    out.append("targets\n");
    for (Targets.Verdict v : Targets.judge(readings)) {
      String value = Double.isNaN(v.value()) ? "-" : String.format(Locale.ROOT, "%.3g", v.value());
      out.append(
          String.format(
              Locale.ROOT,
              "  %-52s %8s  %-7s %-12s %s%n",
              v.what(),
              value,
              v.target(),
              v.verdict(),
              v.detail()));
    }
    return out.toString();
  }

  /** Appends what has to be said of a reading besides its time. */
  private static void remark(StringBuilder out, Reading r) {
    if (r.kernel().isEmpty() && !r.note().isEmpty() && !r.note().startsWith("done ")) {
      out.append(r.group()).append(" ").append(r.subject()).append(": ").append(r.note());
      out.append('\n');
    } else if (!r.kernel().isEmpty()
        && r.group().equals("contracts")
        && !r.check().startsWith("wrong")) {
      out.append("contract ").append(r.kernel()).append(": ").append(r.check()).append('\n');
    } else if (r.check().startsWith("wrong")) {
      out.append("WRONG ").append(r.work()).append(" ").append(name(r)).append(": ");
      out.append(r.check()).append('\n');
    }
  }

  private static String name(Reading r) {
    return r.subject().equals("simd") ? "simd-" + r.threads() : r.subject();
  }

  private static String time(double seconds) {
    return seconds < 1e-6
        ? String.format(Locale.ROOT, "%.0fns", seconds * 1e9)
        : seconds < 1e-3
            ? String.format(Locale.ROOT, "%.1fus", seconds * 1e6)
            : String.format(Locale.ROOT, "%.2fms", seconds * 1e3);
  }

  private static Map<String, Object> machine(List<Reading> readings) {
    Map<String, Object> machine = new LinkedHashMap<>();
    for (Reading r : readings) {
      r.machine().forEach(machine::putIfAbsent);
    }
    Object device = machine.getOrDefault("device", "no device");
    machine.put("machine", device + "; " + machine.getOrDefault("processor", "processor unknown"));
    return machine;
  }

  /** Returns rows of the report: every valid reading with a limit, Gatun's beside each peer. */
  static List<Row> rows(List<Reading> readings) {
    String machine = String.valueOf(machine(readings).get("machine"));
    double copy =
        readings.stream()
            .filter(r -> r.kernel().equals(VectorRuns.COPY) && r.valid())
            .mapToDouble(r -> r.bytes() / r.median() * 1e-9)
            .findFirst()
            .orElse(0);
    List<Row> rows = new ArrayList<>();
    for (Reading r : readings) {
      if (r.valid() && !r.kernel().equals(VectorRuns.COPY)) {
        int before = rows.size();
        if (r.subject().equals("cuda")) {
          readings.stream()
              .filter(
                  p -> p.valid() && p.work().equals(r.work()) && DeviceSection.peer(p.subject()))
              .forEach(p -> rows.add(row(machine, r, copy, p)));
        }
        if (rows.size() == before) {
          rows.add(row(machine, r, copy, null));
        }
      }
    }
    return rows;
  }

  private static Row row(
      String machine, Reading r, double copy, @org.jspecify.annotations.Nullable Reading peer) {
    double amount = r.bytes() > 0 ? r.bytes() : r.flops();
    double seconds = r.median();
    double score = amount > 0 ? amount / seconds * 1e-9 : seconds * 1e6;
    boolean limited = r.subject().equals("cuda") && r.bytes() > 0 && copy > 0;
    return new Row(
        machine,
        "Device." + r.kernel(),
        r.shape(),
        r.dtype(),
        r.threads(),
        r.subject(),
        score,
        r.bytes() > 0 ? "GB/s" : r.flops() > 0 ? "GFLOP/s" : "us",
        peer == null ? null : peer.subject(),
        peer == null ? null : peer.median() / seconds,
        limited ? copy : null,
        limited ? score / copy : null,
        0);
  }
}
