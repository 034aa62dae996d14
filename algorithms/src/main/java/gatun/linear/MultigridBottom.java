package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.Arrays;

/** The direct solve on the coarsest grid of a multigrid hierarchy, by an explicit inverse. */
final class MultigridBottom {
  private final MultigridLevel level;
  private final long[] cells;
  private final double[] inverse;
  private final double[] right;

  MultigridBottom(MultigridLevel level, Workspace setUp) {
    this.level = level;
    this.cells = fluid(level);
    this.right = new double[cells.length];
    this.inverse = new double[cells.length * cells.length];
    if (cells.length > 0) {
      invert(setUp);
    }
  }

  private static long[] fluid(MultigridLevel level) {
    long[] all = new long[Math.toIntExact(level.grid.grid().cells())];
    int count = 0;
    for (long c = 0; c < level.grid.size(); c++) {
      if (level.w.at(c) != 0) {
        all[count++] = c;
      }
    }
    return Arrays.copyOf(all, count);
  }

  private void invert(Workspace setUp) {
    int n = cells.length;
    HostTensor a = setUp.zeros(DType.F64, n, n);
    for (int i = 0; i < n; i++) {
      a.set(level.diagonal(cells[i]), i, i);
      for (int j = i + 1; j < n; j++) {
        double coupling = coupling(cells[i], cells[j] - cells[i]);
        a.set(-coupling, i, j);
        a.set(-coupling, j, i);
      }
    }
    HostTensor columns = AlgebraicBottom.inverse(a, 0, setUp);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        inverse[i * n + j] = columns.at(i, j);
      }
    }
  }

  private double coupling(long cell, long distance) {
    return distance == 1
        ? level.ax.at(cell)
        : distance == level.grid.line()
            ? level.ay.at(cell)
            : distance == level.grid.plane() ? level.az.at(cell) : 0;
  }

  /** Computes the level's x from its b. 2 n² flops for n fluid cells. */
  void solve() {
    int n = cells.length;
    for (int i = 0; i < n; i++) {
      right[i] = level.b.at(cells[i]);
    }
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += inverse[i * n + j] * right[j];
      }
      level.x.set(sum, cells[i]);
    }
  }
}
