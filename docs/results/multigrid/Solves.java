import gatun.engine.*;
import gatun.linear.*;
import java.util.*;

/**
 * Solves one problem by several methods in turn, warm, in one JVM. Usage: java ... Solves.java THREADS ROUNDS TOLERANCE
 * PROBLEM SOURCE METHOD...; METHOD is cg, mic0 (on the matrix), mg or mg:STEPS:LOWEST. One line of JSON a method: wall
 * seconds of each solve, and the processor's seconds of the calling thread, which other work on the machine disturbs less.
 */
public class Solves {
  record Run(String name, Solver.Prepared prepared, HostTensor b, HostTensor x, double setUp, long unknowns) {}

  public static void main(String[] args) {
    int threads = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    double tolerance = Double.parseDouble(args[2]);
    try (Backend backend = Backends.named("simd", new BackendOptions(threads));
        Workspace w = Workspace.on(backend)) {
      Poisson p = Poisson.named(args[3], w);
      HostTensor b = switch (args[4]) {
        case "plume" -> p.plume(w);
        case "smooth" -> p.smooth(w);
        default -> p.random(new SplittableRandom(42), w);
      };
      HostTensor wide = w.zeros(DType.F64, p.grid().cells());
      p.scatter(b, wide);
      Stopping stopping = new Stopping(tolerance, 5000);
      List<Run> runs = new ArrayList<>();
      Map<String, List<Double>> times = new LinkedHashMap<>();
      for (int i = 5; i < args.length; i++) {
        String m = args[i];
        for (int again = 0; again < 2; again++) { // the second set-up is warmer
          long t = System.nanoTime();
          Run run;
          if (m.equals("mic0")) {
            var a = MatrixOperator.of(p.matrix(DType.F64, w), w);
            t = System.nanoTime();
            run = new Run(m, PreconditionedConjugateGradient.fixed(stopping).prepare(a, Preconditioners.named("mic0"), w), b, w.zeros(DType.F64, b.size()), (System.nanoTime() - t) * 1e-9, p.unknowns());
          } else {
            var a = p.operator(DType.F64, backend);
            HostTensor x = w.zeros(DType.F64, wide.size());
            String[] f = m.split(":");
            Preconditioner mg = f.length == 3 ? new Multigrid(Integer.parseInt(f[1]), Double.parseDouble(f[2])) : m.equals("mg") ? new Multigrid() : null;
            run = new Run(m, mg != null ? PreconditionedConjugateGradient.fixed(stopping).prepare(a, mg, w)
                : new ConjugateGradient(stopping).prepare(a, Preconditioners.none(), w), wide, x, (System.nanoTime() - t) * 1e-9, p.unknowns());
          }
          if (again == 1 || p.grid().nx() > 128) { runs.add(run); break; }
          if (m.equals("cg")) { runs.add(run); break; }
        }
        times.put(m, new ArrayList<>());
      }
      Blas blas = Blas.of(backend, DType.F64);
      var clock = java.lang.management.ManagementFactory.getThreadMXBean();
      Map<String, List<Double>> cpu = new LinkedHashMap<>();
      for (Run run : runs) cpu.put(run.name, new ArrayList<>());
      Outcome[] last = new Outcome[runs.size()];
      for (int r = -1; r < rounds; r++) {
        for (int i = 0; i < runs.size(); i++) {
          Run run = runs.get(i);
          int repeats = r < 0 && !(run.name.equals("cg") || run.name.equals("mic0")) && p.grid().nx() <= 128 ? 5 : 1;
          for (int k = 0; k < repeats; k++) {
            blas.fill(0, run.x);
            long c = clock.getCurrentThreadCpuTime();
            long t = System.nanoTime();
            last[i] = run.prepared.solve(run.b, run.x, (it, limit, residual, goal) -> true);
            double s = (System.nanoTime() - t) * 1e-9;
            double used = (clock.getCurrentThreadCpuTime() - c) * 1e-9;
            if (r >= 0) {
              times.get(run.name).add(s);
              cpu.get(run.name).add(used);
            }
          }
        }
      }
      for (int i = 0; i < runs.size(); i++) {
        Run run = runs.get(i);
        List<Double> all = times.get(run.name);
        List<Double> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        List<Double> busy = new ArrayList<>(cpu.get(run.name));
        Collections.sort(busy);
        double used = busy.isEmpty() ? 0 : busy.get(busy.size() / 2);
        double median = sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
        double[] h = last[i].history();
        int[] at = new int[3];
        double[] tol = {1e-4, 1e-6, 1e-10};
        for (int t = 0; t < 3; t++) { at[t] = -1; for (int k = 0; k < h.length; k++) if (h[k] <= tol[t]) { at[t] = k; break; } }
        System.out.printf(Locale.ROOT, "{\"problem\":\"%s\",\"rhs\":\"%s\",\"threads\":%d,\"tolerance\":%g,\"method\":\"%s\",\"kind\":\"%s\",\"unknowns\":%d,\"iterations\":%d,\"at\":%s,\"setup\":%.4f,\"median\":%.5f,\"cpu_median\":%.5f,\"cpu_us_per_unknown\":%.4f,\"us_per_unknown\":%.4f,\"least_us_per_unknown\":%.4f,\"seconds\":%s,\"cpu\":%s}%n",
            args[3], args[4], threads, tolerance, run.name, last[i].kind(), run.unknowns, last[i].iterations(), Arrays.toString(at), run.setUp, median, used, used * 1e6 / run.unknowns, median * 1e6 / run.unknowns, sorted.getFirst() * 1e6 / run.unknowns, all, cpu.get(run.name));
      }
    }
  }
}
