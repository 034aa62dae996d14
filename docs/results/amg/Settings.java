import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.io.MatrixMarket;
import gatun.linear.AlgebraicMultigrid;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.PreconditionedConjugateGradient;
import gatun.linear.Preconditioner;
import gatun.linear.Preconditioners;
import gatun.linear.Stopping;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Iterations and processor time of preconditioners, one thread, random right-hand side, 1e-6.
 *
 * <p>Usage: {@code Settings REPEATS PRECONDITIONER... -- MATRIX...}; a preconditioner is a name or
 * {@code steps,ratio,theta}; a matrix is mac:N or a Matrix Market file. The times are the least of
 * the repeats, in milliseconds of the calling thread (so that other programs disturb them less).
 */
final class Settings {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  public static void main(String[] args) throws Exception {
    int dash = java.util.Arrays.asList(args).indexOf("--");
    int repeats = Integer.parseInt(args[0]);
    for (int m = dash + 1; m < args.length; m++) {
      try (Backend backend = Backends.named("simd", new BackendOptions(1));
          Workspace w = Workspace.on(backend)) {
        SparseMatrix a =
            args[m].startsWith("mac:")
                ? Poisson.named(args[m], w).matrix(DType.F64, w)
                : MatrixMarket.read(Path.of(args[m]), w);
        HostTensor b = w.zeros(DType.F64, a.rows());
        SplittableRandom random = new SplittableRandom(42);
        for (long i = 0; i < a.rows(); i++) {
          b.set(2 * random.nextDouble() - 1, i);
        }
        for (int k = 1; k < dash; k++) {
          run(backend, args[m].replaceAll(".*/", ""), args[k], a, b, repeats);
        }
      }
    }
  }

  private static void run(
      Backend backend, String matrix, String name, SparseMatrix a, HostTensor b, int repeats) {
    String[] parts = name.split(",");
    Preconditioner m =
        parts.length == 1
            ? Preconditioners.named(name)
            : new AlgebraicMultigrid(
                null,
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                null,
                1);
    double setup = Double.MAX_VALUE;
    double solve = Double.MAX_VALUE;
    Outcome outcome = null;
    for (int r = 0; r < repeats; r++) {
      try (Workspace w = Workspace.on(backend)) {
        HostTensor x = w.zeros(DType.F64, a.rows());
        MatrixOperator operator = MatrixOperator.of(a, w);
        long t0 = CLOCK.getCurrentThreadCpuTime();
        var prepared =
            PreconditionedConjugateGradient.fixed(new Stopping(1e-6, 5000)).prepare(operator, m, w);
        long t1 = CLOCK.getCurrentThreadCpuTime();
        outcome = prepared.solve(b, x, Progress.SILENT);
        setup = Math.min(setup, (t1 - t0) * 1e-6);
        solve = Math.min(solve, (CLOCK.getCurrentThreadCpuTime() - t1) * 1e-6);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-36s %-12s %-10s %4d iterations, set-up %8.2f ms, solve %8.2f ms%n",
        matrix,
        name,
        outcome.kind(),
        outcome.iterations(),
        setup,
        solve);
  }
}
