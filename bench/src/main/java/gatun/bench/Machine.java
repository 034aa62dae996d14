package gatun.bench;

import gatun.bench.peer.Mkl;
import gatun.bench.peer.OpenBlas;
import gatun.engine.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes the machine that a report was measured on. */
final class Machine {
  private static final Path CPU = Path.of("/sys/devices/system/cpu/cpu0");

  private Machine() {}

  /**
   * Returns name and value of what matters for speed. What the system does not tell is left out.
   */
  static Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    String model = field(Path.of("/proc/cpuinfo"), "model name");
    int cores = Runtime.getRuntime().availableProcessors();
    map.put(
        "machine",
        (model.isEmpty() ? System.getProperty("os.arch") : model) + ", " + cores + " cores");
    map.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    put(map, "cpu", model + cpuFamily());
    map.put("cores", Integer.toString(cores));
    put(map, "caches", caches());
    put(map, "memory", field(Path.of("/proc/meminfo"), "MemTotal"));
    put(map, "governor", line(CPU.resolve("cpufreq/scaling_governor")));
    map.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    map.put(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    for (Backends.Entry entry : Backends.report()) {
      map.put("backend " + entry.name(), entry.support().toString());
    }
    map.put(
        "openblas",
        OpenBlas.load().present() ? OpenBlas.core() + " kernels" : OpenBlas.load().note());
    map.put("mkl", Mkl.load().present() ? "here" : Mkl.load().note());
    return map;
  }

  private static String cpuFamily() {
    Path info = Path.of("/proc/cpuinfo");
    return " (family " + field(info, "cpu family") + ", model " + field(info, "model\t") + ")";
  }

  private static String caches() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      Path cache = CPU.resolve("cache/index" + i);
      String size = line(cache.resolve("size"));
      if (!size.isEmpty() && !line(cache.resolve("type")).equals("Instruction")) {
        text.append(text.isEmpty() ? "" : ", ");
        text.append("L").append(line(cache.resolve("level"))).append(" ").append(size);
      }
    }
    return text.toString();
  }

  private static void put(Map<String, Object> map, String name, String value) {
    if (!value.isBlank()) {
      map.put(name, value);
    }
  }

  private static String field(Path file, String name) {
    for (String line : lines(file)) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return "";
  }

  private static String line(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "" : lines.getFirst().trim();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of(); // a description without this line is still one
    }
  }
}
