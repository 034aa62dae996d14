package gatun.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gatun bench}: runs the benchmarks in a process of their own. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Measures the kernels beside their peers and writes a report (see docs/benchmarks.md).",
      "  [--filter REGEX] [--quick] [--threads 1,2] [--report DIR]   measure",
      "  --merge DIR [DIR ...] [--report DIR]                        join reports"
    })
final class BenchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "Passed to the benchmarks.")
  private List<String> arguments = new ArrayList<>();

  /** For picocli. */
  BenchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path jar = benchmarks();
    if (!Files.isRegularFile(jar)) {
      throw new InputError(
          "there is no " + jar + "; start ./gatun bench from the repository, which builds it");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar.toString(),
                "gatun.bench.Main"));
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** Returns the place of the benchmarks beside the command's own jar, cli/target/gatun.jar. */
  private static Path benchmarks() {
    try {
      Path own = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own.resolve("../../../bench/target/benchmarks.jar").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
