import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Outcome;
import gatun.engine.Progress;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.io.MatrixMarket;
import gatun.linear.*;
import java.nio.file.Path;
import java.util.*;

/**
 * Times methods of linear solves beside each other in one JVM: set-up and solve, the first (cold)
 * and the median of the later ones (warm), in turn. Arguments: threads, tolerance, seconds, problem,
 * plans such as cg/none/f64 (on a grid without a matrix), pcg/mic0/mixed. One line a plan.
 */
public class Plans {
  record Row(String plan, List<Double> setup, List<Double> solve, int[] iterations, String[] kind) {}

  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    Stopping stopping = new Stopping(Double.parseDouble(args[1]), 100_000);
    double seconds = Double.parseDouble(args[2]);
    String problem = args[3];
    List<Row> rows = new ArrayList<>();
    for (String plan : Arrays.asList(args).subList(4, args.length)) {
      rows.add(new Row(plan, new ArrayList<>(), new ArrayList<>(), new int[1], new String[1]));
    }
    long end = System.nanoTime() + (long) (seconds * 1e9);
    try (Backend backend = Backends.named("simd", new BackendOptions(threads))) {
      for (int round = 0; round < 3 || round < 60 && System.nanoTime() < end; round++) {
        for (Row row : rows) {
          run(backend, problem, stopping, row);
        }
      }
    }
    for (Row r : rows) {
      System.out.printf(
          Locale.ROOT,
          "{\"problem\": \"%s\", \"tolerance\": %s, \"threads\": %d, \"plan\": \"%s\","
              + " \"outcome\": \"%s\", \"iterations\": %d, \"coldSetupMs\": %.2f, \"coldSolveMs\": %.2f,"
              + " \"setupMs\": %.3f, \"solveMs\": %.3f, \"rounds\": %d}%n",
          Path.of(problem).getFileName(), args[1], threads, r.plan, r.kind[0], r.iterations[0],
          r.setup.get(0), r.solve.get(0), median(r.setup), median(r.solve), r.solve.size());
    }
  }

  static double median(List<Double> all) {
    List<Double> warm = new ArrayList<>(all.subList(all.size() / 3, all.size()));
    Collections.sort(warm);
    return warm.get(warm.size() / 2);
  }

  static void run(Backend backend, String problem, Stopping stopping, Row row) throws Exception {
    String[] plan = row.plan.split("/");
    try (Workspace w = Workspace.on(backend)) {
      boolean grid = problem.contains(":");
      boolean free = grid && (plan[1].equals("none") || plan[1].equals("jacobi"));
      Poisson poisson = grid ? Poisson.named(problem, w) : null;
      SparseMatrix a = free ? null : grid ? null : MatrixMarket.read(Path.of(problem), w);
      HostTensor b;
      if (grid) {
        b = poisson.plume(w);
        if (free) {
          HostTensor wide = w.zeros(DType.F64, poisson.grid().cells());
          poisson.scatter(b, wide);
          b = wide;
        }
      } else {
        b = w.zeros(DType.F64, a.rows());
        SplittableRandom random = new SplittableRandom(42);
        for (long i = 0; i < b.size(); i++) {
          b.set(2 * random.nextDouble() - 1, i);
        }
      }
      long t0 = System.nanoTime();
      if (grid && !free) {
        a = poisson.matrix(DType.F64, w);
      }
      LinearOperator operator =
          free
              ? poisson.operator(DType.F64, backend)
              : MatrixOperator.of(a, SparseFormat.AUTO, EnumSet.allOf(Trait.class), w);
      Solver solver = LinearSolvers.named(plan[0], stopping);
      if (plan[2].equals("mixed")) {
        solver = plan.length > 3 ? new MixedPrecision(solver, Double.parseDouble(plan[3])) : new MixedPrecision(solver);
      }
      Solver.Prepared prepared = solver.prepare(operator, Preconditioners.named(plan[1]), w);
      HostTensor x = w.zeros(DType.F64, b.size());
      long t1 = System.nanoTime();
      Outcome outcome = prepared.solve(b, x, Progress.SILENT);
      long t2 = System.nanoTime();
      row.setup.add((t1 - t0) * 1e-6);
      row.solve.add((t2 - t1) * 1e-6);
      row.iterations[0] = outcome.iterations();
      row.kind[0] = outcome.kind().name();
    }
  }
}
