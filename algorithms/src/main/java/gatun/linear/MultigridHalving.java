package gatun.linear;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.PaddedGrid;
import java.util.Arrays;

/**
 * Builds the next coarser level, line by line. A coupling is the sum of those below it in its face,
 * halved along an axis whose spacing doubles; what ties to air is the sum below it times the ratio
 * of the distances, and where air or walls take a part of a coarse cell by a learned factor more
 * (decision 0025): its centre is nearer to the air than that of a full cell. Only axes with
 * couplings of about the largest size are halved, so that the couplings of a stretched grid grow
 * alike before all are.
 */
final class MultigridHalving {
  /** Axes with couplings of at least this share of the largest mean are halved. */
  private static final double STRONG = 0.4;

  /** What ties a coarse cell to air is stronger by this where not all cells below it are fluid. */
  private static final float PARTLY = 1.9f;

  private final MultigridLevel fine;
  private final boolean[] axes = new boolean[3];
  private final double[] means = new double[3];
  private final int[] counts;
  private final Grid half;

  /**
   * Chooses the axes.
   *
   * @param counts how often each axis was halved so far; counted on
   * @param all whether all axes are alike
   */
  MultigridHalving(MultigridLevel fine, int[] counts, boolean all) {
    this.fine = fine;
    this.counts = counts;
    Grid g = fine.grid.grid();
    long[] extents = {g.nx(), g.ny(), g.nz()};
    double largest = 0;
    if (!all) {
      means[0] = mean(fine.ax, (g.nx() - 1) * g.ny() * g.nz());
      means[1] = mean(fine.ay, g.nx() * (g.ny() - 1) * g.nz());
      means[2] = mean(fine.az, g.nx() * g.ny() * (g.nz() - 1));
      largest = Math.max(means[0], Math.max(means[1], means[2]));
    }
    for (int axis = 0; axis < 3; axis++) {
      axes[axis] = extents[axis] > 1 && means[axis] >= STRONG * largest;
      counts[axis] += all || axes[axis] ? 1 : 0;
    }
    this.half = fine.grid.halved(axes[0], axes[1], axes[2]).grid();
  }

  private double mean(HostTensor couplings, long faces) {
    int nx = (int) fine.grid.grid().nx();
    long ny = fine.grid.grid().ny();
    float[] line = new float[nx];
    double sum = 0;
    for (long l = 0; l < ny * fine.grid.grid().nz(); l++) {
      MultigridLevel.read(couplings, fine.grid.index(0, l % ny, l / ny), line, nx);
      for (float value : line) {
        sum += value;
      }
    }
    return faces == 0 ? 0 : sum / faces;
  }

  /**
   * Returns the ratio of the distances to air of cell centres on two levels: air is a point one
   * cell beyond the last centre, and ½ (2^l + 1) cells from that of level l.
   */
  private static double ratio(int level) {
    return (Math.scalb(1.0, level - 1) + 1) / (Math.scalb(1.0, level) + 1);
  }

  /** Builds the coarse level and the interpolation of the fine one. */
  MultigridLevel build(boolean all, Workspace stay, Workspace setUp) {
    PaddedGrid padded = new PaddedGrid(half);
    MultigridKinds kinds = fine.kinds.halved(half);
    MultigridLevel coarse = new MultigridLevel(padded, kinds, false, stay, setUp);
    int nx = (int) half.nx();
    float[][] sums = new float[all ? 5 : 4][nx]; // ax, ay, az, ties, and fluid cells
    for (long l = 0; l < half.ny() * half.nz(); l++) {
      long j = l % half.ny();
      long k = l / half.ny();
      collect(sums, j, k);
      if (all) {
        tighten(sums[3], sums[4], ratio(counts[0]));
      } else {
        ties(sums[3], j, k);
      }
      long at = padded.index(0, j, k);
      MultigridLevel.write(sums[0], coarse.ax, at, nx);
      MultigridLevel.write(sums[1], coarse.ay, at, nx);
      MultigridLevel.write(sums[2], coarse.az, at, nx);
      MultigridLevel.write(sums[3], coarse.open, at, nx);
    }
    coarse.invert();
    MultigridWeights.set(fine, coarse);
    return coarse;
  }

  /** Adds up the couplings and ties of the fine lines below a coarse one, and counts the fluid. */
  private void collect(float[][] sums, long j, long k) {
    for (float[] sum : sums) {
      Arrays.fill(sum, 0);
    }
    Grid g = fine.grid.grid();
    int inY = axes[1] ? 2 : 1;
    int inZ = axes[2] ? 2 : 1;
    float[] line = new float[(int) g.nx() + 2];
    for (int child = 0; child < inY * inZ; child++) {
      long cj = inY * j + child % inY;
      long ck = inZ * k + child / inY;
      if (cj < g.ny() && ck < g.nz()) {
        long at = fine.grid.index(0, cj, ck);
        add(fine.open, at, line, sums[3], 1, true);
        if (sums.length > 4) {
          count(at, line, sums[4]);
        }
        add(fine.ax, at, line, sums[0], axes[0] ? 0.5f : 1, false);
        if (child % inY == inY - 1) {
          add(fine.ay, at, line, sums[1], axes[1] ? 0.5f : 1, true);
        }
        if (child / inY == inZ - 1) {
          add(fine.az, at, line, sums[2], axes[2] ? 0.5f : 1, true);
        }
      }
    }
  }

  /** Adds a line times a factor: both cells below a coarse one, or the second of them only. */
  private void add(
      HostTensor from, long at, float[] line, float[] sum, float factor, boolean both) {
    int n = line.length - 2;
    MultigridLevel.read(from, at, line, n);
    line[n] = 0;
    add(line, sum, factor, both);
  }

  /** Adds 1 for each fluid cell. */
  private void count(long at, float[] line, float[] fluid) {
    int n = line.length - 2;
    MultigridLevel.read(fine.w, at, line, n);
    line[n] = 0;
    for (int i = 0; i < n; i++) {
      line[i] = line[i] != 0 ? 1 : 0;
    }
    add(line, fluid, 1, true);
  }

  private void add(float[] line, float[] sum, float factor, boolean both) {
    if (!axes[0]) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factor * line[i];
      }
    } else if (both) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factor * (line[2 * i] + line[2 * i + 1]);
      }
    } else {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += factor * line[2 * i + 1];
      }
    }
  }

  /** Scales what ties the cells of a coarse line to air, more so in cells that are partly fluid. */
  private void tighten(float[] open, float[] fluid, double factor) {
    int full = (axes[0] ? 2 : 1) * (axes[1] ? 2 : 1) * (axes[2] ? 2 : 1);
    for (int i = 0; i < open.length; i++) {
      open[i] *= (float) factor * (fluid[i] < full ? PARTLY : 1);
    }
  }

  /** Scales the ties of the cells beside air; those of cells inside belong to no distance. */
  private void ties(float[] open, long j, long k) {
    double[] lines = new double[2]; // weights of the axes y and z, and these times their ratios
    beside(1, j, half.ny(), lines);
    beside(2, k, half.nz(), lines);
    for (int i = 0; i < open.length; i++) {
      double[] both = lines;
      if (i == 0 || i == open.length - 1) {
        both = lines.clone();
        beside(0, i, half.nx(), both);
      }
      open[i] *= both[0] > 0 ? (float) (both[1] / both[0]) : 1;
    }
  }

  private void beside(int axis, long at, long extent, double[] weights) {
    boolean air =
        at == 0 && side(axis, -1) == MultigridKinds.AIR
            || at == extent - 1 && side(axis, 1) == MultigridKinds.AIR;
    if (air) {
      double weight = Math.max(means[axis], Double.MIN_NORMAL);
      weights[0] += weight;
      weights[1] += weight * (axes[axis] ? ratio(counts[axis]) : 1);
    }
  }

  private byte side(int axis, int end) {
    Grid g = fine.grid.grid();
    long i = axis == 0 ? end < 0 ? -1 : g.nx() : 0;
    long j = axis == 1 ? end < 0 ? -1 : g.ny() : 0;
    long k = axis == 2 ? end < 0 ? -1 : g.nz() : 0;
    return fine.kinds.plane(k)[fine.kinds.line(j) + (int) i + 1];
  }
}
