package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix times vector on chunks of the result: p0 the matrix, p1 and p2 its steps along result and
 * terms, p3 and p4 the vector, p5 and p6 the result.
 */
final class GemvF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int W = B * L;

  /**
   * Sums that grow together: they stay in the first-level cache, and rows are read in long runs.
   */
  private static final int SPAN = 1024;

  /** Rows of the matrix that are worked on together. */
  private static final int ROWS = 4;

  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemvF64() {}

  /** Each element of the result is a dot product of a row. Reads the matrix once. */
  static void rows(Arguments g, long from, long to) {
    long end = Math.min(g.n, to * Level2F64.CHUNK);
    boolean dense = g.p2 == B && g.p4 == B;
    long first = from * Level2F64.CHUNK;
    if (dense && L >= ROWS) {
      long lanes = GemmBuffers.own().work();
      for (; first <= end - ROWS; first += ROWS) {
        long row = g.p0 + first * g.p1;
        long whole = g.q0 - g.q0 % L;
        dots(row, g.p1, g.p3, whole, lanes);
        if (whole < g.q0) {
          tail(row + whole * B, g.p1, g.p3 + whole * B, (int) (g.q0 - whole), lanes);
        }
        GemmNarrowF64.fold(lanes, 1);
        for (int i = 0; i < ROWS; i++) {
          put(g, first + i, GemmNarrowF64.sum((lanes + (long) B * i) & ADDRESS));
        }
      }
    }
    for (long i = first; i < end; i++) {
      long row = g.p0 + i * g.p1;
      double sum = 0;
      if (dense) {
        sum = dot(row, g.p3, g.q0);
      } else {
        for (long k = 0; k < g.q0; k++) {
          double x = ALL.get(E, (g.p3 + k * g.p4) & ADDRESS);
          sum = Math.fma(ALL.get(E, (row + k * g.p2) & ADDRESS), x, sum);
        }
      }
      put(g, i, sum);
    }
  }

  private static void put(Arguments g, long i, double sum) {
    long y = (g.p5 + i * g.p6) & ADDRESS;
    double old = g.s1 == 0 ? 0.0 : (double) g.s1 * ALL.get(E, y);
    ALL.set(E, y, Math.fma((double) g.s0, sum, old));
  }

  /** Stores the lanes of the dot products of four rows with a vector, one behind the other. */
  private static void dots(long rows, long step, long py, long n, long lanes) {
    long r0 = rows & ADDRESS;
    long r1 = (rows + step) & ADDRESS;
    long r2 = (rows + 2 * step) & ADDRESS;
    long r3 = (rows + 3 * step) & ADDRESS;
    DoubleVector s0 = DoubleVector.zero(S);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    for (long k = 0; k < n; k += L) {
      long at = k * B;
      DoubleVector y = DoubleVector.fromMemorySegment(S, ALL, (py + at) & ADDRESS, ORDER);
      s0 = DoubleVector.fromMemorySegment(S, ALL, (r0 + at) & ADDRESS, ORDER).fma(y, s0);
      s1 = DoubleVector.fromMemorySegment(S, ALL, (r1 + at) & ADDRESS, ORDER).fma(y, s1);
      s2 = DoubleVector.fromMemorySegment(S, ALL, (r2 + at) & ADDRESS, ORDER).fma(y, s2);
      s3 = DoubleVector.fromMemorySegment(S, ALL, (r3 + at) & ADDRESS, ORDER).fma(y, s3);
    }
    long to = lanes & ADDRESS;
    V.cast(s0).intoMemorySegment(ALL, to, ORDER);
    V.cast(s1).intoMemorySegment(ALL, to + W, ORDER);
    V.cast(s2).intoMemorySegment(ALL, to + 2 * W, ORDER);
    V.cast(s3).intoMemorySegment(ALL, to + 3 * W, ORDER);
  }

  /**
   * Adds the last terms, less than a vector. Apart from the loop: the first compiler refuses both.
   */
  private static void tail(long rows, long step, long y, int terms, long lanes) {
    VectorMask<Double> m = MasksF64.first(terms);
    DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, y & ADDRESS, ORDER, m);
    for (int i = 0; i < ROWS; i++) {
      long at = (lanes + (long) W * i) & ADDRESS;
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, (rows + i * step) & ADDRESS, ORDER, m)
                  .fma(v, DoubleVector.fromMemorySegment(S, ALL, at, ORDER)))
          .intoMemorySegment(ALL, at, ORDER);
    }
  }

  private static double dot(long px, long py, long n) {
    long lanes = SumsF64.lanes();
    DoubleVector s0 = DoubleVector.zero(S);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    long k = 0;
    for (; k <= n - 4 * L; k += 4 * L) {
      long x = (px + k * B) & ADDRESS;
      long y = (py + k * B) & ADDRESS;
      s0 =
          DoubleVector.fromMemorySegment(S, ALL, x, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y, ORDER), s0);
      s1 =
          DoubleVector.fromMemorySegment(S, ALL, x + B * L, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + B * L, ORDER), s1);
      s2 =
          DoubleVector.fromMemorySegment(S, ALL, x + 2 * B * L, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + 2 * B * L, ORDER), s2);
      s3 =
          DoubleVector.fromMemorySegment(S, ALL, x + 3 * B * L, ORDER)
              .fma(DoubleVector.fromMemorySegment(S, ALL, y + 3 * B * L, ORDER), s3);
    }
    V.cast(V.cast(s0).add(s1).add(V.cast(s2).add(s3))).intoMemorySegment(ALL, lanes, ORDER);
    double sum = (double) SumsF64.sum(lanes);
    for (; k < n; k++) {
      sum = Math.fma(ALL.get(E, (px + k * B) & ADDRESS), ALL.get(E, (py + k * B) & ADDRESS), sum);
    }
    return sum;
  }

  /** A chunk of the result grows by one column of terms after the other. Reads the matrix once. */
  static void columns(Arguments g, long from, long to) {
    long sums = GemmBuffers.own().block((long) SPAN * B);
    long end = Math.min(g.n, to * Level2F64.CHUNK);
    for (long first = from * Level2F64.CHUNK; first < end; first += SPAN) {
      int count = (int) Math.min(SPAN, end - first);
      StridedF64.fill(0.0, sums, B, count);
      long k = 0;
      for (; k <= g.q0 - ROWS; k += ROWS) {
        add(g.p3 + k * g.p4, g.p4, g.p0 + first * B + k * g.p2, g.p2, sums, count);
      }
      for (; k < g.q0; k++) {
        double x = ALL.get(E, (g.p3 + k * g.p4) & ADDRESS);
        Level1KernelsF64.axpy(x, g.p0 + first * B + k * g.p2, sums, count);
      }
      for (int i = 0; i < count; i++) {
        put(g, first + i, ALL.get(E, (sums + (long) B * i) & ADDRESS));
      }
    }
  }

  /** Adds multiples of four rows to the sums: they are read and written once for all four. */
  private static void add(long px, long dx, long rows, long step, long to, int n) {
    double x0 = ALL.get(E, px & ADDRESS);
    double x1 = ALL.get(E, (px + dx) & ADDRESS);
    double x2 = ALL.get(E, (px + 2 * dx) & ADDRESS);
    double x3 = ALL.get(E, (px + 3 * dx) & ADDRESS);
    DoubleVector v0 = DoubleVector.broadcast(S, x0);
    DoubleVector v1 = DoubleVector.broadcast(S, x1);
    DoubleVector v2 = DoubleVector.broadcast(S, x2);
    DoubleVector v3 = DoubleVector.broadcast(S, x3);
    long r0 = rows & ADDRESS;
    long r1 = (rows + step) & ADDRESS;
    long r2 = (rows + 2 * step) & ADDRESS;
    long r3 = (rows + 3 * step) & ADDRESS;
    long t = to & ADDRESS;
    int j = 0;
    for (; j <= n - L; j += L) {
      long at = (long) B * j;
      DoubleVector s = DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER);
      s = v0.fma(DoubleVector.fromMemorySegment(S, ALL, r0 + at, ORDER), s);
      s = v1.fma(DoubleVector.fromMemorySegment(S, ALL, r1 + at, ORDER), s);
      s = v2.fma(DoubleVector.fromMemorySegment(S, ALL, r2 + at, ORDER), s);
      s = v3.fma(DoubleVector.fromMemorySegment(S, ALL, r3 + at, ORDER), s);
      V.cast(s).intoMemorySegment(ALL, t + at, ORDER);
    }
    for (; j < n; j++) {
      long at = (long) B * j;
      double s = Math.fma(x0, ALL.get(E, r0 + at), ALL.get(E, t + at));
      s = Math.fma(x1, ALL.get(E, r1 + at), s);
      s = Math.fma(x2, ALL.get(E, r2 + at), s);
      ALL.set(E, t + at, Math.fma(x3, ALL.get(E, r3 + at), s));
    }
  }

  /** Each row of the matrix grows by a multiple of the vector. Reads and writes the matrix once. */
  static void outer(Arguments g, long from, long to) {
    long end = Math.min(g.n, to * Level2F64.CHUNK);
    boolean dense = g.p2 == B && g.p4 == B;
    for (long i = from * Level2F64.CHUNK; i < end; i++) {
      double factor = (double) g.s0 * ALL.get(E, (g.p5 + i * g.p6) & ADDRESS);
      long row = g.p0 + i * g.p1;
      for (long j = 0; j < g.q0; j += Level1F64.CHUNK) {
        int count = (int) Math.min(Level1F64.CHUNK, g.q0 - j);
        if (dense) {
          Level1KernelsF64.axpy(factor, g.p3 + j * B, row + j * B, count);
        } else {
          StridedF64.axpy(factor, g.p3 + j * g.p4, g.p4, row + j * g.p2, g.p2, count);
        }
      }
    }
  }
}
