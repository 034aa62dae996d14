package gatun.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code gatun}: parses the command line and runs one subcommand. */
@Command(
    name = "gatun",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Sparse solves and learning on off-heap memory, SIMD and GPU, in plain Java.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** For picocli. */
  Main() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /**
   * Runs the command line and ends the process with its exit code: 0 done, 1 not converged, 2 bad
   * usage or bad input.
   *
   * @param args the words after {@code gatun}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
