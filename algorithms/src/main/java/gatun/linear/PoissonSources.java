package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;

/** The right-hand sides of the {@link Poisson} problems, in the compact numbering. */
final class PoissonSources {
  private PoissonSources() {}

  static HostTensor ones(long unknowns, Workspace workspace) {
    HostTensor b = workspace.zeros(DType.F64, unknowns);
    MemorySegment target = b.segment();
    for (long c = 0; c < unknowns; c++) {
      target.setAtIndex(ValueLayout.JAVA_DOUBLE, c, 1);
    }
    return b;
  }

  static HostTensor random(long unknowns, RandomGenerator random, Workspace workspace) {
    HostTensor b = workspace.zeros(DType.F64, unknowns);
    MemorySegment target = b.segment();
    for (long c = 0; c < unknowns; c++) {
      target.setAtIndex(ValueLayout.JAVA_DOUBLE, c, 2 * random.nextDouble() - 1);
    }
    return b;
  }

  /** Each bump is a product of three factors, one for each axis: 6 n exponentials in all. */
  static HostTensor smooth(Grid g, HostTensor kinds, long unknowns, Workspace workspace) {
    HostTensor b = workspace.zeros(DType.F64, unknowns);
    MemorySegment target = b.segment();
    MemorySegment kind = kinds.segment();
    int n = (int) g.nx();
    double[][] hill = {bump(n, 40, .3), bump(n, 40, .4), bump(n, 40, .6)};
    double[][] dale = {bump(n, 60, .7), bump(n, 60, .6), bump(n, 60, .3)};
    long c = 0;
    long unknown = 0;
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        double high = hill[1][j] * hill[2][k];
        double low = .5 * dale[1][j] * dale[2][k];
        for (int i = 0; i < n; i++, c++) {
          if (kind.get(ValueLayout.JAVA_BYTE, c) == PoissonCells.FLUID) {
            double value = hill[0][i] * high - dale[0][i] * low;
            target.setAtIndex(ValueLayout.JAVA_DOUBLE, unknown++, value);
          }
        }
      }
    }
    return b;
  }

  private static double[] bump(int n, double sharpness, double centre) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      double distance = (i + .5) / n - centre;
      values[i] = Math.exp(-sharpness * distance * distance);
    }
    return values;
  }

  static HostTensor plume(
      Grid g, HostTensor kinds, boolean openSides, long unknowns, Workspace workspace) {
    HostTensor b = workspace.zeros(DType.F64, unknowns);
    MemorySegment target = b.segment();
    Faces faces = new Faces(g, kinds, openSides, new Plume((int) g.nx()));
    int n = (int) g.nx();
    long c = 0;
    long unknown = 0;
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < n; i++, c++) {
          if (faces.kind.get(ValueLayout.JAVA_BYTE, c) == PoissonCells.FLUID) {
            target.setAtIndex(ValueLayout.JAVA_DOUBLE, unknown++, -faces.outflow(i, j, k));
          }
        }
      }
    }
    return b;
  }

  /** The velocities through the faces of fluid cells. */
  private static final class Faces {
    private final Grid grid;
    private final MemorySegment kind;
    private final boolean openSides;
    private final Plume plume;

    Faces(Grid grid, HostTensor kinds, boolean openSides, Plume plume) {
      this.grid = grid;
      this.kind = kinds.segment();
      this.openSides = openSides;
      this.plume = plume;
    }

    double outflow(int i, int j, int k) {
      double u = open(i + 1, j, k, plume.u(i + 1, j, k)) - open(i - 1, j, k, plume.u(i, j, k));
      double v = open(i, j + 1, k, plume.v(i, j + 1, k)) - open(i, j - 1, k, plume.v(i, j, k));
      double w = open(i, j, k + 1, plume.w(i, j, k + 1)) - open(i, j, k - 1, plume.w(i, j, k));
      return u + v + w;
    }

    private double open(int i, int j, int k, double velocity) {
      byte neighbour = PoissonCells.kind(kind, grid, openSides, i, j, k);
      return neighbour == PoissonCells.SOLID ? 0 : velocity;
    }
  }

  /**
   * A rising swirl. With X = x − ½, Y = y − ½ and g = exp(−(X² + Y²) / (2 · .1²)):
   *
   * <pre>
   *   u = −5 Y g cos 3πz + .2 g sin 4πz,   v = 5 X g cos 3πz,   w = g (1 − exp(−z/.1)) (1 + .3 sin 6πz)
   * </pre>
   *
   * Places are half cells: 2i for a face, 2i + 1 for a centre. The Gaussian is a product, so 2n + 1
   * exponentials serve all faces.
   */
  private static final class Plume {
    private final double[] gauss;
    private final double[] offset;
    private final double[] swirl;
    private final double[] sway;
    private final double[] rise;

    Plume(int n) {
      int places = 2 * n + 1;
      gauss = new double[places];
      offset = new double[places];
      swirl = new double[places];
      sway = new double[places];
      rise = new double[places];
      for (int h = 0; h < places; h++) {
        double t = h / (2.0 * n);
        offset[h] = t - .5;
        gauss[h] = Math.exp(-offset[h] * offset[h] / (2 * .1 * .1));
        swirl[h] = 5 * Math.cos(3 * Math.PI * t);
        sway[h] = .2 * Math.sin(4 * Math.PI * t);
        rise[h] = (1 - Math.exp(-t / .1)) * (1 + .3 * Math.sin(6 * Math.PI * t));
      }
    }

    double u(int i, int j, int k) {
      int y = 2 * j + 1;
      int z = 2 * k + 1;
      return gauss[2 * i] * gauss[y] * (sway[z] - offset[y] * swirl[z]);
    }

    double v(int i, int j, int k) {
      int x = 2 * i + 1;
      return gauss[x] * gauss[2 * j] * offset[x] * swirl[2 * k + 1];
    }

    double w(int i, int j, int k) {
      return gauss[2 * i + 1] * gauss[2 * j + 1] * rise[2 * k];
    }
  }
}
