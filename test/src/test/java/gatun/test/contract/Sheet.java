package gatun.test.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import java.util.random.RandomGenerator;

/**
 * A random matrix whose elements stand apart in a larger one full of sentinels.
 *
 * @param all the larger matrix
 * @param view the matrix
 * @param step rows and columns from an element to its neighbour
 */
record Sheet(HostTensor all, HostTensor view, int step) {
  private static final double SENTINEL = 777;
  private static final int MARGIN = 3;

  static Sheet random(Workspace w, DType dtype, long m, long n, int step, RandomGenerator random) {
    HostTensor all = w.zeros(dtype, m * step + 2 * MARGIN, n * step + 2 * MARGIN);
    Sheet sheet =
        new Sheet(
            all,
            all.view(
                new Slice(MARGIN, MARGIN + m * step, step),
                new Slice(MARGIN, MARGIN + n * step, step)),
            step);
    for (long i = 0; i < all.shape().extent(0); i++) {
      for (long j = 0; j < all.shape().extent(1); j++) {
        boolean inside = sheet.inside(i, m) && sheet.inside(j, n);
        all.set(inside ? 2 * random.nextDouble() - 1 : SENTINEL, i, j);
      }
    }
    return sheet;
  }

  /** Returns the same elements in a sheet of their own. */
  Sheet copy() {
    HostTensor other = all.owner().zeros(all.dtype(), all.shape().extents());
    other.segment().copyFrom(all.segment().asSlice(0, other.segment().byteSize()));
    long m = view.shape().extent(0);
    long n = view.shape().extent(1);
    Slice rows = new Slice(MARGIN, MARGIN + m * step, step);
    Slice columns = new Slice(MARGIN, MARGIN + n * step, step);
    return new Sheet(other, other.view(rows, columns), step);
  }

  private boolean inside(long at, long extent) {
    long from = at - MARGIN;
    return from >= 0 && from < extent * step && from % step == 0;
  }

  /** Compares with what is expected, within some units of 1 or of the larger magnitude. */
  void assertClose(Sheet expected, double ulps, String what) {
    double bound = ulps * all.dtype().epsilon();
    for (long i = 0; i < all.shape().extent(0); i++) {
      for (long j = 0; j < all.shape().extent(1); j++) {
        double e = expected.all.at(i, j);
        double f = all.at(i, j);
        boolean same =
            e == f
                || (Double.isNaN(e) && Double.isNaN(f))
                || Math.abs(e - f) <= bound * Math.max(1, Math.abs(e));
        String place = what + " in the sheet at " + i + ", " + j;
        assertTrue(same, () -> place + ": expected " + e + ", found " + f);
      }
    }
  }

  /** Compares bit for bit. */
  void assertSame(Sheet expected, String what) {
    for (long i = 0; i < all.shape().extent(0); i++) {
      for (long j = 0; j < all.shape().extent(1); j++) {
        assertEquals(expected.all.at(i, j), all.at(i, j), what);
      }
    }
  }
}
