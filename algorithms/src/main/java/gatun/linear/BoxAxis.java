package gatun.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/**
 * The second difference along one axis of a box, c · tridiag(−1, 2, −1) with 1 instead of 2 beside
 * a wall. With o open ends, beyond which the value is 0, its eigenvectors are sines (cosines for o
 * = 0) of π (2k + o) p / (2 (2n + o)), p twice the distance in cells from an open end (a wall for o
 * = 0): the discrete sine and cosine transforms of types I and II and those with one end of each.
 *
 * @param n cells
 * @param coupling c
 * @param nearWall whether the end at the first cell is a wall
 * @param farWall the same for the other end
 */
record BoxAxis(long n, double coupling, boolean nearWall, boolean farWall) {
  private int open() {
    return (nearWall ? 0 : 1) + (farWall ? 0 : 1);
  }

  /** Returns eigenvalue k, from the smallest: 4 c sin²(π (2k + o) / (2 (2n + o))). */
  double eigenvalue(long k) {
    double sine = Math.sin(Math.PI * (2 * k + open()) / (2.0 * (2 * n + open())));
    return 4 * coupling * sine * sine;
  }

  /** Returns the orthogonal matrix whose row k is eigenvector k. n² evaluations. */
  HostTensor transform(DType dtype, Workspace workspace) {
    HostTensor matrix = workspace.zeros(dtype, n, n);
    for (long k = 0; k < n; k++) {
      for (long j = 0; j < n; j++) {
        matrix.set(element(k, j), k, j);
      }
    }
    return matrix;
  }

  private double element(long k, long j) {
    long length = 2 * n + open();
    long place = open() == 0 ? 2 * j + 1 : nearWall ? 2 * (n - j) : 2 * (j + 1);
    long turns = (2 * k + open()) * place % (4 * length); // exact: large angles would lose digits
    double angle = Math.PI * turns / (2.0 * length);
    double size = open() == 0 && k == 0 ? Math.sqrt(1.0 / n) : Math.sqrt(4.0 / length);
    return size * (open() == 0 ? Math.cos(angle) : Math.sin(angle));
  }
}
