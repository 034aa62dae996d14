package gatun.cli;

import gatun.engine.DType;
import gatun.engine.Workload;
import gatun.linear.Stopping;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code gatun solve} is asked to do, checked.
 *
 * @param source the system
 * @param rightHandSide the right-hand side
 * @param method name of the method, {@code auto} to let the planner choose
 * @param preconditioner name of the preconditioner, {@code auto} to let the planner choose
 * @param network the file of a network for {@code dcdm}, null for the one that comes along
 * @param stopping when to stop
 * @param threads number of threads
 * @param backend name of the backend, {@code auto} for the best
 * @param precision the arithmetic
 * @param memoryLimit the most off-heap memory in bytes
 * @param output where the solution goes
 * @param plots where pictures go: of the solution if the file's name begins so, else of the
 *     convergence
 */
record SolveSettings(
    Source source,
    RightHandSide rightHandSide,
    String method,
    String preconditioner,
    @Nullable Path network,
    Stopping stopping,
    int threads,
    String backend,
    Precision precision,
    long memoryLimit,
    @Nullable Path output,
    List<Path> plots) {
  static final String AUTO = "auto";

  /** Checks that the files asked for can be written. */
  SolveSettings {
    if (output != null) {
      OutputFile.check("--output", output);
      if (!output.toString().endsWith(".npy")) {
        throw new InputError("--output " + output + ": expected a file name ending in .npy");
      }
    }
    if (network != null && !java.nio.file.Files.isRegularFile(network)) {
      throw new InputError("--network " + network + ": there is no such file");
    }
    plots = List.copyOf(plots);
    for (Path plot : plots) {
      ConvergencePlot.check(plot);
      if (ofSolution(plot) && !(source instanceof Source.PoissonGrid)) {
        throw new InputError("--plot " + plot + ": only a solution on a grid has slices");
      }
    }
  }

  /**
   * Returns the work that decides between processor and device, named as in the benchmarks of
   * devices: {@code cg stencil} and {@code cg matrix} are gradients with a diagonal at most. The
   * size of a system in a file is not known before it is read.
   */
  Workload workload() {
    DType dtype = precision == Precision.F64 ? DType.F64 : DType.F32;
    boolean gradients = List.of(AUTO, "cg", "pcg", "fcg").contains(method);
    boolean chosen = preconditioner.equals(AUTO); // where it is one at all
    boolean plain =
        List.of("none", "jacobi").contains(preconditioner)
            || chosen && (!gradients || method.equals("cg"));
    String by = plain ? "" : " with preconditioner " + preconditioner;
    String what = gradients ? "cg" : method;
    return switch (source) {
      case Source.PoissonGrid(boolean _, int n) ->
          new Workload(what + " stencil" + by, dtype, (long) n * n * n);
      case Source.MatrixFile _ -> new Workload(what + " matrix" + by, dtype, 0);
    };
  }

  /** Returns whether a picture is to show the solution. */
  static boolean ofSolution(Path plot) {
    return String.valueOf(plot.getFileName()).startsWith("solution");
  }

  /** Returns the settings for another method, without files to write. */
  SolveSettings with(SolveNames.Choice choice) {
    return new SolveSettings(
        source,
        rightHandSide,
        choice.method(),
        choice.preconditioner(),
        network,
        stopping,
        threads,
        backend,
        precision,
        memoryLimit,
        null,
        List.of());
  }
}
