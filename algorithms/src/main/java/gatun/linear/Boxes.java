package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whether an operator is a sum of second differences on a whole box. */
final class Boxes {
  private Boxes() {}

  /** Returns the inverse of an operator on a box, null if it is none. */
  static @Nullable BoxInverse inverse(LinearOperator a, Workspace workspace) {
    if (a instanceof StencilOperator stencil) {
      double[] c = stencil.couplings();
      return c.length == 0 ? null : of(stencil.grid(), c, stencil.centre(), a.dtype(), workspace);
    }
    return a instanceof MacOperator mac ? of(mac, workspace) : null;
  }

  private static BoxInverse of(
      Grid g, double[] c, double centre, DType dtype, Workspace workspace) {
    List<BoxAxis> axes =
        List.of(
            new BoxAxis(g.nx(), c[0], false, false),
            new BoxAxis(g.ny(), c[1], false, false),
            new BoxAxis(g.nz(), c[2], false, false));
    return new BoxInverse(axes, centre - 2 * (c[0] + c[1] + c[2]), dtype, workspace);
  }

  private static @Nullable BoxInverse of(MacOperator mac, Workspace workspace) {
    Grid g = mac.grid();
    HostTensor cells = (HostTensor) mac.cells();
    for (int walls = 0; walls < 64; walls++) { // nearly all end at the first cell
      if (fits(g, cells, walls)) {
        List<BoxAxis> axes =
            List.of(axis(g.nx(), walls), axis(g.ny(), walls >> 2), axis(g.nz(), walls >> 4));
        return new BoxInverse(axes, 0, mac.dtype(), workspace);
      }
    }
    return null;
  }

  private static BoxAxis axis(long n, int walls) {
    return new BoxAxis(n, 1, (walls & 1) != 0, (walls & 2) != 0);
  }

  /** Returns whether every cell is fluid and these of the six sides are walls, the others air. */
  private static boolean fits(Grid g, HostTensor cells, int walls) {
    long c = 0;
    for (long k = 0; k < g.nz(); k++) {
      int inZ = beside(k, g.nz(), walls >> 4);
      for (long j = 0; j < g.ny(); j++) {
        int inY = inZ + beside(j, g.ny(), walls >> 2);
        for (long i = 0; i < g.nx(); i++, c++) {
          if (cells.integerAt(c) != 6 - inY - beside(i, g.nx(), walls)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static int beside(long at, long extent, int walls) {
    return (at == 0 ? walls & 1 : 0) + (at == extent - 1 ? walls >> 1 & 1 : 0);
  }
}
