package gatun.bench.device;

import gatun.engine.Blas;
import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.linear.ConjugateGradient;
import gatun.linear.Identity;
import gatun.linear.LinearOperator;
import gatun.linear.MacOperator;
import gatun.linear.MatrixOperator;
import gatun.linear.Poisson;
import gatun.linear.Solver;
import gatun.linear.Stopping;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Laplacian as a matrix and as a stencil, and conjugate gradients on both. */
final class OperatorRuns {
  private static final int SHORT = 10; // iterations: the difference leaves the start of a solve out
  private static final int LONG = 60;

  private final Journal journal;
  private final double budget;
  private final Map<String, Double> residuals = new HashMap<>();

  OperatorRuns(Journal journal, double budget) {
    this.journal = journal;
    this.budget = budget;
  }

  /** Measures products with the Laplacian of a box, {@code box:N}. */
  void products(Subject subject, String shape, DType dtype, boolean matrix) {
    try (Workspace w = Workspace.on(subject.backend())) {
      Poisson problem = Poisson.named(shape, w);
      HostTensor x = Pattern.filled(w, dtype, problem.unknowns(), 0);
      HostTensor y = w.zeros(dtype, problem.unknowns());
      long n = problem.unknowns();
      LinearOperator a = operator(problem, matrix, dtype, w);
      double bytes = 2.0 * n * dtype.bytes();
      bytes += matrix ? (4.0 + dtype.bytes()) * problem.nonzeros() + 4 * n : n;
      a.apply(x, y);
      String check = check(problem, y);
      List<Double> seconds = subject.seconds(budget, () -> a.apply(x, y));
      String kernel = matrix ? "spmv" : "stencil";
      String note = a.description();
      journal.add(
          Reading.of("sparse", kernel, shape, dtype, subject, seconds, bytes, 0, check, note));
    }
  }

  /** Returns the Laplacian of a problem, stored or not. */
  private static LinearOperator operator(
      Poisson problem, boolean matrix, DType dtype, Workspace w) {
    return matrix
        ? MatrixOperator.of(problem.matrix(dtype, w), w)
        : problem.operator(dtype, w.backend());
  }

  /** Compares with the seven points of the formula; a box has every cell, in the grid's order. */
  private static String check(Poisson problem, HostTensor y) {
    Grid g = problem.grid();
    HostTensor cells = (HostTensor) problem.cells();
    return Pattern.check(
        y,
        c -> {
          long i = c % g.nx();
          long j = c / g.nx() % g.ny();
          long k = c / g.nx() / g.ny();
          double sum = cells.integerAt(c) * Pattern.value(c, 0);
          long[][] steps = {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}};
          for (long[] s : steps) {
            boolean inside =
                i + s[0] >= 0
                    && i + s[0] < g.nx()
                    && j + s[1] >= 0
                    && j + s[1] < g.ny()
                    && k + s[2] >= 0
                    && k + s[2] < g.nz();
            long other = c + s[0] + g.nx() * (s[1] + g.ny() * s[2]);
            sum -= inside ? Pattern.value(other, 0) : 0;
          }
          return sum;
        });
  }

  /** Measures iterations of conjugate gradients on {@code mac:N}, as a solver's user sees them. */
  void iterations(Subject subject, String shape, boolean matrix) {
    try (Workspace w = Workspace.on(subject.backend())) {
      Poisson problem = Poisson.named(shape, w);
      HostTensor b = problem.plume(w);
      LinearOperator a = operator(problem, matrix, DType.F64, w);
      if (!matrix) {
        HostTensor grid = w.zeros(DType.F64, problem.grid().cells());
        problem.scatter(b, grid);
        b = grid;
      }
      HostTensor x = w.zeros(DType.F64, b.size());
      double[] residual = new double[1];
      List<Double> seconds = new ArrayList<>();
      Solver.Prepared start = prepared(a, SHORT, w);
      Solver.Prepared whole = prepared(a, LONG, w);
      solve(start, b, x, residual);
      double spent = 0;
      while (seconds.size() < 3 || (spent < budget && seconds.size() < 9)) {
        double few = solve(start, b, x, residual);
        double many = solve(whole, b, x, residual);
        seconds.add((many - few) / (LONG - SHORT));
        spent += few + many;
        if (spent > 4 * budget) {
          break;
        }
      }
      String kernel = matrix ? "cg matrix" : "cg stencil";
      double bytes = matrix ? 12.0 * problem.nonzeros() : problem.grid().cells();
      bytes += 9.0 * 8 * problem.unknowns();
      String check = agreement(kernel + shape, residual[0]);
      String note = a.description();
      journal.add(
          Reading.of("cg", kernel, shape, DType.F64, subject, seconds, bytes, 0, check, note));
    }
  }

  private static Solver.Prepared prepared(LinearOperator a, int count, Workspace w) {
    return new ConjugateGradient(new Stopping(1e-15, count)).prepare(a, new Identity(), w);
  }

  /** Returns the seconds of a solve from zero. */
  private static double solve(
      Solver.Prepared solver, HostTensor b, HostTensor x, double[] residual) {
    Blas.of(x.owner().backend(), DType.F64).fill(0, x);
    long begin = System.nanoTime();
    residual[0] = solver.solve(b, x, Progress.SILENT).residual();
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** Compares the residual with that of the subject that came first at this work. */
  private String agreement(String work, double residual) {
    double first = residuals.computeIfAbsent(work, _ -> residual);
    double error = Math.abs(residual - first) / first;
    return error < 1e-6
        ? "ok, residual " + (float) residual + ", apart by " + (float) error
        : "wrong: the residual is " + residual + ", expected " + first;
  }

  /** Writes the cells of a problem to a file, a byte each, for the programs of peers. */
  static void writeCells(String shape, Path file) throws IOException {
    try (Subject host = Subject.simd(1);
        Workspace w = Workspace.on(host.backend());
        FileChannel out =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      MacOperator a = Poisson.named(shape, w).operator(DType.F64, host.backend());
      var bytes = ((HostTensor) a.cells()).segment().asByteBuffer();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }
}
