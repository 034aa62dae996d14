package gatun.engine.spi;

import gatun.engine.Grid;

/**
 * How {@link MultigridSweeps} lays out the cells of a box: each line is followed by one cell that
 * is 0, each plane by one line of such cells, and before the first plane and behind the last lies
 * one plane of them, before all a line of them. Every cell then has its six neighbours at fixed
 * distances, and the whole grid is one loop without borders. A plane costs nx + ny + 1 cells more
 * than it has.
 *
 * @param grid the cells
 */
public record PaddedGrid(Grid grid) {
  /** Returns the elements from a cell to its neighbour in y. */
  public long line() {
    return grid.nx() + 1;
  }

  /** Returns the elements from a cell to its neighbour in z. */
  public long plane() {
    return line() * (grid.ny() + 1);
  }

  /** Returns the length of a vector. */
  public long size() {
    return plane() * (grid.nz() + 2) + line();
  }

  /** Returns the element of a cell. */
  public long index(long i, long j, long k) {
    return i + line() * (j + 1) + plane() * (k + 1);
  }

  /** Returns the grid of half as many cells along each axis, rounded up. */
  public PaddedGrid halved() {
    return halved(true, true, true);
  }

  /** Returns the grid of half as many cells along some axes, rounded up. */
  public PaddedGrid halved(boolean x, boolean y, boolean z) {
    return new PaddedGrid(
        new Grid(
            x ? (grid.nx() + 1) / 2 : grid.nx(),
            y ? (grid.ny() + 1) / 2 : grid.ny(),
            z ? (grid.nz() + 1) / 2 : grid.nz()));
  }
}
