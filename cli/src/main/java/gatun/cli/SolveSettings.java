package gatun.cli;

import gatun.linear.Stopping;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code gatun solve} is asked to do, checked.
 *
 * @param source the system
 * @param rightHandSide the right-hand side
 * @param method name of the method, {@code auto} to let the planner choose
 * @param preconditioner name of the preconditioner, {@code auto} to let the planner choose
 * @param stopping when to stop
 * @param threads number of threads
 * @param backend name of the backend, {@code auto} for the best
 * @param precision the arithmetic
 * @param memoryLimit the most off-heap memory in bytes
 * @param output where the solution goes
 * @param plot where the convergence plot goes
 */
record SolveSettings(
    Source source,
    RightHandSide rightHandSide,
    String method,
    String preconditioner,
    Stopping stopping,
    int threads,
    String backend,
    Precision precision,
    long memoryLimit,
    @Nullable Path output,
    @Nullable Path plot) {
  static final String AUTO = "auto";

  /** Checks that the files asked for can be written. */
  SolveSettings {
    if (output != null) {
      OutputFile.check("--output", output);
      if (!output.toString().endsWith(".npy")) {
        throw new InputError("--output " + output + ": expected a file name ending in .npy");
      }
    }
    if (plot != null) {
      OutputFile.check("--plot", plot);
      if (!ConvergencePlot.supports(plot.toString())) {
        throw new InputError("--plot " + plot + ": expected a file name ending in .png or .svg");
      }
    }
  }
}
