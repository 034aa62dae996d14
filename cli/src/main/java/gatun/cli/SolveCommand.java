package gatun.cli;

import gatun.linear.Stopping;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatun solve}: solves one sparse system of linear equations. */
@Command(
    name = "solve",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Solves A x = b for a sparse matrix from a file or a pressure problem on a grid,",
      "recomputes the true residual and says how well it went."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  gatun solve bus.mtx                              the right-hand side is all ones",
      "  gatun solve a.mtx.gz --rhs b.npy --output x.npy  with files, as numpy writes them",
      "  gatun solve --poisson mac:128 --tolerance 1e-6   a plume rising around obstacles",
      "  gatun solve --poisson box:64 --rhs random --plot history.svg --json",
      "  gatun solve --poisson mac:64 --plot solution.png a slice through the pressure",
      "  gatun solve --poisson mac:64 --compare=cg,mic0,pcg+mg --plot methods.png",
      "",
      "Ctrl-C stops after the current iteration, reports how far it got, still writes --output",
      "and ends with 130; a second Ctrl-C ends at once.",
      "Exit codes: 0 converged, 1 not converged, 2 bad usage or bad input, 130 stopped.",
    })
final class SolveCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE.mtx[.gz]",
      description = "A square matrix in Matrix Market format.")
  private @Nullable Path file;

  @Option(
      names = "--poisson",
      paramLabel = "box:N|mac:N",
      description =
          "A pressure problem on N x N x N cells instead: box is all fluid with air around it, mac"
              + " holds solids and air.")
  private @Nullable String poisson;

  @Option(
      names = "--rhs",
      paramLabel = "KIND|FILE",
      description =
          "ones, random[:seed] (seed 42), smooth, plume, or a .npy or .mtx[.gz] file. Default: ones"
              + " for a file, plume for --poisson; smooth and plume need --poisson.")
  private @Nullable String rightHandSide;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = SolveSettings.AUTO,
      completionCandidates = SolveNames.Methods.class,
      description = "${COMPLETION-CANDIDATES}; mg is for grids, direct for boxes. Default: auto.")
  private String method = SolveSettings.AUTO;

  @Option(
      names = "--preconditioner",
      paramLabel = "NAME",
      defaultValue = SolveSettings.AUTO,
      completionCandidates = SolveNames.PreconditionerNames.class,
      description = "${COMPLETION-CANDIDATES}; mg is for grids. Default: auto.")
  private String preconditioner = SolveSettings.AUTO;

  @Option(
      names = "--compare",
      arity = "0..1",
      paramLabel = "M1,M2,…",
      fallbackValue = "",
      description =
          "Run several methods on the problem, each twice, and show the second run: names of"
              + " --method, of --preconditioner (with pcg), or both as in fcg+mg. Without names a"
              + " selection. Write --compare=M1,M2 with =.")
  private @Nullable String compare;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description =
          "For dcdm: what gatun train dcdm wrote. Default: a network trained on a box of air.")
  private @Nullable Path network;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      defaultValue = "1e-8",
      description = "Bound on the relative residual |b - A x| / |b|. Default: ${DEFAULT-VALUE}.")
  private double tolerance;

  @Option(
      names = "--max-iterations",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Default: ${DEFAULT-VALUE}.")
  private int maxIterations;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: every processor. The solution does not depend on it.")
  private @Nullable Integer threads;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = SolveSettings.AUTO,
      description = "auto, reference, simd or cuda (see gatun doctor). Default: auto.")
  private String backend = SolveSettings.AUTO;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "f64",
      description =
          "f64, f32, or mixed: f32 iterations, f64 residuals and solution. Default:"
              + " ${DEFAULT-VALUE}.")
  private String precision = "f64";

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      description = "The most off-heap memory, such as 4G. Default: what is available.")
  private @Nullable String memoryLimit;

  @Option(
      names = "--output",
      paramLabel = "x.npy",
      description = "Write the solution; for --poisson its fluid cells in order.")
  private @Nullable Path output;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Draw the convergence into a .png or .svg file, or, if its name begins with 'solution', a"
              + " slice through the solution on a grid. May be given twice.")
  private List<Path> plots = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of the summary.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** For picocli. */
  SolveCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter terminal = ProgressLine.wanted() ? spec.commandLine().getErr() : null;
    SolveSettings settings = settings();
    boolean success =
        compare == null
            ? new SolveJob(settings, terminal).run(report -> report.show(json, out)).success()
            : new CompareJob(settings, SolveNames.choices(compare, settings.source()), terminal)
                .run(json, out);
    return success ? 0 : Failures.NOT_CONVERGED;
  }

  private SolveSettings settings() {
    Source source = Source.of(file, poisson);
    if (network != null && compare == null && !method.equals("dcdm")) {
      throw new InputError("--network: expected with --method dcdm, found " + method);
    }
    return new SolveSettings(
        source,
        RightHandSide.parse(rightHandSide, source),
        oneOf("--method", method, SolveNames.METHODS),
        oneOf("--preconditioner", preconditioner, SolveNames.PRECONDITIONERS),
        network,
        stopping(),
        threads(threads),
        backend,
        Precision.valueOf(
            oneOf("--precision", precision, List.of("f64", "f32", "mixed"))
                .toUpperCase(java.util.Locale.ROOT)),
        memory(memoryLimit),
        output,
        plots);
  }

  private Stopping stopping() {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new InputError("--tolerance " + tolerance + ": expected a number between 0 and 1");
    }
    if (maxIterations < 1) {
      throw new InputError("--max-iterations " + maxIterations + ": expected at least 1");
    }
    return new Stopping(tolerance, maxIterations);
  }

  /** Returns the number of threads; without one there is a thread for each processor. */
  static int threads(@Nullable Integer given) {
    int count = given == null ? Runtime.getRuntime().availableProcessors() : given;
    if (count < 1 || count > 4096) {
      throw new InputError("--threads " + count + ": expected 1 to 4096");
    }
    return count;
  }

  /** Returns the memory that may be taken in bytes; without a limit it is what is available. */
  static long memory(@Nullable String limit) {
    if (limit != null) {
      return MemorySize.parse("--memory-limit", limit);
    }
    long bytes = Machine.here().availableBytes();
    return bytes == 0 ? Long.MAX_VALUE : bytes;
  }

  /** Returns the value if it is one of the choices, or refuses it. */
  static String oneOf(String option, String value, List<String> choices) {
    if (!choices.contains(value)) {
      throw new InputError(
          option + " '" + value + "': expected one of " + String.join(", ", choices));
    }
    return value;
  }
}
