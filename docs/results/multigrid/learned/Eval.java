package gatun.linear;

import gatun.engine.*;
import java.nio.file.*;
import java.util.*;

/** Solves with several designs in turn, one thread. Usage: run eval FILE ROUNDS PROBLEM...; a line of FILE is NAME DESIGN X..., the first is what ratios refer to. */
public class Eval {
  public static void main(String[] args) throws Exception {
    List<String> names = new ArrayList<>();
    List<Tuning> designs = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      if (line.isBlank() || line.startsWith("#")) continue;
      String[] g = line.trim().split(" +", 3);
      String[] numbers = g.length < 3 ? new String[0] : g[2].replaceAll("[,\\[\\]]", " ").trim().split(" +");
      double[] x = Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray();
      names.add(g[0]);
      designs.add(Learn.make(g[1], x));
    }
    int rounds = Integer.parseInt(args[1]);
    int n = designs.size();
    try (Backend be = Backends.named("simd", new BackendOptions(1))) {
      for (int a = 2; a < args.length; a++) {
        try (Workspace w = Workspace.on(be)) {
          Learn.Case c = Learn.load(be, w, args[a], false);
          for (double tol : new double[] {1e-6, 1e-10}) {
            try (Workspace v = Workspace.on(be)) {
              Solver.Prepared[] p = new Solver.Prepared[n];
              for (int i = 0; i < n; i++) {
                Tuning.current = designs.get(i);
                p[i] = PreconditionedConjugateGradient.fixed(new Stopping(tol, 60)).prepare(c.a(), new Multigrid(), v);
              }
              for (int b = 0; b < 2; b++) measure(be, c, b, tol, p, names, rounds);
            }
          }
        }
      }
    }
  }

  static void measure(Backend be, Learn.Case c, int b, double tol, Solver.Prepared[] p, List<String> names, int rounds) {
    int n = p.length;
    double[][] s = new double[n][rounds], cpu = new double[n][rounds];
    var clock = java.lang.management.ManagementFactory.getThreadMXBean();
    int[] iterations = new int[n];
    double[] crossing = new double[n];
    for (int r = -2; r < rounds; r++) {
      for (int q = 0; q < n; q++) {
        int i = (q + r + 2) % n;
        Blas.of(be, DType.F64).fill(0, c.x());
        long t = System.nanoTime(), used = clock.getCurrentThreadCpuTime();
        var o = p[i].solve(c.b()[b], c.x(), Progress.SILENT);
        if (r >= 0) {
          s[i][r] = (System.nanoTime() - t) * 1e-9;
          cpu[i][r] = (clock.getCurrentThreadCpuTime() - used) * 1e-9;
        }
        iterations[i] = o.success() ? o.iterations() : -1;
        crossing[i] = Learn.crossing(o.history(), tol);
      }
    }
    double first = median(s[0]);
    for (int i = 0; i < n; i++) {
      double[] ratio = new double[rounds];
      for (int r = 0; r < rounds; r++) ratio[r] = s[i][r] / s[0][r];
      System.out.printf(Locale.ROOT, "{\"problem\":\"%s\",\"rhs\":\"%s\",\"threads\":1,\"tolerance\":%.0e,\"design\":\"%s\",\"iterations\":%d,\"crossing\":%.2f,\"median\":%.5f,\"of_medians\":%.3f,\"median_ratio\":%.3f,\"cpu_ratio\":%.3f,\"seconds\":%s,\"cpu\":%s}%n",
          c.name(), b == 0 ? "plume" : "random", tol, names.get(i), iterations[i], crossing[i], median(s[i]), median(s[i]) / first, median(ratio), median(cpu[i]) / median(cpu[0]), Arrays.toString(s[i]), Arrays.toString(cpu[i]));
    }
  }

  static double median(double[] x) {
    double[] z = x.clone();
    Arrays.sort(z);
    return z[z.length / 2];
  }
}
