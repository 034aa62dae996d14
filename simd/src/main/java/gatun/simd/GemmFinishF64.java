package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.Unary;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The epilogue on a tile: biases and residual are added row by row, the activation is applied. */
final class GemmFinishF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemmFinishF64() {}

  /**
   * Adds biases and residual to a row of a tile in place.
   *
   * @param t the row, a multiple of the vector length long, of which {@code columns} count
   * @param i its row in C
   * @param j the column of its first element in C
   */
  static void row(GemmCall call, long t, long i, long j, int columns) {
    if (call.column != 0) {
      add(t, call.column + j * call.columnStep, call.columnStep, columns);
    }
    if (call.row != 0) {
      shift(t, ALL.get(E, (call.row + i * call.rowStep) & ADDRESS), columns);
    }
    if (call.residual != 0) {
      long from = call.residual + i * call.residualRow + j * call.residualColumn;
      add(t, from, call.residualColumn, columns);
    }
  }

  /**
   * Applies the activation to a tile in place, to all of it at once where every vector of it counts
   * or holds what padding gave.
   */
  static void activate(GemmCall call, long t, long dt, int rows, int columns) {
    Unary f = call.activation.function();
    if (f == null) {
      return;
    }
    if (columns > (GemmTilesF64.VECTORS - 1) * L && dt == (long) B * GemmTilesF64.COLUMNS) {
      MapStepsF64.whole(f, t, t, t, t, rows * GemmTilesF64.COLUMNS);
      return;
    }
    for (int r = 0; r < rows; r++) {
      long at = t + r * dt;
      MapStepsF64.whole(f, at, at, at, at, columns);
    }
  }

  private static void add(long t, long px, long dx, int columns) {
    long x = px & ADDRESS;
    int j = 0;
    if (dx == B) {
      for (; j <= columns - L; j += L) {
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, t + (long) B * j, ORDER)
                    .add(DoubleVector.fromMemorySegment(S, ALL, x + (long) B * j, ORDER)))
            .intoMemorySegment(ALL, t + (long) B * j, ORDER);
      }
    }
    for (; j < columns; j++) {
      long at = t + (long) B * j;
      ALL.set(E, at, ALL.get(E, at) + ALL.get(E, (x + j * dx) & ADDRESS));
    }
  }

  private static void shift(long t, double value, int columns) {
    for (int j = 0; j < columns; j += L) {
      V.cast(DoubleVector.fromMemorySegment(S, ALL, t + (long) B * j, ORDER).add(value))
          .intoMemorySegment(ALL, t + (long) B * j, ORDER);
    }
  }
}
