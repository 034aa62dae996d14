package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sweeps of plane rotations over the rows of a matrix, a few vectors of columns at a time: these
 * stay in L2 for all sweeps, and the row that two rotations share stays in registers. Budget: 6
 * flops and 2 values for each rotation and column, from L2.
 */
final class RotationKernelsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Columns of one chunk: four vectors. */
  static final int CHUNK = 4 * L;

  private RotationKernelsF64() {}

  /** p0 = c, p1 = s, p2 = z, p3 = row stride of z in bytes, p4 = rows, p5 = sweeps, n columns. */
  static void run(Arguments a, long from, long to) {
    int rows = (int) a.p4;
    for (long chunk = from; chunk < to; chunk++) {
      long z = a.p2 + chunk * CHUNK * B;
      int columns = (int) Math.min(CHUNK, a.n - chunk * CHUNK);
      for (long t = 0; t < a.p5; t++) {
        long c = a.p0 + t * (rows - 1) * B;
        long s = a.p1 + t * (rows - 1) * B;
        if (columns == CHUNK) {
          four(c, s, z, a.p3, rows);
        } else {
          for (int j = 0; j < columns; j += L) {
            one(c, s, z + (long) j * B, a.p3, rows, columns - j);
          }
        }
      }
    }
  }

  private static void four(long pc, long ps, long pz, long stride, int rows) {
    long c = pc & ADDRESS;
    long s = ps & ADDRESS;
    long last = (pz + (rows - 1) * stride) & ADDRESS;
    DoubleVector f0 = DoubleVector.fromMemorySegment(S, ALL, last, ORDER);
    DoubleVector f1 = DoubleVector.fromMemorySegment(S, ALL, last + (long) B * L, ORDER);
    DoubleVector f2 = DoubleVector.fromMemorySegment(S, ALL, last + 2L * B * L, ORDER);
    DoubleVector f3 = DoubleVector.fromMemorySegment(S, ALL, last + 3L * B * L, ORDER);
    for (int k = rows - 2; k >= 0; k--) {
      long upper = (pz + k * stride) & ADDRESS;
      long lower = (upper + stride) & ADDRESS;
      DoubleVector cosine = DoubleVector.broadcast(S, ALL.get(SCALAR, c + (long) B * k));
      DoubleVector sine = DoubleVector.broadcast(S, ALL.get(SCALAR, s + (long) B * k));
      DoubleVector u0 = DoubleVector.fromMemorySegment(S, ALL, upper, ORDER);
      DoubleVector u1 = DoubleVector.fromMemorySegment(S, ALL, upper + (long) B * L, ORDER);
      DoubleVector u2 = DoubleVector.fromMemorySegment(S, ALL, upper + 2L * B * L, ORDER);
      DoubleVector u3 = DoubleVector.fromMemorySegment(S, ALL, upper + 3L * B * L, ORDER);
      V.cast(u0.fma(sine, V.cast(f0).mul(cosine))).intoMemorySegment(ALL, lower, ORDER);
      V.cast(u1.fma(sine, V.cast(f1).mul(cosine)))
          .intoMemorySegment(ALL, lower + (long) B * L, ORDER);
      V.cast(u2.fma(sine, V.cast(f2).mul(cosine)))
          .intoMemorySegment(ALL, lower + 2L * B * L, ORDER);
      V.cast(u3.fma(sine, V.cast(f3).mul(cosine)))
          .intoMemorySegment(ALL, lower + 3L * B * L, ORDER);
      f0 = u0.mul(cosine).sub(V.cast(f0).mul(sine));
      f1 = u1.mul(cosine).sub(V.cast(f1).mul(sine));
      f2 = u2.mul(cosine).sub(V.cast(f2).mul(sine));
      f3 = u3.mul(cosine).sub(V.cast(f3).mul(sine));
    }
    long first = pz & ADDRESS;
    V.cast(f0).intoMemorySegment(ALL, first, ORDER);
    V.cast(f1).intoMemorySegment(ALL, first + (long) B * L, ORDER);
    V.cast(f2).intoMemorySegment(ALL, first + 2L * B * L, ORDER);
    V.cast(f3).intoMemorySegment(ALL, first + 3L * B * L, ORDER);
  }

  private static void one(long pc, long ps, long pz, long stride, int rows, int columns) {
    long c = pc & ADDRESS;
    long s = ps & ADDRESS;
    VectorMask<Double> in = MasksF64.first(columns);
    long last = (pz + (rows - 1) * stride) & ADDRESS;
    DoubleVector f = DoubleVector.fromMemorySegment(S, ALL, last, ORDER, in);
    for (int k = rows - 2; k >= 0; k--) {
      long upper = (pz + k * stride) & ADDRESS;
      long lower = (upper + stride) & ADDRESS;
      DoubleVector cosine = DoubleVector.broadcast(S, ALL.get(SCALAR, c + (long) B * k));
      DoubleVector sine = DoubleVector.broadcast(S, ALL.get(SCALAR, s + (long) B * k));
      DoubleVector u = DoubleVector.fromMemorySegment(S, ALL, upper, ORDER, in);
      V.cast(u.fma(sine, V.cast(f).mul(cosine))).intoMemorySegment(ALL, lower, ORDER, in);
      f = u.mul(cosine).sub(V.cast(f).mul(sine));
    }
    V.cast(f).intoMemorySegment(ALL, pz & ADDRESS, ORDER, in);
  }
}
