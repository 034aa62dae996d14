package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds a tile of results to C. The first block of a sum gives α T + β C, a later one α T + C, and
 * the last one the epilogue on top.
 */
final class GemmStoreF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemmStoreF64() {}

  /**
   * Stores the part of a tile that lies inside C.
   *
   * @param t the tile
   * @param dt bytes from a row of the tile to the next
   * @param c where its first element belongs
   * @param i its row in C
   * @param j its column in C
   */
  static void store(
      GemmCall call,
      long t,
      long dt,
      long c,
      long i,
      long j,
      int rows,
      int columns,
      boolean first,
      boolean last) {
    boolean finish = last && call.finishes();
    boolean dense = call.cj == B;
    double alpha = (double) call.alpha;
    double beta = first ? (double) call.beta : 1.0;
    for (int r = 0; r < rows; r++) {
      long from = (t + r * dt) & ADDRESS;
      long to = (c + r * call.ci) & ADDRESS;
      if (dense && !finish) {
        combine(alpha, from, beta, to, to, columns);
      } else if (dense) {
        combine(alpha, from, beta, to, from, columns);
      } else {
        gather(alpha, from, beta, to, call.cj, columns);
      }
      if (finish) {
        GemmFinishF64.row(call, from, i + r, j, columns);
      }
    }
    if (finish) {
      GemmFinishF64.activate(call, t, dt, rows, columns);
    }
    if (finish || !dense) {
      copy(call, t, dt, c, rows, columns);
    }
  }

  private static void copy(GemmCall call, long t, long dt, long c, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      long from = (t + r * dt) & ADDRESS;
      long to = (c + r * call.ci) & ADDRESS;
      if (call.cj == B) {
        scale(1.0, from, to, columns);
      } else {
        StridedF64.copy(from, B, to, call.cj, columns);
      }
    }
  }

  /** out ← α t + β c on dense rows; β = 0 does not read c. */
  private static void combine(double alpha, long t, double beta, long c, long out, int columns) {
    if (beta == 0) {
      scale(alpha, t, out, columns);
      return;
    }
    DoubleVector a = DoubleVector.broadcast(S, alpha);
    int j = 0;
    for (; j <= columns - L; j += L) {
      long at = (long) B * j;
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER)
                  .fma(a, DoubleVector.fromMemorySegment(S, ALL, c + at, ORDER).mul(beta)))
          .intoMemorySegment(ALL, out + at, ORDER);
    }
    if (j < columns) {
      long at = (long) B * j;
      VectorMask<Double> m = MasksF64.first(columns - j);
      V.cast(
              DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER)
                  .fma(a, DoubleVector.fromMemorySegment(S, ALL, c + at, ORDER, m).mul(beta)))
          .intoMemorySegment(ALL, out + at, ORDER, m);
    }
  }

  private static void scale(double alpha, long t, long out, int columns) {
    int j = 0;
    for (; j <= columns - L; j += L) {
      long at = (long) B * j;
      V.cast(DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER).mul(alpha))
          .intoMemorySegment(ALL, out + at, ORDER);
    }
    if (j < columns) {
      long at = (long) B * j;
      V.cast(DoubleVector.fromMemorySegment(S, ALL, t + at, ORDER).mul(alpha))
          .intoMemorySegment(ALL, out + at, ORDER, MasksF64.first(columns - j));
    }
  }

  /** t ← α t + β c for a strided c. */
  private static void gather(double alpha, long t, double beta, long c, long dc, int columns) {
    for (int j = 0; j < columns; j++) {
      double old = beta == 0 ? 0.0 : beta * ALL.get(E, (c + j * dc) & ADDRESS);
      ALL.set(E, t + (long) B * j, Math.fma(alpha, ALL.get(E, t + (long) B * j), old));
    }
  }
}
