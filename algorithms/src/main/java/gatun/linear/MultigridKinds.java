package gatun.linear;

import gatun.engine.Grid;
import gatun.engine.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * What each cell of a level is, and each cell of one layer around the grid: interpolation treats
 * walls otherwise than air. The cells of a {@link MacOperator} do not say what lies outside the
 * fluid; the numbers of their fluid neighbours do, but for ties.
 */
final class MultigridKinds {
  static final byte UNKNOWN = -1;
  static final byte SOLID = 0;
  static final byte AIR = 1;
  static final byte FLUID = 2;

  private static final byte VOTED_FLUID = 100;

  private final Grid grid;
  private final int line;
  private final byte[][] planes; // one for each k from −1, lines of nx + 2 with j from −1

  private MultigridKinds(Grid grid) {
    this.grid = grid;
    this.line = Math.toIntExact(grid.nx() + 2);
    int plane = Math.toIntExact(line * (grid.ny() + 2));
    this.planes = new byte[Math.toIntExact(grid.nz() + 2)][plane];
  }

  /** Returns the kinds of a box of fluid; what lies around it is given for each of its sides. */
  static MultigridKinds box(Grid grid, byte[] sides) {
    MultigridKinds result = new MultigridKinds(grid);
    int last = result.planes.length - 1;
    for (int k = 0; k <= last; k++) {
      byte inZ = k == 0 ? sides[4] : k == last ? sides[5] : FLUID;
      for (int j = 0; j < grid.ny() + 2; j++) {
        byte inY = j == 0 ? sides[2] : j == grid.ny() + 1 ? sides[3] : FLUID;
        byte[] plane = result.planes[k];
        int from = j * result.line;
        byte kind = (byte) Math.min(inZ, inY);
        Arrays.fill(plane, from, from + result.line, kind);
        plane[from] = (byte) Math.min(kind, sides[0]);
        plane[from + result.line - 1] = (byte) Math.min(kind, sides[1]);
      }
    }
    return result;
  }

  /** Gives the memory back once the levels are set up. */
  void forget() {
    Arrays.fill(planes, new byte[0]);
  }

  /** Returns the kinds of the plane k, from −1 on. */
  byte[] plane(long k) {
    return planes[(int) k + 1];
  }

  /** Returns where line j, from −1 on, begins in a plane: with the cell i = −1. */
  int line(long j) {
    return (int) (j + 1) * line;
  }

  /** Declares a cell solid if it was fluid. */
  void drop(long i, long j, long k) {
    byte[] plane = plane(k);
    int at = line(j) + (int) i + 1;
    plane[at] = plane[at] == FLUID ? SOLID : plane[at];
  }

  /**
   * Finds the kinds from the cells of a MAC operator. A fluid cell with more air than wall among
   * its neighbours outside the fluid votes for air in all of them, one with less for wall.
   */
  static MultigridKinds of(Grid grid, HostTensor cells) {
    MultigridKinds result = new MultigridKinds(grid);
    MemorySegment memory = cells.segment();
    int nx = (int) grid.nx();
    byte[] open = new byte[nx];
    for (long l = 0; l < grid.ny() * grid.nz(); l++) {
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, l * nx, open, 0, nx);
      byte[] plane = result.plane(l / grid.ny());
      int at = result.line(l % grid.ny()) + 1;
      for (int i = 0; i < nx; i++) {
        plane[at + i] = open[i] != 0 ? VOTED_FLUID : 0;
      }
    }
    for (long l = 0; l < grid.ny() * grid.nz(); l++) {
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, l * nx, open, 0, nx);
      result.vote(open, l % grid.ny(), l / grid.ny());
    }
    result.decide();
    return result;
  }

  private void vote(byte[] open, long j, long k) {
    byte[] below = plane(k - 1);
    byte[] here = plane(k);
    byte[] above = plane(k + 1);
    int at = line(j) + 1;
    for (int i = 0; i < open.length; i++, at++) {
      if (open[i] != 0) {
        int inside =
            fluid(here[at - 1])
                + fluid(here[at + 1])
                + fluid(here[at - line])
                + fluid(here[at + line])
                + fluid(below[at])
                + fluid(above[at]);
        if (inside < 6) {
          int balance = Integer.signum(2 * (open[i] - inside) - (6 - inside));
          add(here, at - 1, balance);
          add(here, at + 1, balance);
          add(here, at - line, balance);
          add(here, at + line, balance);
          add(below, at, balance);
          add(above, at, balance);
        }
      }
    }
  }

  private static int fluid(byte vote) {
    return vote >> 5 & ~(vote >> 7) & 1; // 100 has this bit, votes between −6 and 6 do not
  }

  private static void add(byte[] plane, int at, int balance) {
    if (fluid(plane[at]) == 0) {
      plane[at] += (byte) balance;
    }
  }

  /** Turns votes into kinds; cells without votes take the kind of a neighbour. */
  private void decide() {
    for (byte[] plane : planes) {
      for (int c = 0; c < plane.length; c++) {
        int votes = plane[c];
        plane[c] = votes > 50 ? FLUID : votes > 0 ? AIR : votes < 0 ? SOLID : UNKNOWN;
      }
    }
    for (int k = 0; k < planes.length; k++) {
      for (int c = 0; c < planes[k].length; c++) {
        if (planes[k][c] == UNKNOWN) {
          fill(k, c, -1);
        }
      }
    }
    for (int k = planes.length - 1; k >= 0; k--) {
      for (int c = planes[k].length - 1; c >= 0; c--) {
        if (planes[k][c] == UNKNOWN) {
          fill(k, c, 1);
          planes[k][c] = planes[k][c] == UNKNOWN ? SOLID : planes[k][c];
        }
      }
    }
  }

  private void fill(int k, int c, int side) {
    byte[] plane = planes[k];
    take(plane, c, plane, c + side);
    take(plane, c, plane, c + side * line);
    if (k + side >= 0 && k + side < planes.length) {
      take(plane, c, planes[k + side], c);
    }
  }

  private static void take(byte[] plane, int c, byte[] other, int from) {
    if (plane[c] == UNKNOWN && from >= 0 && from < other.length && other[from] != FLUID) {
      plane[c] = other[from];
    }
  }

  /** Returns the kinds of a coarser grid: fluid, else air, else solid where one child is. */
  MultigridKinds halved(Grid coarse) {
    MultigridKinds result = new MultigridKinds(coarse);
    boolean inX = coarse.nx() < grid.nx();
    byte[] most = new byte[line];
    for (long k = -1; k <= coarse.nz(); k++) {
      for (long j = -1; j <= coarse.ny(); j++) {
        Arrays.fill(most, SOLID);
        children(most, j, k, coarse);
        byte[] plane = result.plane(k);
        int at = result.line(j) + 1;
        boolean outside = k < 0 || j < 0 || k == coarse.nz() || j == coarse.ny();
        for (int i = -1; i <= coarse.nx(); i++) {
          int first = inX ? Math.max(2 * i, -1) : i;
          int second = inX ? Math.min(2 * i + 1, (int) grid.nx()) : i;
          int kind = Math.max(most[Math.min(first, (int) grid.nx()) + 1], most[second + 1]);
          boolean inside = !outside && i >= 0 && i < coarse.nx();
          plane[at + i] = (byte) (inside ? kind : Math.min(kind, AIR));
        }
      }
    }
    return result;
  }

  /** Takes the maximum over the lines that a coarse one covers, the layer around included. */
  private void children(byte[] most, long j, long k, Grid coarse) {
    int inY = coarse.ny() < grid.ny() ? 2 : 1;
    int inZ = coarse.nz() < grid.nz() ? 2 : 1;
    for (int child = 0; child < inY * inZ; child++) {
      byte[] plane = plane(Math.clamp(inZ * k + child / inY, -1, grid.nz()));
      int from = line(Math.clamp(inY * j + child % inY, -1, grid.ny()));
      for (int i = 0; i < line; i++) {
        most[i] = (byte) Math.max(most[i], plane[from + i]);
      }
    }
  }
}
