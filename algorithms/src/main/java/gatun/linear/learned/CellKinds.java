package gatun.linear.learned;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the cells of a grid are, found from the numbers that a {@link gatun.linear.MacOperator}
 * holds: 0 outside the fluid, else the neighbours that are not solid.
 *
 * @param grid the grid
 * @param fluid fluid cells
 * @param walls faces of fluid cells that are walls
 * @param air faces of fluid cells that open to air
 */
record CellKinds(Grid grid, long fluid, long walls, long air) {

  /** Counts cells and faces. */
  static CellKinds of(Grid grid, Tensor cells) {
    return walk(grid, ((HostTensor) cells).segment(), null);
  }

  /**
   * Writes fluid (1 or 0), walls and air (faces) of each cell, and counts them.
   *
   * @param target F32 or F64 [nz, ny, nx, 3]
   */
  static CellKinds write(Grid grid, Tensor cells, HostTensor target) {
    return walk(grid, ((HostTensor) cells).segment(), target);
  }

  private static CellKinds walk(
      Grid g, MemorySegment cells, @org.jspecify.annotations.Nullable HostTensor target) {
    long[] sums = new long[3];
    long[] line = {1, g.nx(), g.nx() * g.ny()};
    long c = 0;
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++, c++) {
          int open = cells.get(ValueLayout.JAVA_BYTE, c);
          if (open == 0) {
            continue;
          }
          int beside =
              fluid(cells, c - line[0], i > 0)
                  + fluid(cells, c + line[0], i < g.nx() - 1)
                  + fluid(cells, c - line[1], j > 0)
                  + fluid(cells, c + line[1], j < g.ny() - 1)
                  + fluid(cells, c - line[2], k > 0)
                  + fluid(cells, c + line[2], k < g.nz() - 1);
          sums[0]++;
          sums[1] += 6 - open;
          sums[2] += open - beside;
          if (target != null) {
            put(target, k, j, i, open, beside);
          }
        }
      }
    }
    return new CellKinds(g, sums[0], sums[1], sums[2]);
  }

  private static void put(HostTensor target, long k, long j, long i, int open, int beside) {
    long at = k * target.stride(0) + j * target.stride(1) + i * target.stride(2);
    long step = target.stride(3);
    double[] values = {1, 6 - open, open - beside};
    for (int v = 0; v < 3; v++) {
      if (target.dtype() == DType.F64) {
        target.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, at + v * step, values[v]);
      } else {
        target.segment().setAtIndex(ValueLayout.JAVA_FLOAT, at + v * step, (float) values[v]);
      }
    }
  }

  private static int fluid(MemorySegment cells, long c, boolean inside) {
    return inside && cells.get(ValueLayout.JAVA_BYTE, c) != 0 ? 1 : 0;
  }

  /** Returns the share of walls among the faces between the fluid and what is around it. */
  double wallShare() {
    return walls + air == 0 ? 0 : (double) walls / (walls + air);
  }
}
