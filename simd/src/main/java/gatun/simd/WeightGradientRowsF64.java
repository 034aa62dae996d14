package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient with respect to the weights of a window that is three wide, of stride 1, for one
 * input: the arguments are those of {@code WeightGradientTaps}, which serves several inputs.
 */
final class WeightGradientRowsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private WeightGradientRowsF64() {}

  /** One input; even and odd columns have sums of their own, so that no addition waits. */
  static void add(
      long px,
      long py,
      int rows,
      int columns,
      long xRow,
      long xStep,
      long yRow,
      long yStep,
      long psums,
      long tap) {
    DoubleVector c0 = DoubleVector.fromMemorySegment(S, ALL, psums & ADDRESS, ORDER);
    DoubleVector c1 = DoubleVector.fromMemorySegment(S, ALL, (psums + tap) & ADDRESS, ORDER);
    DoubleVector c2 = DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap) & ADDRESS, ORDER);
    DoubleVector e0 = DoubleVector.zero(S), e1 = e0, e2 = e0;
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      DoubleVector d2 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
      y = (y + yStep) & ADDRESS;
      DoubleVector d1 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
      int i = 0;
      for (; i < columns - 1; i += 2) {
        y = (y + yStep) & ADDRESS;
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
        y = (y + yStep) & ADDRESS;
        DoubleVector f0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
        DoubleVector q = DoubleVector.broadcast(S, ALL.get(SCALAR, x));
        c0 = q.fma(d0, c0);
        c1 = q.fma(d1, c1);
        c2 = q.fma(d2, c2);
        x = (x + xStep) & ADDRESS;
        DoubleVector p = DoubleVector.broadcast(S, ALL.get(SCALAR, x));
        e0 = p.fma(f0, e0);
        e1 = p.fma(d0, e1);
        e2 = p.fma(d1, e2);
        x = (x + xStep) & ADDRESS;
        d2 = d0;
        d1 = f0;
      }
      if (i < columns) {
        y = (y + yStep) & ADDRESS;
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
        DoubleVector q = DoubleVector.broadcast(S, ALL.get(SCALAR, x));
        c0 = q.fma(d0, c0);
        c1 = q.fma(d1, c1);
        c2 = q.fma(d2, c2);
      }
    }
    V.cast(V.cast(c0).add(e0)).intoMemorySegment(ALL, psums & ADDRESS, ORDER);
    V.cast(V.cast(c1).add(e1)).intoMemorySegment(ALL, (psums + tap) & ADDRESS, ORDER);
    V.cast(V.cast(c2).add(e2)).intoMemorySegment(ALL, (psums + 2 * tap) & ADDRESS, ORDER);
  }
}
