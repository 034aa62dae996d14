package gatun.cli;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import gatun.linear.LinearOperator;
import gatun.linear.LinearSolvers;
import gatun.linear.LinearSolvers.Plan;
import gatun.linear.Minres;
import gatun.linear.MixedPrecision;
import gatun.linear.Preconditioners;
import gatun.linear.Solver;
import gatun.linear.learned.StoredDirections;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what {@code gatun solve} was asked: load, plan, prepare, solve, judge, write. */
final class SolveJob {
  private final SolveSettings settings;
  private final @Nullable PrintWriter terminal;

  /**
   * Creates the job.
   *
   * @param terminal where a progress line is drawn, null for none
   */
  SolveJob(SolveSettings settings, @Nullable PrintWriter terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  private String chosen = "named by the user";

  /** How one plan ended and what it took. */
  private record Run(
      Plan plan, Outcome outcome, double setupSeconds, double solveSeconds, double[] clock) {}

  /** The problem in memory and what it took to get it there. */
  private record Loaded(
      LinearSystem system,
      LinearOperator operator,
      HostTensor b,
      HostTensor x,
      double loadSeconds,
      double layoutSeconds) {}

  /**
   * Runs the job and shows its report, also when a signal cut it short: after this the process may
   * end. Bad input is an {@link InputError}.
   */
  SolveReport run(Consumer<SolveReport> show) {
    try (Backend backend = open();
        Workspace workspace = memory(backend)) {
      Loaded problem = load(workspace);
      try (Interruption interruption = Interruption.listen()) {
        SolveReport report = run(problem, workspace, interruption);
        show.accept(report);
        return report;
      }
    }
  }

  /** Runs the job within another one, which listens for signals until it has shown everything. */
  SolveReport run(Interruption interruption) {
    try (Backend backend = open();
        Workspace workspace = memory(backend)) {
      return run(load(workspace), workspace, interruption);
    }
  }

  private Workspace memory(Backend backend) {
    return Workspace.on(
        backend, WorkspaceSettings.defaults().named("solve").limitedTo(settings.memoryLimit()));
  }

  private Loaded load(Workspace workspace) {
    long begin = System.nanoTime();
    LinearSystem system = LinearSystem.load(settings, workspace);
    DType dtype = settings.precision() == Precision.F32 ? DType.F32 : DType.F64;
    HostTensor b = system.b();
    if (dtype == DType.F32) {
      b = workspace.zeros(DType.F32, system.b().size());
      Blas.of(workspace.backend(), DType.F64).copy(system.b(), b);
    }
    HostTensor x = workspace.zeros(dtype, b.size());
    double loadSeconds = since(begin);
    begin = System.nanoTime();
    LinearOperator operator = system.operator().apply(dtype);
    return new Loaded(system, operator, b, x, loadSeconds, since(begin));
  }

  private SolveReport run(Loaded problem, Workspace workspace, Interruption interruption) {
    Run run = first(problem, workspace, interruption);
    if (run.outcome().kind() == Outcome.Kind.NOT_DEFINITE && automatic()) {
      run = solve(indefinite(), problem, workspace, interruption);
    }
    SolveReport report = report(workspace, problem, run);
    write(problem, report);
    return report;
  }

  /** Runs the plan; one made here that the backend has no kernel for gives way to jacobi. */
  private Run first(Loaded problem, Workspace workspace, Interruption interruption) {
    Plan plan = plan(problem.operator());
    try {
      return solve(plan, problem, workspace, interruption);
    } catch (InputError e) {
      if (!automatic() || !(e.getCause() instanceof UnsupportedOperationException)) {
        throw e;
      }
      Plan simpler =
          new Plan(
              LinearSolvers.named("pcg", settings.stopping()),
              Preconditioners.named("jacobi"),
              plan.reason() + "; not " + plan.preconditioner().name() + ": " + e.getMessage());
      return solve(simpler, problem, workspace, interruption);
    }
  }

  private Run solve(Plan plan, Loaded problem, Workspace workspace, Interruption interruption) {
    HostTensor x = problem.x();
    long begin = System.nanoTime();
    Blas.of(workspace.backend(), x.dtype()).fill(0, x);
    Solver.Prepared prepared;
    try {
      prepared = solver(plan).prepare(problem.operator(), plan.preconditioner(), workspace);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new InputError(String.valueOf(e.getMessage()), e);
    }
    double setupSeconds = since(begin);
    begin = System.nanoTime();
    Outcome outcome;
    Clock clock = new Clock(begin);
    try (ProgressLine line =
        terminal == null ? null : new ProgressLine(terminal, System::nanoTime)) {
      Progress shown = line == null ? Progress.SILENT : line;
      outcome =
          prepared.solve(
              problem.b(),
              x,
              (iteration, limit, measure, goal) ->
                  clock.report(iteration, limit, measure, goal)
                      && shown.report(iteration, limit, measure, goal)
                      && !interruption.requested());
    }
    double solveSeconds = since(begin);
    return new Run(plan, outcome, setupSeconds, solveSeconds, clock.seconds(outcome));
  }

  private Solver solver(Plan plan) {
    return settings.precision() == Precision.MIXED
        ? new MixedPrecision(plan.solver())
        : plan.solver();
  }

  private boolean automatic() {
    return settings.method().equals(SolveSettings.AUTO)
        && settings.preconditioner().equals(SolveSettings.AUTO);
  }

  private Plan plan(LinearOperator operator) {
    Plan auto = LinearSolvers.auto(operator, settings.stopping());
    if (automatic()) {
      return auto;
    }
    String method = settings.method();
    String preconditioner = settings.preconditioner();
    if (method.equals(SolveSettings.AUTO)) {
      boolean general = !auto.solver().name().equals("pcg") && !auto.solver().name().equals("cg");
      method = general ? auto.solver().name() : preconditioner.equals("none") ? "cg" : "pcg";
    }
    if (preconditioner.equals(SolveSettings.AUTO)) {
      boolean takes = method.equals("pcg") || method.equals("fcg");
      boolean learned = method.equals("dcdm");
      preconditioner = learned ? "dcdm" : takes ? auto.preconditioner().name() : "none";
    }
    return new Plan(
        LinearSolvers.named(method, settings.stopping()),
        preconditioner.equals("dcdm")
            ? new StoredDirections(settings.network())
            : Preconditioners.named(preconditioner),
        "as asked");
  }

  private Plan indefinite() {
    return new Plan(
        new Minres(settings.stopping()),
        Preconditioners.none(),
        "the matrix is symmetric with a positive diagonal, but conjugate gradients found that it is"
            + " not positive definite");
  }

  private SolveReport report(Workspace workspace, Loaded problem, Run run) {
    LinearSystem system = problem.system();
    Accuracy accuracy = system.accuracy().apply(problem.x());
    boolean backward = run.outcome().kind() == Outcome.Kind.CONVERGED_BACKWARD;
    Backend backend = workspace.backend();
    return new SolveReport(
        settings.source().toString(),
        settings.rightHandSide().toString(),
        problem.operator().description(),
        system.unknowns(),
        system.nonzeros(),
        run.plan().solver().name(),
        run.plan().preconditioner().name(),
        backend.name(),
        backend.description(),
        chosen,
        backend.threads(),
        settings.precision(),
        settings.stopping().tolerance(),
        run.plan().reason(),
        run.outcome(),
        accuracy,
        accuracy.within(settings.stopping().tolerance(), backward),
        problem.loadSeconds(),
        problem.layoutSeconds() + run.setupSeconds(),
        run.solveSeconds(),
        run.clock(),
        workspace.bytes(),
        Math.max(workspace.bytes(), Machine.peakBytes()));
  }

  private void write(Loaded problem, SolveReport report) {
    LinearSystem system = problem.system();
    if (settings.output() != null) {
      VectorFile.write("--output", settings.output(), system.compact().apply(problem.x()));
    }
    for (Path plot : settings.plots()) {
      String name = plot.toString();
      byte[] picture =
          SolveSettings.ofSolution(plot)
              ? SlicePlot.draw(name, report.title(), system.slice().apply(problem.x()))
              : ConvergencePlot.draw(name, report.title(), report.outcome(), report.tolerance());
      OutputFile.write("--plot", plot, path -> java.nio.file.Files.write(path, picture));
    }
  }

  private Backend open() {
    BackendOptions options = new BackendOptions(settings.threads());
    try {
      if (!settings.backend().equals(SolveSettings.AUTO)) {
        return Backends.named(settings.backend(), options);
      }
      Backends.Choice choice = Backends.choose(settings.workload());
      chosen = choice.reason();
      return Backends.named(choice.name(), options);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InputError("--backend: " + e.getMessage(), e);
    }
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }
}
