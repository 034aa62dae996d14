package gatun.engine;

/**
 * A box of nx × ny × nz cells; cell (i, j, k) has index i + nx (j + ny k). Two-dimensional grids
 * have nz = 1.
 *
 * @param nx cells along the fastest axis
 * @param ny cells along the second axis
 * @param nz cells along the slowest axis
 */
public record Grid(long nx, long ny, long nz) {
  /** Checks that there are cells and that their number fits. */
  public Grid {
    if (nx < 1 || ny < 1 || nz < 1) {
      throw new IllegalArgumentException(
          "grid " + nx + " x " + ny + " x " + nz + ": expected at least one cell along each axis");
    }
    Shape.of(nx, ny, nz); // the product must fit
  }

  /** Returns the cube of n³ cells. */
  public static Grid cube(long n) {
    return new Grid(n, n, n);
  }

  /** Returns the number of cells. */
  public long cells() {
    return nx * ny * nz;
  }

  /** Returns the index of a cell. */
  public long index(long i, long j, long k) {
    return i + nx * (j + ny * k);
  }

  /** Returns whether (i, j, k) lies inside. */
  public boolean contains(long i, long j, long k) {
    return i >= 0 && i < nx && j >= 0 && j < ny && k >= 0 && k < nz;
  }
}
