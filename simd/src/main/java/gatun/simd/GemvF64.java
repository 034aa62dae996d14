package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
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
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemvF64() {}

  /** Each element of the result is a dot product of a row. Reads the matrix once. */
  static void rows(Arguments g, long from, long to) {
    long end = Math.min(g.n, to * Level2F64.CHUNK);
    boolean dense = g.p2 == B && g.p4 == B;
    for (long i = from * Level2F64.CHUNK; i < end; i++) {
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
    V.cast(s0).add(s1).add(V.cast(s2).add(s3)).intoMemorySegment(ALL, lanes, ORDER);
    double sum = (double) SumsF64.sum(lanes);
    for (; k < n; k++) {
      sum = Math.fma(ALL.get(E, (px + k * B) & ADDRESS), ALL.get(E, (py + k * B) & ADDRESS), sum);
    }
    return sum;
  }

  /** A chunk of the result grows by one column of terms after the other. Reads the matrix once. */
  static void columns(Arguments g, long from, long to) {
    long sums = GemmBuffers.own().block((long) Level2F64.CHUNK * B);
    for (long chunk = from; chunk < to; chunk++) {
      long first = chunk * Level2F64.CHUNK;
      int count = (int) Math.min(Level2F64.CHUNK, g.n - first);
      StridedF64.fill(0.0, sums, B, count);
      for (long k = 0; k < g.q0; k++) {
        double x = ALL.get(E, (g.p3 + k * g.p4) & ADDRESS);
        Level1KernelsF64.axpy(x, g.p0 + first * B + k * g.p2, sums, count);
      }
      for (int i = 0; i < count; i++) {
        put(g, first + i, ALL.get(E, (sums + (long) B * i) & ADDRESS));
      }
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
