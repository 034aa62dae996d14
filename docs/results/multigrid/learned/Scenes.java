import gatun.engine.*;
import gatun.linear.*;
import java.util.*;

/** Iterations of mg on scenes that nothing was learned from, walls around but for the top. Usage: java ... Scenes.java, arguments of java as in ../run; classes of before or after decision 0025. */
public class Scenes {
  static int at(double[] h, double tol) {
    int k = 0;
    while (k < h.length - 1 && h[k] > tol) k++;
    return k;
  }

  static double crossing(double[] h, double tol) {
    int k = at(h, tol);
    double p = Math.log(h[k - 1]), q = Math.log(h[k]);
    return k - 1 + (Math.log(tol) - p) / (q - p);
  }

  public static void main(String[] args) {
    try (Backend backend = Backends.named("simd", new BackendOptions(1))) {
      for (String scene : List.of("pool", "tilted", "bubbles", "drop", "pillars", "noise")) {
        StringBuilder line = new StringBuilder(scene + ":");
        for (int n : new int[] {40, 64, 75}) {
          try (Workspace w = Workspace.on(backend)) {
            Grid g = new Grid(n, n, n);
            SplittableRandom random = new SplittableRandom(5);
            double[][] balls = new double[40][];
            for (int i = 0; i < 40; i++) balls[i] = new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble(), 0.03 + 0.06 * random.nextDouble()};
            int[] kind = new int[(int) g.cells()]; // 0 wall, 1 air, 2 fluid
            for (int c = 0; c < kind.length; c++) {
              double x = (c % n + .5) / n, y = (c / n % n + .5) / n, z = (c / n / n + .5) / n;
              boolean in = Arrays.stream(balls).anyMatch(b -> (x - b[0]) * (x - b[0]) + (y - b[1]) * (y - b[1]) + (z - b[2]) * (z - b[2]) < b[3] * b[3]);
              kind[c] = switch (scene) {
                case "pool" -> z < 0.61 ? 2 : 1;
                case "tilted" -> z < 0.3 + 0.4 * x + 0.1 * y ? 2 : 1;
                case "bubbles" -> in ? 1 : 2;
                case "drop" -> (x - .5) * (x - .5) + (y - .5) * (y - .5) + (z - .5) * (z - .5) < 0.2 ? 2 : 1;
                case "pillars" -> in ? 0 : z < 0.8 ? 2 : 1;
                default -> random.nextDouble() < 0.9 ? 2 : random.nextInt(2);
              };
            }
            HostTensor cells = w.zeros(DType.I8, g.cells()), b = w.zeros(DType.F64, g.cells()), x = w.zeros(DType.F64, g.cells());
            int[][] steps = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
            for (int c = 0; c < kind.length; c++) {
              if (kind[c] != 2) continue;
              long i = c % n, j = c / n % n, k = c / n / n;
              int open = 0;
              for (int[] s : steps) open += g.contains(i + s[0], j + s[1], k + s[2]) ? Math.min(kind[(int) g.index(i + s[0], j + s[1], k + s[2])], 1) : k + s[2] >= n ? 1 : 0;
              cells.setInteger(open, c);
              b.set(open == 0 ? 0 : 2 * random.nextDouble() - 1, c);
            }
            MacOperator a = MacOperator.of(g, cells, DType.F64, backend);
            Outcome o = PreconditionedConjugateGradient.fixed(new Stopping(1e-10, 60)).prepare(a, new Multigrid(), w).solve(b, x, Progress.SILENT);
            HostTensor r = w.zeros(DType.F64, g.cells());
            a.apply(x, r);
            double norm = 0, left = 0;
            int fluid = 0;
            for (long c = 0; c < g.cells(); c++) {
              norm += b.at(c) * b.at(c);
              left += (b.at(c) - r.at(c)) * (b.at(c) - r.at(c));
              fluid += kind[(int) c] == 2 ? 1 : 0;
            }
            line.append(String.format(Locale.ROOT, "  %d (%d): %d / %d, %.2f / %.2f, true %.1e%s", n, fluid, at(o.history(), 1e-6), o.iterations(), crossing(o.history(), 1e-6), crossing(o.history(), 1e-10), Math.sqrt(left / norm), o.success() ? "" : " " + o.kind()));
          }
        }
        System.out.println(line);
      }
    }
  }
}
