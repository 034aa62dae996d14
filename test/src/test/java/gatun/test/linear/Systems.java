package gatun.test.linear;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Stencil;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Parts of systems of equations that several tests solve. */
final class Systems {
  private Systems() {}

  /** Returns n numbers between −1 and 1. */
  static HostTensor random(Workspace w, DType dtype, long n, long seed) {
    var random = new SplittableRandom(seed);
    HostTensor b = w.zeros(dtype, n);
    for (long i = 0; i < n; i++) {
      b.set(2 * random.nextDouble() - 1, i);
    }
    return b;
  }

  /** Returns the seven points of s u − ∇·(c ∇u), c along each axis; the middle is the first. */
  static List<Stencil.Point> sevenPoints(double cx, double cy, double cz, double shift) {
    List<Stencil.Point> points = new ArrayList<>();
    points.add(new Stencil.Point(0, 0, 0, 2 * (cx + cy + cz) + shift));
    for (int side = -1; side <= 1; side += 2) {
      points.add(new Stencil.Point(side, 0, 0, -cx));
      points.add(new Stencil.Point(0, side, 0, -cy));
      points.add(new Stencil.Point(0, 0, side, -cz));
    }
    return points;
  }
}
