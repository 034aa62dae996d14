package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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

  private final Grid grid;
  private final MemorySegment kinds;
  private final long line;
  private final long plane;

  private MultigridKinds(Grid grid, Workspace workspace) {
    this.grid = grid;
    this.line = grid.nx() + 2;
    this.plane = line * (grid.ny() + 2);
    this.kinds = workspace.zeros(DType.I8, plane * (grid.nz() + 2)).segment();
  }

  private long index(long i, long j, long k) {
    return i + 1 + line * (j + 1) + plane * (k + 1);
  }

  private byte read(long at) {
    return kinds.get(ValueLayout.JAVA_BYTE, at);
  }

  private void write(long at, int kind) {
    kinds.set(ValueLayout.JAVA_BYTE, at, (byte) kind);
  }

  /** Returns the kind of a cell of the grid or of the layer around it. */
  byte at(long i, long j, long k) {
    return read(index(i, j, k));
  }

  private byte nearest(long i, long j, long k) {
    return read(
        index(
            Math.clamp(i, -1, grid.nx()),
            Math.clamp(j, -1, grid.ny()),
            Math.clamp(k, -1, grid.nz())));
  }

  /** Declares a cell solid that was fluid. */
  void drop(long i, long j, long k) {
    write(index(i, j, k), SOLID);
  }

  /**
   * Finds the kinds from the cells of a MAC operator. A fluid cell with more air than wall among
   * its neighbours outside the fluid votes for air in all of them, one with less for wall.
   */
  static MultigridKinds of(Grid grid, HostTensor cells, Workspace workspace) {
    MultigridKinds result = new MultigridKinds(grid, workspace);
    MemorySegment memory = cells.segment();
    long c = 0;
    for (long k = 0; k < grid.nz(); k++) {
      for (long j = 0; j < grid.ny(); j++) {
        for (long i = 0; i < grid.nx(); i++, c++) {
          if (memory.get(ValueLayout.JAVA_BYTE, c) != 0) {
            result.write(result.index(i, j, k), 100);
          }
        }
      }
    }
    c = 0;
    for (long k = 0; k < grid.nz(); k++) {
      for (long j = 0; j < grid.ny(); j++) {
        for (long i = 0; i < grid.nx(); i++, c++) {
          int open = memory.get(ValueLayout.JAVA_BYTE, c);
          if (open != 0) {
            result.vote(result.index(i, j, k), open);
          }
        }
      }
    }
    result.decide();
    return result;
  }

  private void vote(long at, int open) {
    int outside = 0;
    for (int n = 0; n < 6; n++) {
      outside += read(at + step(n)) < 50 ? 1 : 0;
    }
    int balance = Integer.signum(2 * (open - 6 + outside) - outside);
    for (int n = 0; n < 6; n++) {
      long other = at + step(n);
      if (read(other) < 50) {
        write(other, read(other) + balance);
      }
    }
  }

  private long step(int neighbour) {
    long length = neighbour < 2 ? 1 : neighbour < 4 ? line : plane;
    return neighbour % 2 == 0 ? -length : length;
  }

  /** Turns votes into kinds; cells without votes take the kind of a neighbour. */
  private void decide() {
    long size = kinds.byteSize();
    for (long c = 0; c < size; c++) {
      int votes = read(c);
      write(c, votes > 50 ? FLUID : votes > 0 ? AIR : votes < 0 ? SOLID : UNKNOWN);
    }
    for (long c = 0; c < size; c++) {
      fill(c, 0);
    }
    for (long c = size - 1; c >= 0; c--) {
      fill(c, 1);
      if (read(c) == UNKNOWN) {
        write(c, SOLID);
      }
    }
  }

  private void fill(long c, int side) {
    for (int n = side; n < 6 && read(c) == UNKNOWN; n += 2) {
      long other = c + step(n);
      if (other >= 0 && other < kinds.byteSize() && read(other) != FLUID) {
        write(c, read(other));
      }
    }
  }

  /** Returns the kinds of the halved grid: fluid, else air, else solid where one child is. */
  MultigridKinds halved(Grid coarse, Workspace workspace) {
    MultigridKinds result = new MultigridKinds(coarse, workspace);
    for (long k = -1; k <= coarse.nz(); k++) {
      for (long j = -1; j <= coarse.ny(); j++) {
        for (long i = -1; i <= coarse.nx(); i++) {
          byte kind = SOLID;
          for (int child = 0; child < 8; child++) {
            byte found =
                nearest(2 * i + (child & 1), 2 * j + (child >> 1 & 1), 2 * k + (child >> 2));
            kind = (byte) Math.max(kind, found);
          }
          boolean inside = coarse.contains(i, j, k);
          result.write(result.index(i, j, k), inside ? kind : Math.min(kind, AIR));
        }
      }
    }
    return result;
  }
}
