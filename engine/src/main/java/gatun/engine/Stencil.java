package gatun.engine;

import java.util.List;

/**
 * A stencil with constant coefficients: y_c = Σ coefficient · x at c + (di, dj, dk).
 *
 * @param points the points, each with a distinct offset
 */
public record Stencil(List<Point> points) {
  /** The farthest a point may lie from the centre along one axis. */
  public static final int RADIUS_LIMIT = 8;

  /** Copies and checks the points. */
  public Stencil {
    points = List.copyOf(points);
    Check.that(!points.isEmpty(), () -> "stencil: expected at least one point");
    long distinct = points.stream().map(p -> List.of(p.di, p.dj, p.dk)).distinct().count();
    if (distinct != points.size()) {
      throw new IllegalArgumentException(
          "stencil: two points have the same offset; add their coefficients");
    }
  }

  /**
   * One point of a stencil.
   *
   * @param di offset along the fastest axis
   * @param dj offset along the second axis
   * @param dk offset along the slowest axis
   * @param coefficient its factor
   */
  public record Point(int di, int dj, int dk, double coefficient) {
    /** Checks that the offset is at most {@link #RADIUS_LIMIT} along each axis. */
    public Point {
      if (Math.max(Math.abs(di), Math.max(Math.abs(dj), Math.abs(dk))) > RADIUS_LIMIT) {
        throw new IllegalArgumentException(
            "stencil point ("
                + di
                + ", "
                + dj
                + ", "
                + dk
                + "): expected offsets of at most "
                + RADIUS_LIMIT);
      }
    }
  }

  /** Returns the 5-point Laplacian −Δ on a 2-D grid with unit spacing: 4 and four times −1. */
  public static Stencil laplacian2d() {
    return new Stencil(
        List.of(
            new Point(0, -1, 0, -1),
            new Point(-1, 0, 0, -1),
            new Point(0, 0, 0, 4),
            new Point(1, 0, 0, -1),
            new Point(0, 1, 0, -1)));
  }

  /** Returns the 7-point Laplacian −Δ on a 3-D grid with unit spacing: 6 and six times −1. */
  public static Stencil laplacian3d() {
    return new Stencil(
        List.of(
            new Point(0, 0, -1, -1),
            new Point(0, -1, 0, -1),
            new Point(-1, 0, 0, -1),
            new Point(0, 0, 0, 6),
            new Point(1, 0, 0, -1),
            new Point(0, 1, 0, -1),
            new Point(0, 0, 1, -1)));
  }
}
