package gatun.cli;

import gatun.engine.Bytes;
import gatun.engine.MemoryLimitException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns exceptions into exit codes: what the user can mend becomes one line and {@link #USAGE}; a
 * defect of this program keeps its stack trace and becomes {@link #DEFECT}.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  static final int NOT_CONVERGED = 1;
  static final int USAGE = 2;
  static final int DEFECT = 70;

  private final PrintWriter err;

  Failures(PrintWriter err) {
    this.err = err;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      message = "unknown argument '" + unmatched.getUnmatched().getFirst() + "'";
    }
    return say(name, message + " (see " + name + " --help)");
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
    String name = line.getCommandSpec().qualifiedName();
    if (e instanceof InputError || e instanceof MemoryLimitException) {
      return say(name, String.valueOf(e.getMessage()));
    }
    err.println(name + ": internal error, please report it with what follows");
    e.printStackTrace(err);
    return DEFECT;
  }

  /** Reports an exhausted Java heap or native memory. */
  int outOfMemory(String command, OutOfMemoryError e) {
    return say(
        "gatun " + command,
        "out of memory ("
            + e.getMessage()
            + "); the Java heap may grow to "
            + Bytes.text(Runtime.getRuntime().maxMemory())
            + ": solve a smaller problem or use a machine with more memory");
  }

  private int say(String name, String message) {
    err.println(name + ": " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    return USAGE;
  }
}
