package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.PaddedGrid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One grid of a multigrid hierarchy: y_c = d_c x_c − Σ a_f x_n, where d is the sum of the couplings
 * and of what ties the cell to values outside, {@code open}. All tensors are F32 and padded.
 */
final class MultigridLevel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  final PaddedGrid grid;

  /** Whether all couplings are 1 and not kept. */
  final boolean unit;

  /** 1/d in the fluid, else 0. */
  final HostTensor w;

  /** Couplings to the next cell in x, y and z. */
  final HostTensor ax;

  final HostTensor ay;
  final HostTensor az;

  /** What of the diagonal belongs to no coupling. */
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
   * @param unit whether the couplings are 1: they then belong to the set-up
   * @param stay owns what the cycle needs
   * @param setUp owns what only the set-up needs
   */
  MultigridLevel(
      PaddedGrid grid, MultigridKinds kinds, boolean unit, Workspace stay, Workspace setUp) {
    long n = grid.size();
    Workspace faces = unit ? setUp : stay;
    this.grid = grid;
    this.kinds = kinds;
    this.unit = unit;
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

  /** Copies the beginning of an array to a place in a vector. */
  static void write(float[] from, HostTensor to, long at, int n) {
    MemorySegment.copy(from, 0, to.segment(), FLOAT, Float.BYTES * at, n);
  }

  /** Copies a part of a vector to the beginning of an array. */
  static void read(HostTensor from, long at, float[] to, int n) {
    MemorySegment.copy(from.segment(), FLOAT, Float.BYTES * at, to, 0, n);
  }

  /** Returns the diagonal element of a cell. */
  double diagonal(long c) {
    return open.at(c)
        + ax.at(c)
        + ax.at(c - 1)
        + ay.at(c)
        + ay.at(c - grid.line())
        + az.at(c)
        + az.at(c - grid.plane());
  }

  /** Sets w from the couplings; cells that nothing ties to anything are no part of the fluid. */
  void invert() {
    int nx = (int) grid.grid().nx();
    long ny = grid.grid().ny();
    float[] part = new float[nx + 1];
    float[] d = new float[nx];
    for (long l = 0; l < ny * grid.grid().nz(); l++) {
      long at = grid.index(0, l % ny, l / ny);
      read(open, at, d, nx);
      read(ax, at - 1, part, nx + 1);
      for (int i = 0; i < nx; i++) {
        d[i] += part[i] + part[i + 1];
      }
      add(ay, at, part, d);
      add(ay, at - grid.line(), part, d);
      add(az, at, part, d);
      add(az, at - grid.plane(), part, d);
      for (int i = 0; i < nx; i++) {
        if (d[i] > 0) {
          d[i] = 1 / d[i];
        } else {
          d[i] = 0;
          kinds.drop(i, l % ny, l / ny);
        }
      }
      write(d, w, at, nx);
    }
  }

  private static void add(HostTensor from, long at, float[] part, float[] sum) {
    read(from, at, part, sum.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }
}
