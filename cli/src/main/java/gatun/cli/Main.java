package gatun.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
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
    description =
        "Sparse solves and training on off-heap memory, at the speed of native code, in plain Java.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gatun doctor                        what this machine offers",
      "  gatun solve matrix.mtx.gz           solve A x = 1 and say how well",
      "  gatun solve --poisson mac:128       a pressure problem of 1.7 million unknowns",
      "  gatun train digits                  train a network on a sample, and judge it",
      "  gatun bench --quick --filter Spmv   measure the sparse products",
      "",
      "Exit codes: 0 done, 1 not converged, 2 bad usage or bad input, 130 stopped by Ctrl-C.",
    })
public final class Main implements Runnable {
  /** The subcommands. Only the one that is named is loaded: that is most of a quick start. */
  private static final Map<String, Supplier<Object>> COMMANDS =
      Map.of(
          "doctor", DoctorCommand::new,
          "solve", SolveCommand::new,
          "train", TrainCommand::new,
          "bench", BenchCommand::new);

  @Spec private CommandSpec spec;

  /** For picocli. */
  Main() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "missing command; expected doctor, solve, train or bench");
  }

  /**
   * Runs the command line and ends the process with its exit code: 0 done, 1 not converged, 2 bad
   * usage or bad input.
   *
   * @param args the words after {@code gatun}
   */
  public static void main(String[] args) {
    System.exit(run(args, writer(System.out), writer(System.err)));
  }

  /** Runs one command line and returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine line = commandLine(args.length == 0 ? "" : args[0]);
    line.setOut(out).setErr(err);
    Failures failures = new Failures(err);
    line.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
    try {
      return line.execute(args);
    } catch (OutOfMemoryError e) {
      return failures.outOfMemory(args[0], e);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static CommandLine commandLine(String first) {
    CommandLine line = new CommandLine(new Main());
    Supplier<Object> named = COMMANDS.get(first);
    if (named != null) {
      CommandLine command = new CommandLine(named.get());
      // The benchmarks have options of their own, which this command hands on.
      command.setUnmatchedOptionsArePositionalParams(first.equals("bench"));
      line.addSubcommand(first, command);
    } else if (!first.equals("--version") && !first.equals("-V")) {
      COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
    }
    return line;
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
