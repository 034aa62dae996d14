package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.PaddedGrid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One grid of a multigrid hierarchy: y_c = d_c x_c − Σ a_f x_n, where d is the sum of the couplings
 * and of what ties the cell to air, {@code open}. All tensors are F32 and padded.
 */
final class MultigridLevel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  final PaddedGrid grid;

  /** 1/d in the fluid, else 0. */
  final HostTensor w;

  /** Couplings to the next cell in x, y and z. */
  final HostTensor ax;

  final HostTensor ay;
  final HostTensor az;

  /** Part of the diagonal that belongs to air. */
  final HostTensor open;

  /** The kinds of the cells. */
  final MultigridKinds kinds;

  /** Weights of the interpolation from the next level, and these times d. */
  final HostTensor s;

  final HostTensor t;

  /** Right-hand side, iterate and spare; a cycle exchanges the last two. */
  final HostTensor b;

  HostTensor x;
  HostTensor y;

  /**
   * Allocates a level, empty.
   *
   * @param stay owns what the cycle needs
   * @param faces owns the couplings
   * @param setUp owns what only the set-up needs
   */
  private MultigridLevel(
      PaddedGrid grid, MultigridKinds kinds, Workspace stay, Workspace faces, Workspace setUp) {
    long n = grid.size();
    this.grid = grid;
    this.kinds = kinds;
    this.w = stay.zeros(DType.F32, n);
    this.s = stay.zeros(DType.F32, n);
    this.t = stay.zeros(DType.F32, n);
    this.b = stay.zeros(DType.F32, n);
    this.x = stay.zeros(DType.F32, n);
    this.y = stay.zeros(DType.F32, n);
    this.ax = faces.zeros(DType.F32, n);
    this.ay = faces.zeros(DType.F32, n);
    this.az = faces.zeros(DType.F32, n);
    this.open = setUp.zeros(DType.F32, n);
  }

  /** Builds the finest level of a MAC operator; its couplings are 1 and needed for set-up only. */
  static MultigridLevel finest(Grid grid, HostTensor cells, Workspace stay, Workspace setUp) {
    MultigridKinds kinds = MultigridKinds.of(grid, cells, setUp);
    PaddedGrid padded = new PaddedGrid(grid);
    MultigridLevel level = new MultigridLevel(padded, kinds, stay, setUp, setUp);
    MemorySegment memory = cells.segment();
    long c = 0;
    for (long k = 0; k < grid.nz(); k++) {
      for (long j = 0; j < grid.ny(); j++) {
        for (long i = 0; i < grid.nx(); i++, c++) {
          int diagonal = memory.get(ValueLayout.JAVA_BYTE, c);
          if (diagonal != 0) {
            level.couple(i, j, k, diagonal);
          }
        }
      }
    }
    return level;
  }

  private void couple(long i, long j, long k, int diagonal) {
    long at = grid.index(i, j, k);
    int left = fluid(i - 1, j, k) + fluid(i, j - 1, k) + fluid(i, j, k - 1);
    int x = fluid(i + 1, j, k);
    int y = fluid(i, j + 1, k);
    int z = fluid(i, j, k + 1);
    set(ax, at, x);
    set(ay, at, y);
    set(az, at, z);
    set(open, at, diagonal - left - x - y - z);
    set(w, at, 1f / diagonal);
  }

  private int fluid(long i, long j, long k) {
    return kinds.at(i, j, k) == MultigridKinds.FLUID ? 1 : 0;
  }

  private static float at(HostTensor values, long c) {
    return values.segment().getAtIndex(FLOAT, c);
  }

  private static void set(HostTensor values, long c, float value) {
    values.segment().setAtIndex(FLOAT, c, value);
  }

  /**
   * Builds the next level: a coupling is half the sum of the four below it, as the distance
   * doubles; what ties to air is the sum below it times {@code ratio}. Sets this level's
   * interpolation.
   */
  MultigridLevel halved(double ratio, Workspace stay, Workspace setUp) {
    PaddedGrid half = grid.halved();
    MultigridLevel coarse =
        new MultigridLevel(half, kinds.halved(half.grid(), setUp), stay, stay, setUp);
    Grid g = half.grid();
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          coarse.collect(this, i, j, k, ratio);
        }
      }
    }
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          coarse.invert(i, j, k);
        }
      }
    }
    interpolate(coarse.kinds);
    return coarse;
  }

  private void collect(MultigridLevel fine, long i, long j, long k, double ratio) {
    double air = 0;
    double x = 0;
    double y = 0;
    double z = 0;
    for (int child = 0; child < 8; child++) {
      long ci = 2 * i + (child & 1);
      long cj = 2 * j + (child >> 1 & 1);
      long ck = 2 * k + (child >> 2);
      if (fine.grid.grid().contains(ci, cj, ck)) {
        long at = fine.grid.index(ci, cj, ck);
        air += at(fine.open, at);
        x += (child & 1) != 0 ? at(fine.ax, at) : 0;
        y += (child & 2) != 0 ? at(fine.ay, at) : 0;
        z += (child & 4) != 0 ? at(fine.az, at) : 0;
      }
    }
    long at = grid.index(i, j, k);
    set(open, at, (float) (air * ratio));
    set(ax, at, (float) (x / 2));
    set(ay, at, (float) (y / 2));
    set(az, at, (float) (z / 2));
  }

  private void invert(long i, long j, long k) {
    double d = diagonal(grid.index(i, j, k));
    if (d > 0) {
      set(w, grid.index(i, j, k), (float) (1 / d));
    } else if (fluid(i, j, k) == 1) {
      kinds.drop(i, j, k);
    }
  }

  /** Returns the diagonal element of a cell. */
  double diagonal(long c) {
    return (double) at(open, c)
        + at(ax, c)
        + at(ax, c - 1)
        + at(ay, c)
        + at(ay, c - grid.line())
        + at(az, c)
        + at(az, c - grid.plane());
  }

  /** Sets s: weights to walls are given to the other cells, those to air meet a 0. */
  private void interpolate(MultigridKinds coarse) {
    Grid g = grid.grid();
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++) {
          long at = grid.index(i, j, k);
          if (at(w, at) != 0) {
            double share = share(coarse, i, j, k);
            double weight = share > 0 ? 1 / share : 0;
            set(s, at, (float) weight);
            set(t, at, (float) (weight * diagonal(at)));
          }
        }
      }
    }
  }

  private static double share(MultigridKinds coarse, long i, long j, long k) {
    double share = 0;
    for (int m = 0; m < 8; m++) {
      long ci = i / 2 + (m & 1) * (2 * (i % 2) - 1);
      long cj = j / 2 + (m >> 1 & 1) * (2 * (j % 2) - 1);
      long ck = k / 2 + (m >> 2) * (2 * (k % 2) - 1);
      if (coarse.at(ci, cj, ck) != MultigridKinds.SOLID) {
        double inX = (m & 1) == 0 ? 0.75 : 0.25;
        double inY = (m & 2) == 0 ? 0.75 : 0.25;
        share += inX * inY * ((m & 4) == 0 ? 0.75 : 0.25);
      }
    }
    return share;
  }
}
