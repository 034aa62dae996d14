package gatun.linear;

import gatun.engine.DType;
import gatun.engine.Grid;
import gatun.engine.HostTensor;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The geometry of the {@link Poisson} problems and their matrix. */
final class PoissonCells {
  static final byte SOLID = 0;
  static final byte AIR = 1;
  static final byte FLUID = 2;

  private PoissonCells() {}

  /** How many cells are fluid, and how many ordered pairs of neighbours both are. */
  record Counts(long fluid, long couplings) {}

  /** Writes solid, air or fluid for each cell of the scene with obstacles. */
  static void mac(int n, HostTensor kinds) {
    double[] centres = new double[n];
    double[] wave = new double[n];
    double[] ripple = new double[n];
    for (int i = 0; i < n; i++) {
      centres[i] = (i + .5) / n;
      wave[i] = Math.sin(4 * Math.PI * centres[i]);
      ripple[i] = Math.cos(2 * Math.PI * centres[i]);
    }
    MemorySegment memory = kinds.segment();
    long c = 0;
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < n; i++, c++) {
          double surface = .85 + .05 * wave[i] * ripple[j];
          memory.set(ValueLayout.JAVA_BYTE, c, kind(centres[i], centres[j], centres[k], surface));
        }
      }
    }
  }

  private static byte kind(double x, double y, double z, double surface) {
    boolean ball = squares(x - .5, y - .5, z - .35) < .15 * .15;
    boolean block = x > .15 && x < .35 && y > .2 && y < .45 && z > .55 && z < .75;
    boolean cylinder = squares(x - .75, y - .7, 0) < .08 * .08 && z > .1 && z < .9;
    if (ball || block || cylinder) {
      return SOLID;
    }
    boolean bubble = squares(x - .28, y - .72, z - .25) < .1 * .1;
    return bubble || z > surface ? AIR : FLUID;
  }

  private static double squares(double x, double y, double z) {
    return x * x + y * y + z * z;
  }

  /** Returns the kind of a cell or of what lies beyond the grid. */
  static byte kind(MemorySegment kinds, Grid g, boolean openSides, long i, long j, long k) {
    if (g.contains(i, j, k)) {
      return kinds.get(ValueLayout.JAVA_BYTE, g.index(i, j, k));
    }
    return openSides || k >= g.nz() ? AIR : SOLID;
  }

  /** Writes, for each fluid cell, the number of its neighbours that are not solid. */
  static Counts diagonals(Grid g, HostTensor kinds, boolean openSides, HostTensor cells) {
    MemorySegment kind = kinds.segment();
    MemorySegment target = cells.segment();
    long fluid = 0;
    long couplings = 0;
    long c = 0;
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++, c++) {
          if (kind.get(ValueLayout.JAVA_BYTE, c) == FLUID) {
            int sums =
                weight(kind(kind, g, openSides, i - 1, j, k))
                    + weight(kind(kind, g, openSides, i + 1, j, k))
                    + weight(kind(kind, g, openSides, i, j - 1, k))
                    + weight(kind(kind, g, openSides, i, j + 1, k))
                    + weight(kind(kind, g, openSides, i, j, k - 1))
                    + weight(kind(kind, g, openSides, i, j, k + 1));
            target.set(ValueLayout.JAVA_BYTE, c, (byte) (sums & 7));
            couplings += sums >> 3;
            fluid++;
          }
        }
      }
    }
    return new Counts(fluid, couplings);
  }

  /** Counts a neighbour that is not solid by 1 and one that is fluid by 8 as well. */
  private static int weight(byte kind) {
    return kind == FLUID ? 9 : kind;
  }

  /**
   * Builds the matrix row by row. The unknown of a neighbour is the number of fluid cells before
   * it: one running count for each of the far neighbours, no table of numbers.
   */
  static SparseMatrix matrix(
      Grid g, HostTensor cells, long unknowns, long entries, DType dtype, Workspace workspace) {
    RowBuilder rows = new RowBuilder(workspace, dtype, unknowns, unknowns, entries);
    MemorySegment m = cells.segment();
    long plane = g.nx() * g.ny();
    Count below = new Count(m, -plane);
    Count front = new Count(m, -g.nx());
    Count back = new Count(m, g.nx());
    Count above = new Count(m, plane);
    long c = 0;
    long unknown = 0;
    for (long k = 0; k < g.nz(); k++) {
      for (long j = 0; j < g.ny(); j++) {
        for (long i = 0; i < g.nx(); i++, c++) {
          byte diagonal = m.get(ValueLayout.JAVA_BYTE, c);
          if (diagonal != 0) {
            below.addTo(rows, k > 0);
            front.addTo(rows, j > 0);
            if (i > 0 && m.get(ValueLayout.JAVA_BYTE, c - 1) != 0) {
              rows.add(unknown - 1, -1);
            }
            rows.add(unknown, diagonal);
            if (i < g.nx() - 1 && m.get(ValueLayout.JAVA_BYTE, c + 1) != 0) {
              rows.add(unknown + 1, -1);
            }
            back.addTo(rows, j < g.ny() - 1);
            above.addTo(rows, k < g.nz() - 1);
            rows.endRow();
            unknown++;
          }
          below.advance();
          front.advance();
          back.advance();
          above.advance();
        }
      }
    }
    return rows.build(true);
  }

  /** A place that moves through the cells and knows how many fluid cells lie before it. */
  private static final class Count {
    private final MemorySegment cells;
    private final long end;
    private long cell;
    private long before;

    Count(MemorySegment cells, long offset) {
      this.cells = cells;
      this.end = cells.byteSize();
      this.cell = Math.min(0, offset);
      while (cell < offset) {
        advance();
      }
    }

    private boolean fluid() {
      return cell >= 0 && cell < end && cells.get(ValueLayout.JAVA_BYTE, cell) != 0;
    }

    void advance() {
      if (fluid()) {
        before++;
      }
      cell++;
    }

    void addTo(RowBuilder rows, boolean inside) {
      if (inside && fluid()) {
        rows.add(before, -1);
      }
    }
  }
}
