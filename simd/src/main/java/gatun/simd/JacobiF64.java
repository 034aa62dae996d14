package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * One round of one-sided Jacobi: disjoint pairs of rows, each made orthogonal by a rotation.
 * Budget: 2 flops for each element of the product and 6 for each element rotated, from cache.
 */
final class JacobiF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Rows of a smaller squared length are left alone: their products are no longer exact. */
  // @F32 private static final double LEAST = 0x1p-102;
  private static final double LEAST = 0x1p-960;

  private JacobiF64() {}

  /** Squared lengths of rows from to to − 1. Arguments as in {@link #round}. */
  static void squares(Arguments a, long from, long to) {
    for (long i = from; i < to; i++) {
      long row = a.p0 + i * a.p1;
      square(a, i, dot(row, row, (int) a.n));
    }
  }

  /**
   * Pairs from to to − 1 of a round. p0 = matrix, p1 = row stride in bytes, p2 = squares, p3 =
   * rows, p4 = round, p5 = columns, n = columns of the product, s0 = the cosine that is small
   * enough; partials receives the cosines.
   */
  static void round(Arguments a, long from, long to) {
    long moving = a.p3 + a.p3 % 2 - 1; // a tournament: player 0 stays, the others move on
    for (long pair = from; pair < to; pair++) {
      long one = pair == 0 ? 0 : 1 + (a.p4 + pair - 1) % moving;
      long two = 1 + (a.p4 + moving - 1 - pair) % moving;
      boolean real = Math.max(one, two) < a.p3;
      a.partials[(int) pair] = real ? pair(a, Math.min(one, two), Math.max(one, two)) : 0;
    }
  }

  private static /* wide */ double square(Arguments a, long row) {
    return Raw.real64((a.p2 + 8 * row) & ADDRESS);
  }

  private static void square(Arguments a, long row, /* wide */ double value) {
    Raw.real64((a.p2 + 8 * row) & ADDRESS, value);
  }

  /** Rotates one pair; returns its |cosine|, 0 if it was left alone. */
  private static /* wide */ double pair(Arguments a, long i, long j) {
    long x = a.p0 + i * a.p1;
    long y = a.p0 + j * a.p1;
    /* wide */ double gamma = dot(x, y, (int) a.n);
    /* wide */ double alpha = square(a, i);
    /* wide */ double beta = square(a, j);
    /* wide */ double cosine = Math.abs(gamma) / (Math.sqrt(alpha) * Math.sqrt(beta));
    if (gamma == 0 || cosine <= a.s0 || alpha < LEAST || beta < LEAST) {
      return 0;
    }
    /* wide */ double zeta = (beta - alpha) / (2 * gamma);
    /* wide */ double size = Math.abs(zeta);
    /* wide */ double root = size > 0x1p500 ? size : Math.sqrt(1 + zeta * zeta);
    /* wide */ double t = Math.copySign(1d, zeta) / (size + root);
    /* wide */ double c = 1 / Math.sqrt(1 + t * t);
    rotate(x, y, (int) a.p5, (double) c, (double) (c * t));
    square(a, i, Math.max(0d, alpha - t * gamma));
    square(a, j, beta + t * gamma);
    return cosine;
  }

  private static /* wide */ double dot(long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    DoubleVector sum = DoubleVector.zero(S);
    DoubleVector other = sum;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      long at = (long) B * i;
      long next = at + (long) B * L;
      sum =
          DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER), sum);
      other =
          DoubleVector.fromMemorySegment(S, ALL, x + next, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + next, ORDER), other);
    }
    for (; i < n; i += L) {
      VectorMask<Double> in = MasksF64.first(n - i);
      long at = (long) B * i;
      sum =
          DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER, in)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER, in), sum);
    }
    long lanes = SumsF64.lanes();
    V.cast(V.cast(sum).add(other)).intoMemorySegment(ALL, lanes, ORDER);
    return SumsF64.sum(lanes);
  }

  private static void rotate(long px, long py, int n, double c, double s) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int full = n / L * L;
    for (int i = 0; i < full; i += L) {
      long at = (long) B * i;
      DoubleVector u = DoubleVector.fromMemorySegment(S, ALL, x + at, ORDER);
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, y + at, ORDER);
      V.cast(u.mul(c).sub(v.mul(s))).intoMemorySegment(ALL, x + at, ORDER);
      V.cast(u.mul(s).add(v.mul(c))).intoMemorySegment(ALL, y + at, ORDER);
    }
    for (int i = full; i < n; i++) {
      double u = ALL.get(SCALAR, x + (long) B * i);
      double v = ALL.get(SCALAR, y + (long) B * i);
      ALL.set(SCALAR, x + (long) B * i, c * u - s * v);
      ALL.set(SCALAR, y + (long) B * i, s * u + c * v);
    }
  }
}
