package gatun.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine and the Java that runs.
 *
 * @param java version of Java
 * @param virtualMachine name and vendor of the virtual machine
 * @param home folder of the Java installation
 * @param system operating system
 * @param processor name of the processor
 * @param cores processors that this process may use
 * @param memoryBytes memory of the machine, 0 where it is not known
 * @param availableBytes memory that is free or can be freed, 0 where it is not known
 * @param heapBytes the most that the Java heap may take
 */
record Machine(
    String java,
    String virtualMachine,
    String home,
    String system,
    String processor,
    int cores,
    long memoryBytes,
    long availableBytes,
    long heapBytes) {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Looks at this machine. Reads small files of the system only: a quick start matters. */
  static Machine here() {
    Runtime runtime = Runtime.getRuntime();
    return new Machine(
        Runtime.version().toString(),
        property("java.vm.name") + ", " + property("java.vendor"),
        property("java.home"),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        field(CPU, "model name"),
        runtime.availableProcessors(),
        kibibytes(MEMORY, "MemTotal"),
        kibibytes(MEMORY, "MemAvailable"),
        runtime.maxMemory());
  }

  /** Returns the most memory this process has held so far, 0 where the system does not tell. */
  static long peakBytes() {
    return kibibytes(STATUS, "VmHWM");
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static long kibibytes(Path file, String name) {
    String digits = field(file, name).replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : 1024 * Long.parseLong(digits);
  }

  private static String field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
