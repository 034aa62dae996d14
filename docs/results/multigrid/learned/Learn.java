package gatun.linear;

import gatun.engine.*;
import gatun.linear.learned.RitzSides;
import java.util.*;
import java.util.function.*;

/**
 * Learns parameters of the V-cycle by Nelder and Mead's search over true solves. Usage: run learn BUDGET DESIGN...
 *
 * <p>DESIGN is STEPS,STEPS,STEPS:LETTERS, steps on the finest, the next and all other grids; their weights are learned unless the
 * letters have 0. g: a factor of each grid's correction. w: the relaxation's weight by kind of cell. s: interpolation by
 * kind of cell. a: ties to air on coarse grids. p: ties to air of partly fluid coarse cells. t: all but the finest grid
 * visit the next twice. Pn (Pnt, Pne): Chebyshev weights of n steps, learned are where the spectrum begins on the finest and on
 * coarse grids and one factor for ties of partly fluid cells (e: counted of 8 children also beyond the grid). An L before
 * the design: learned by the loss of deep conjugate directions, |b - alpha A M b|, on 16 combinations of 100 Ritz vectors of each domain;
 * otherwise by iterations, as crossings of 1e-6 and 1e-10 in the history: mean of (k6 / 6 + k10 / 10) / 2, times 8, for a plume and noise.
 * Learned on mac:32, mac:45, box:32; never on mac:63, mac:64, box:63, box:64, whose figures are printed beside.
 */
public class Learn {
  record Case(String name, MacOperator a, HostTensor[] b, HostTensor x, HostTensor[] ritz) {}

  static int evaluations;

  static double crossing(double[] h, double tol) {
    double l = Math.log(tol);
    for (int k = 1; k < h.length; k++) {
      if (h[k] <= tol) {
        double p = Math.log(h[k - 1] / h[0]), q = Math.log(h[k] / h[0]);
        return k - 1 + (l - p) / (q - p);
      }
    }
    return 60;
  }

  static double[] rates(Backend be, Case c) {
    double s6 = 0, s10 = 0;
    try (Workspace w = Workspace.on(be)) {
      var p = PreconditionedConjugateGradient.fixed(new Stopping(1e-10, 40)).prepare(c.a, new Multigrid(), w);
      for (HostTensor b : c.b) {
        Blas.of(be, DType.F64).fill(0, c.x);
        var o = p.solve(b, c.x, Progress.SILENT);
        s6 += crossing(o.history(), 1e-6);
        s10 += crossing(o.history(), 1e-10);
      }
    }
    return new double[] {s6 / c.b.length, s10 / c.b.length};
  }

  static double iterations(Backend be, List<Case> cs) {
    double sum = 0;
    for (Case c : cs) {
      double[] r = rates(be, c);
      sum += (r[0] / 6 + r[1] / 10) / 2;
    }
    return sum / cs.size() * 8;
  }

  static double lineSearch(Backend be, List<Case> cs) {
    double sum = 0;
    Blas blas = Blas.of(be, DType.F64);
    for (Case c : cs) {
      try (Workspace w = Workspace.on(be)) {
        LinearOperator m = new Multigrid().prepare(c.a, w);
        HostTensor y = w.zeros(DType.F64, c.x.size());
        for (HostTensor b : c.ritz) {
          m.apply(b, c.x);
          c.a.apply(c.x, y);
          double alpha = blas.dot(b, c.x) / blas.dot(c.x, y);
          blas.scal(-alpha, y);
          blas.axpy(1, b, y);
          sum += blas.nrm2(y) / c.ritz.length;
        }
      }
    }
    return sum / cs.size();
  }

  static Case load(Backend be, Workspace w, String name, boolean ritz) throws java.io.IOException {
    Poisson p = Poisson.named(name, w);
    HostTensor[] b = new HostTensor[2];
    HostTensor[] src = {p.plume(w), p.random(new SplittableRandom(7), w)};
    for (int i = 0; i < 2; i++) {
      b[i] = w.zeros(DType.F64, p.grid().cells());
      p.scatter(src[i], b[i]);
    }
    MacOperator a = p.operator(DType.F64, be);
    return new Case(name, a, b, w.zeros(DType.F64, p.grid().cells()), ritz ? RitzSides.of(a, b[1], 100, 16, w) : null);
  }

  static double[] nelderMead(double[] x0, double step, int budget, ToDoubleFunction<double[]> f) {
    int n = x0.length;
    double[][] s = new double[n + 1][];
    double[] v = new double[n + 1];
    for (int i = 0; i <= n; i++) {
      s[i] = x0.clone();
      if (i > 0) s[i][i - 1] += step;
      v[i] = f.applyAsDouble(s[i]);
    }
    double expand = 1 + 2.0 / n, contract = 0.75 - 0.5 / n, shrink = n == 1 ? 0.5 : 1 - 1.0 / n;
    for (int e = n + 1; e < budget; e++) {
      Integer[] o = new Integer[n + 1];
      for (int i = 0; i <= n; i++) o[i] = i;
      double[] old = v;
      double[][] all = s;
      Arrays.sort(o, Comparator.comparingDouble(i -> old[i]));
      s = Arrays.stream(o).map(i -> all[i]).toArray(double[][]::new);
      v = Arrays.stream(o).mapToDouble(i -> old[i]).toArray();
      if (v[n] - v[0] < 1e-4 * v[0]) break;
      double[] m = new double[n];
      for (int i = 0; i < n; i++) for (int d = 0; d < n; d++) m[d] += s[i][d] / n;
      double[] r = at(m, s[n], -1);
      double fr = f.applyAsDouble(r);
      if (fr < v[0]) {
        double[] q = at(m, s[n], -expand);
        double fq = f.applyAsDouble(q);
        e++;
        s[n] = fq < fr ? q : r;
        v[n] = Math.min(fq, fr);
      } else if (fr < v[n - 1]) {
        s[n] = r;
        v[n] = fr;
      } else {
        double[] q = at(m, s[n], fr < v[n] ? -contract : contract);
        double fq = f.applyAsDouble(q);
        e++;
        if (fq < Math.min(fr, v[n])) {
          s[n] = q;
          v[n] = fq;
        } else {
          for (int i = 1; i <= n; i++, e++) {
            s[i] = at(s[0], s[i], shrink);
            v[i] = f.applyAsDouble(s[i]);
          }
        }
      }
    }
    int best = 0;
    for (int i = 1; i <= n; i++) if (v[i] < v[best]) best = i;
    return s[best];
  }

  static double[] at(double[] m, double[] x, double c) {
    double[] r = new double[m.length];
    for (int d = 0; d < r.length; d++) r[d] = m[d] + c * (x[d] - m[d]);
    return r;
  }

  static double lowest(int steps) {
    return steps == 1 ? 0.6 : steps == 2 ? 0.35 : steps == 3 ? 0.2 : 0.12;
  }

  /** Makes the parameters of a design; x are logarithms of factors, 0 for the cycle as it was. */
  static Tuning make(String spec, double[] x) {
    if (spec.startsWith("P")) {
      int k = spec.charAt(1) - '0';
      double l = lowest(k);
      Tuning t = new Tuning(new double[][] {Multigrid.weights(k, l * Math.exp(x[0]), 2), Multigrid.weights(k, l * Math.exp(x[1]), 2)});
      t.partly = new double[] {Math.exp(x[2])};
      t.twiceFrom = spec.contains("t") ? 1 : 99;
      t.eight = spec.contains("e");
      return t;
    }
    String[] f = spec.split(":");
    String[] st = f[0].split(",");
    String letters = f.length > 1 ? f[1] : "";
    double[][] w = new double[st.length][];
    int p = 0;
    for (int i = 0; i < st.length; i++) {
      int k = Integer.parseInt(st[i]);
      w[i] = Multigrid.weights(k, lowest(k), 2);
      for (int j = 0; j < k && !letters.contains("0"); j++) w[i][j] *= Math.exp(x[p++]);
    }
    Tuning t = new Tuning(w);
    for (char c : letters.toCharArray()) {
      double[] v = new double[length(c, st.length)];
      for (int i = 0; i < v.length; i++) v[i] = Math.exp(x[p++]);
      switch (c) {
        case 'g' -> t.gamma = v;
        case 'w' -> t.tw = new double[][] {kinds(v)};
        case 's' -> t.ts = new double[][] {kinds(v)};
        case 'a' -> t.ties = v;
        case 'p' -> t.partly = v;
        case 't' -> t.twiceFrom = 1;
        default -> {}
      }
    }
    return t;
  }

  static double[] kinds(double[] v) {
    double[] r = new double[6];
    r[0] = 1;
    System.arraycopy(v, 0, r, 1, 5);
    return r;
  }

  static int length(char letter, int levels) {
    return letter == 'g' ? levels : letter == 'w' || letter == 's' ? 5 : letter == 'a' || letter == 'p' ? 2 : 0;
  }

  static int size(String spec) {
    if (spec.startsWith("P")) return 3;
    String[] f = spec.split(":");
    String[] st = f[0].split(",");
    String letters = f.length > 1 ? f[1] : "";
    int n = 0;
    for (String s : st) n += letters.contains("0") ? 0 : Integer.parseInt(s);
    for (char c : letters.toCharArray()) n += length(c, st.length);
    return n;
  }

  public static void main(String[] args) throws Exception {
    try (Backend be = Backends.named("simd", new BackendOptions(1)); Workspace w = Workspace.on(be)) {
      List<Case> train = new ArrayList<>(), test = new ArrayList<>();
      for (String s : List.of("mac:32", "mac:45", "box:32")) train.add(load(be, w, s, true));
      for (String s : List.of("mac:63", "mac:64", "box:63", "box:64")) test.add(load(be, w, s, false));
      int budget = Integer.parseInt(args[0]);
      for (int i = 1; i < args.length; i++) {
        boolean line = args[i].startsWith("L");
        String spec = args[i].substring(line ? 1 : 0);
        ToDoubleFunction<double[]> f = y -> {
          evaluations++;
          Tuning.current = make(spec, y);
          return line ? lineSearch(be, train) : iterations(be, train);
        };
        double[] x = new double[size(spec)];
        evaluations = 0;
        double before = f.applyAsDouble(x), held = iterations(be, test);
        if (x.length > 0 && budget > 0) {
          x = nelderMead(x, 0.1, budget * 2 / 3, f);
          x = nelderMead(x, 0.05, budget / 3, f);
        }
        int count = evaluations;
        double after = f.applyAsDouble(x);
        StringBuilder each = new StringBuilder();
        for (Case c : test) {
          double[] r = rates(be, c);
          each.append(String.format(Locale.ROOT, "%s\"%s\":[%.2f,%.2f]", each.isEmpty() ? "" : ",", c.name, r[0], r[1]));
        }
        System.out.printf(Locale.ROOT, "{\"design\":\"%s\",\"parameters\":%d,\"evaluations\":%d,\"loss\":[%.4f,%.4f],\"held_out_loss\":[%.3f,%.3f],\"held_out\":{%s},\"x\":%s,\"values\":\"%s\"}%n",
            args[i], x.length, count, before, after, held, iterations(be, test), each, Arrays.toString(x), Tuning.current);
      }
    }
  }
}
