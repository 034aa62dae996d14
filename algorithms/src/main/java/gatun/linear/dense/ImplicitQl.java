package gatun.linear.dense;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.Arrays;

/**
 * The implicit QL iteration on a symmetric tridiagonal matrix, in double precision. The rotations
 * of several steps are gathered and applied to the vectors together, so that these pass through the
 * caches once for all.
 */
final class ImplicitQl {
  private static final int SWEEPS = 24;
  private static final int LIMIT = 60;

  private final int n;
  private final Dense dense;
  private final HostTensor c;
  private final HostTensor s;
  private final double[] d;
  private final double[] e;
  private int sweeps;

  ImplicitQl(long n, Dense dense, Workspace w) {
    this.n = Math.toIntExact(n);
    this.dense = dense;
    this.c = w.zeros(dense.dtype(), SWEEPS, Math.max(0, n - 1));
    this.s = w.zeros(dense.dtype(), SWEEPS, Math.max(0, n - 1));
    this.d = new double[this.n];
    this.e = new double[this.n];
  }

  /** Takes the matrix over; returns success, or that it holds NaN or infinity. */
  Factored prepare(double[] diagonal, double[] beside) {
    System.arraycopy(diagonal, 0, d, 0, n);
    System.arraycopy(beside, 0, e, 0, n);
    for (int k = 0; k < n; k++) {
      if (!Double.isFinite(d[k]) || !Double.isFinite(e[k])) {
        return Factored.nonFinite(-1);
      }
    }
    return Factored.SUCCESS;
  }

  /** Diagonalises; the rows of z are transformed along: z ← Uᵀ z where the matrix is U Λ Uᵀ. */
  Factored run(HostTensor z) {
    sweeps = 0;
    for (int l = 0; l < n; l++) {
      int steps = 0;
      for (int m = split(l); m > l; m = split(l)) {
        if (++steps > LIMIT) {
          return Factored.limit(l, LIMIT);
        }
        step(l, m);
        if (++sweeps == SWEEPS) {
          flush(z);
        }
      }
    }
    flush(z);
    return Factored.SUCCESS;
  }

  /** Returns the last row of the unreduced part that begins at row l. */
  private int split(int l) {
    for (int m = l; m < n - 1; m++) {
      double size = Math.abs(d[m]) + Math.abs(d[m + 1]);
      if (Math.abs(e[m]) <= DType.F64.epsilon() / 2 * size) {
        e[m] = 0;
        return m;
      }
    }
    return n - 1;
  }

  /**
   * One QL step with Wilkinson's shift on rows l to m; its rotations become sweep number sweeps.
   */
  private void step(int l, int m) {
    for (int k = 0; k < n - 1; k++) {
      Storage.put(c, sweeps, k, 1);
      Storage.put(s, sweeps, k, 0);
    }
    double half = (d[l + 1] - d[l]) / (2 * e[l]);
    double shift = d[l] - e[l] / (half + Math.copySign(Math.hypot(half, 1), half));
    double bulge = d[m] - shift;
    double cosine = 1;
    double sine = 1;
    double moved = 0;
    for (int k = m - 1; k >= l; k--) {
      double outside = sine * e[k];
      double inside = cosine * e[k];
      double length = Math.hypot(outside, bulge);
      e[k + 1] = length;
      if (length == 0) { // the matrix falls apart here
        d[k + 1] -= moved;
        e[m] = 0;
        return;
      }
      sine = outside / length;
      cosine = bulge / length;
      Storage.put(s, sweeps, k, sine);
      Storage.put(c, sweeps, k, cosine);
      double next = d[k + 1] - moved;
      double mixed = (d[k] - next) * sine + 2 * cosine * inside;
      moved = sine * mixed;
      d[k + 1] = next + moved;
      bulge = cosine * mixed - inside;
    }
    d[l] -= moved;
    e[l] = bulge;
    e[m] = 0;
  }

  private void flush(HostTensor z) {
    if (sweeps > 0) {
      dense.rotate(c, s, sweeps, z);
      sweeps = 0;
    }
  }

  double[] values() {
    return d;
  }

  /** Returns the places of the eigenvalues in ascending order. */
  int[] ascending() {
    double[] sorted = d.clone();
    Arrays.sort(sorted);
    int[] order = new int[n];
    boolean[] taken = new boolean[n];
    for (int k = 0; k < n; k++) {
      int place = Arrays.binarySearch(sorted, d[k]);
      while (place > 0 && sorted[place - 1] == d[k]) {
        place--;
      }
      while (taken[place]) {
        place++;
      }
      taken[place] = true;
      order[place] = k;
    }
    return order;
  }
}
