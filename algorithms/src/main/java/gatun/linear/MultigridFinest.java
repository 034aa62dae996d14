package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.spi.PaddedGrid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Builds the finest level of a multigrid hierarchy from an operator, line by line. */
final class MultigridFinest {
  /** From this share of the coupling on, what a side ties its cells to counts as air. */
  private static final double TIED = 0.3;

  private MultigridFinest() {}

  /** Builds the level of a MAC operator; its couplings are 1 and needed for set-up only. */
  static MultigridLevel ofCells(Grid grid, HostTensor cells, Workspace stay, Workspace setUp) {
    MultigridKinds kinds = MultigridKinds.of(grid, cells);
    MultigridLevel level = new MultigridLevel(new PaddedGrid(grid), kinds, true, stay, setUp);
    int nx = (int) grid.nx();
    byte[] diagonal = new byte[nx];
    float[][] rows = new float[5][nx];
    for (long l = 0; l < grid.ny() * grid.nz(); l++) {
      long j = l % grid.ny();
      long k = l / grid.ny();
      MemorySegment.copy(cells.segment(), ValueLayout.JAVA_BYTE, l * nx, diagonal, 0, nx);
      couple(kinds, diagonal, j, k, rows);
      long at = level.grid.index(0, j, k);
      MultigridLevel.write(rows[0], level.ax, at, nx);
      MultigridLevel.write(rows[1], level.ay, at, nx);
      MultigridLevel.write(rows[2], level.az, at, nx);
      MultigridLevel.write(rows[3], level.open, at, nx);
      MultigridLevel.write(rows[4], level.w, at, nx);
    }
    return level;
  }

  private static void couple(
      MultigridKinds kinds, byte[] diagonal, long j, long k, float[][] rows) {
    byte[] below = kinds.plane(k - 1);
    byte[] here = kinds.plane(k);
    byte[] above = kinds.plane(k + 1);
    int at = kinds.line(j) + 1;
    int line = kinds.line(0);
    for (int i = 0; i < diagonal.length; i++) {
      int own = diagonal[i] != 0 ? 1 : 0;
      int x = own * (here[at + i + 1] >> 1);
      int y = own * (here[at + i + line] >> 1);
      int z = own * (above[at + i] >> 1);
      int left =
          own * ((here[at + i - 1] >> 1) + (here[at + i - line] >> 1) + (below[at + i] >> 1));
      rows[0][i] = x;
      rows[1][i] = y;
      rows[2][i] = z;
      rows[3][i] = diagonal[i] - left - x - y - z;
      rows[4][i] = own == 0 ? 0 : 1f / diagonal[i];
    }
  }

  /**
   * Builds the level of a stencil along the axes, divided by a factor.
   *
   * @throws IllegalArgumentException if a coupling is negative or a row not diagonally dominant
   */
  static MultigridLevel ofFaces(StencilOperator a, double factor, Workspace stay, Workspace setUp) {
    Grid g = a.grid();
    MultigridKinds kinds = MultigridKinds.box(g, sides(a));
    MultigridLevel level = new MultigridLevel(new PaddedGrid(g), kinds, false, stay, setUp);
    HostTensor[] targets = {level.ax, level.ay, level.az};
    double[] line = new double[(int) g.nx()];
    float[] row = new float[line.length];
    for (long l = 0; l < g.ny() * g.nz(); l++) {
      long at = level.grid.index(0, l % g.ny(), l / g.ny());
      for (int axis = 0; axis < 3; axis++) {
        a.couplings(axis, l, line);
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) (line[i] / factor);
        }
        MultigridLevel.write(row, targets[axis], at, row.length);
      }
      a.ties(l, line);
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (line[i] / factor);
      }
      MultigridLevel.write(row, level.open, at, row.length);
    }
    level.invert();
    return level;
  }

  /** Decides for each side whether its cells are tied to air: about as much as to each other. */
  private static byte[] sides(StencilOperator a) {
    Grid g = a.grid();
    double[] ties = new double[6];
    double[] couplings = new double[6];
    double[] line = new double[(int) g.nx()];
    double[] face = new double[line.length];
    for (long l = 0; l < g.ny() * g.nz(); l++) {
      long j = l % g.ny();
      long k = l / g.ny();
      a.ties(l, line);
      for (int axis = 0; axis < 3; axis++) {
        long at = axis == 1 ? j : k;
        long end = (axis == 1 ? g.ny() : g.nz()) - 1;
        if (axis > 0 && at > 0 && at < end) {
          continue; // the line lies on neither side
        }
        a.couplings(axis, axis == 1 && j > 0 ? l - 1 : axis == 2 && k > 0 ? l - g.ny() : l, face);
        for (int i = 0; i < line.length; i++) {
          boolean first = axis == 0 ? i == 0 : axis == 1 ? j == 0 : k == 0;
          boolean last =
              axis == 0 ? i == g.nx() - 1 : axis == 1 ? j == g.ny() - 1 : k == g.nz() - 1;
          double own = axis == 0 && i > 0 ? face[i - 1] : face[i];
          if (first) {
            ties[2 * axis] += line[i];
            couplings[2 * axis] += own;
          }
          if (last) {
            ties[2 * axis + 1] += line[i];
            couplings[2 * axis + 1] += own;
          }
        }
      }
    }
    byte[] sides = new byte[6];
    for (int side = 0; side < 6; side++) {
      boolean tied = ties[side] > 0 && ties[side] >= TIED * couplings[side];
      sides[side] = tied ? MultigridKinds.AIR : MultigridKinds.SOLID;
    }
    return sides;
  }

  /** Returns a power of two near the largest element of the diagonal. */
  static double factor(StencilOperator a) {
    double largest = a.largestDiagonal();
    int range = a.dtype() == DType.F64 ? 1000 : 120;
    return Math.scalb(1.0, Math.clamp(Math.getExponent(largest), -range, range));
  }
}
