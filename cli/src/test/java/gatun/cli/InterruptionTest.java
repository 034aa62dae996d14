package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, in a process of its own. */
class InterruptionTest {
  @TempDir private Path folder;

  /** The folders and jars of the command, which the reference backend suffices for. */
  private static String classPath() {
    return Stream.of(
            Main.class,
            picocli.CommandLine.class,
            gatun.engine.Tensor.class,
            gatun.linear.Solver.class,
            com.fasterxml.jackson.databind.ObjectMapper.class,
            com.fasterxml.jackson.core.JsonFactory.class,
            com.fasterxml.jackson.annotation.JsonFormat.class)
        .map(type -> Path.of(uri(type)).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static java.net.URI uri(Class<?> type) {
    try {
      return type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Restores the interrupt for a child if this process was told to ignore it, as in background. */
  private static List<String> interruptible() throws IOException {
    Path status = Path.of("/proc/self/status");
    boolean ignored =
        Files.isReadable(status)
            && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring(7).strip())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & 2) != 0);
    return ignored ? List.of("env", "--default-signal=INT") : List.of();
  }

  private Process start(Path output, String... options) throws IOException {
    List<String> command = new ArrayList<>(interruptible());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            "gatun.cli.Main",
            "solve",
            "--poisson",
            "mac:72",
            "--backend",
            "reference",
            "--tolerance",
            "1e-15"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  /**
   * Interrupts a solve and returns its report. Waits longer each time, in case the machine is too
   * busy to have begun to iterate.
   */
  private String interrupted(String... options) throws Exception {
    assumeTrue(File.separatorChar == '/', "needs signals");
    Path output = folder.resolve("out");
    for (int seconds = 3; ; seconds *= 2) {
      Process process = start(output, options);
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      assertTrue(!ended, () -> "ended too soon: " + process.exitValue());
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "did not stop");
      assertEquals(130, process.exitValue());
      String report = Files.readString(output, StandardCharsets.UTF_8);
      if (!report.isEmpty() || seconds > 20) {
        return report;
      }
    }
  }

  @Test
  void anInterruptEndsWithAReportAnd130() throws Exception {
    Path solution = folder.resolve("x.npy");
    String report = interrupted("--method", "cg", "--output", solution.toString());
    assertTrue(report.contains("stopped after"), report + Files.readString(folder.resolve("err")));
    assertTrue(report.contains("stopped on request at a relative residual"), report);
    assertTrue(Files.size(solution) > 128, "no solution was written");
  }

  @Test
  void anInterruptedComparisonShowsWhatWasDone() throws Exception {
    String report = interrupted("--compare=cg,minres");
    List<String> lines = report.lines().toList();
    assertTrue(lines.size() >= 3, report + Files.readString(folder.resolve("err")));
    assertTrue(lines.getLast().matches("  (cg|minres) .*NOT converged"), report);
  }
}
