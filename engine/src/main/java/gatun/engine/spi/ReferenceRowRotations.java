package gatun.engine.spi;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;

/** Plane rotations of rows as formulas. */
final class ReferenceRowRotations implements RowRotations {
  private static double at(Tensor a, long i, long j) {
    return ((HostTensor) a).at(i, j);
  }

  private static void put(Tensor a, long i, long j, double value) {
    ((HostTensor) a).set(value, i, j);
  }

  @Override
  public void rotate(Tensor c, Tensor s, long sweeps, Tensor z) {
    for (long t = 0; t < sweeps; t++) {
      for (long k = z.shape().extent(0) - 2; k >= 0; k--) {
        for (long j = 0; j < z.shape().extent(1); j++) {
          double upper = at(z, k, j);
          double lower = at(z, k + 1, j);
          put(z, k, j, at(c, t, k) * upper - at(s, t, k) * lower);
          put(z, k + 1, j, at(s, t, k) * upper + at(c, t, k) * lower);
        }
      }
    }
  }

  @Override
  public double orthogonalise(Tensor a, long length, Tensor squares) {
    long n = a.shape().extent(0);
    for (long i = 0; i < n; i++) {
      ((HostTensor) squares).set(dot(a, i, i, length), i);
    }
    double largest = 0;
    long players = n + n % 2; // rounds of a tournament: player 0 stays, the others move on
    for (long round = 0; round < players - 1; round++) {
      for (long pair = 0; pair < players / 2; pair++) {
        long one = pair == 0 ? 0 : 1 + (round + pair - 1) % (players - 1);
        long two = 1 + (round + players - 2 - pair) % (players - 1);
        if (Math.max(one, two) < n) {
          double cosine =
              pair(a, Math.min(one, two), Math.max(one, two), length, (HostTensor) squares);
          largest = Math.max(largest, cosine);
        }
      }
    }
    return largest;
  }

  /** Rotates one pair of rows; returns their |cosine|, 0 if it was left alone. */
  private static double pair(Tensor a, long i, long j, long length, HostTensor squares) {
    double gamma = dot(a, i, j, length);
    double alpha = squares.at(i);
    double beta = squares.at(j);
    double cosine = Math.abs(gamma) / (Math.sqrt(alpha) * Math.sqrt(beta));
    double least = a.dtype() == DType.F32 ? 0x1p-102 : 0x1p-960;
    boolean tiny = alpha < least || beta < least;
    if (gamma == 0 || tiny || cosine <= Math.sqrt(length) * a.dtype().epsilon()) {
      return 0;
    }
    double zeta = (beta - alpha) / (2 * gamma);
    double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
    double c = 1 / Math.sqrt(1 + t * t);
    double s = c * t;
    for (long k = 0; k < a.shape().extent(1); k++) {
      double x = at(a, i, k);
      double y = at(a, j, k);
      put(a, i, k, c * x - s * y);
      put(a, j, k, s * x + c * y);
    }
    squares.set(Math.max(0, alpha - t * gamma), i);
    squares.set(beta + t * gamma, j);
    return cosine;
  }

  private static double dot(Tensor a, long i, long j, long length) {
    double sum = 0;
    for (long k = 0; k < length; k++) {
      sum = Math.fma(at(a, i, k), at(a, j, k), sum);
    }
    return sum;
  }
}
