package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of the gradient with respect to the weights of a window that is three wide, of
 * stride 1: P inputs × 3 taps × one vector of outputs, summed over a rectangle of input positions
 * that all three taps meet. An input value, spread over all lanes once, serves three taps.
 *
 * <p>Arguments: the addresses of the first input position and of the output gradient that its last
 * tap meets, which the other taps' follow; rows and columns of the rectangle and the bytes from one
 * to the next; the sums of the first tap, and the bytes from one input's sums to the next and from
 * one tap's to the next. Lanes outside a mask are not read from the gradient.
 */
final class WeightGradientRowsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private WeightGradientRowsF64() {}

  /** Eight inputs. */
  static void tile8x3(
      long px,
      long py,
      int rows,
      int columns,
      long xRow,
      long xStep,
      long yRow,
      long yStep,
      long psums,
      long next,
      long tap,
      VectorMask<Double> lanes) {
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, psums & ADDRESS, ORDER);
    DoubleVector c10 = DoubleVector.fromMemorySegment(S, ALL, (psums + next) & ADDRESS, ORDER);
    DoubleVector c20 = DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * next) & ADDRESS, ORDER);
    DoubleVector c30 = DoubleVector.fromMemorySegment(S, ALL, (psums + 3 * next) & ADDRESS, ORDER);
    DoubleVector c40 = DoubleVector.fromMemorySegment(S, ALL, (psums + 4 * next) & ADDRESS, ORDER);
    DoubleVector c50 = DoubleVector.fromMemorySegment(S, ALL, (psums + 5 * next) & ADDRESS, ORDER);
    DoubleVector c60 = DoubleVector.fromMemorySegment(S, ALL, (psums + 6 * next) & ADDRESS, ORDER);
    DoubleVector c70 = DoubleVector.fromMemorySegment(S, ALL, (psums + 7 * next) & ADDRESS, ORDER);
    DoubleVector c01 = DoubleVector.fromMemorySegment(S, ALL, (psums + tap) & ADDRESS, ORDER);
    DoubleVector c11 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + next) & ADDRESS, ORDER);
    DoubleVector c21 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + 2 * next) & ADDRESS, ORDER);
    DoubleVector c31 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + 3 * next) & ADDRESS, ORDER);
    DoubleVector c41 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + 4 * next) & ADDRESS, ORDER);
    DoubleVector c51 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + 5 * next) & ADDRESS, ORDER);
    DoubleVector c61 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + 6 * next) & ADDRESS, ORDER);
    DoubleVector c71 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + tap + 7 * next) & ADDRESS, ORDER);
    DoubleVector c02 = DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap) & ADDRESS, ORDER);
    DoubleVector c12 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + next) & ADDRESS, ORDER);
    DoubleVector c22 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + 2 * next) & ADDRESS, ORDER);
    DoubleVector c32 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + 3 * next) & ADDRESS, ORDER);
    DoubleVector c42 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + 4 * next) & ADDRESS, ORDER);
    DoubleVector c52 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + 5 * next) & ADDRESS, ORDER);
    DoubleVector c62 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + 6 * next) & ADDRESS, ORDER);
    DoubleVector c72 =
        DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap + 7 * next) & ADDRESS, ORDER);
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      DoubleVector d2 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
      y = (y + yStep) & ADDRESS;
      DoubleVector d1 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
      for (int i = 0; i < columns; i++) {
        y = (y + yStep) & ADDRESS;
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
        DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, x));
        c00 = q0.fma(d0, c00);
        c01 = q0.fma(d1, c01);
        c02 = q0.fma(d2, c02);
        DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + B));
        c10 = q1.fma(d0, c10);
        c11 = q1.fma(d1, c11);
        c12 = q1.fma(d2, c12);
        DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 2 * B));
        c20 = q2.fma(d0, c20);
        c21 = q2.fma(d1, c21);
        c22 = q2.fma(d2, c22);
        DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 3 * B));
        c30 = q3.fma(d0, c30);
        c31 = q3.fma(d1, c31);
        c32 = q3.fma(d2, c32);
        DoubleVector q4 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 4 * B));
        c40 = q4.fma(d0, c40);
        c41 = q4.fma(d1, c41);
        c42 = q4.fma(d2, c42);
        DoubleVector q5 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 5 * B));
        c50 = q5.fma(d0, c50);
        c51 = q5.fma(d1, c51);
        c52 = q5.fma(d2, c52);
        DoubleVector q6 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 6 * B));
        c60 = q6.fma(d0, c60);
        c61 = q6.fma(d1, c61);
        c62 = q6.fma(d2, c62);
        DoubleVector q7 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 7 * B));
        c70 = q7.fma(d0, c70);
        c71 = q7.fma(d1, c71);
        c72 = q7.fma(d2, c72);
        d2 = d1;
        d1 = d0;
        x = (x + xStep) & ADDRESS;
      }
    }
    c00.intoMemorySegment(ALL, psums & ADDRESS, ORDER);
    c10.intoMemorySegment(ALL, (psums + next) & ADDRESS, ORDER);
    c20.intoMemorySegment(ALL, (psums + 2 * next) & ADDRESS, ORDER);
    c30.intoMemorySegment(ALL, (psums + 3 * next) & ADDRESS, ORDER);
    c40.intoMemorySegment(ALL, (psums + 4 * next) & ADDRESS, ORDER);
    c50.intoMemorySegment(ALL, (psums + 5 * next) & ADDRESS, ORDER);
    c60.intoMemorySegment(ALL, (psums + 6 * next) & ADDRESS, ORDER);
    c70.intoMemorySegment(ALL, (psums + 7 * next) & ADDRESS, ORDER);
    c01.intoMemorySegment(ALL, (psums + tap) & ADDRESS, ORDER);
    c11.intoMemorySegment(ALL, (psums + tap + next) & ADDRESS, ORDER);
    c21.intoMemorySegment(ALL, (psums + tap + 2 * next) & ADDRESS, ORDER);
    c31.intoMemorySegment(ALL, (psums + tap + 3 * next) & ADDRESS, ORDER);
    c41.intoMemorySegment(ALL, (psums + tap + 4 * next) & ADDRESS, ORDER);
    c51.intoMemorySegment(ALL, (psums + tap + 5 * next) & ADDRESS, ORDER);
    c61.intoMemorySegment(ALL, (psums + tap + 6 * next) & ADDRESS, ORDER);
    c71.intoMemorySegment(ALL, (psums + tap + 7 * next) & ADDRESS, ORDER);
    c02.intoMemorySegment(ALL, (psums + 2 * tap) & ADDRESS, ORDER);
    c12.intoMemorySegment(ALL, (psums + 2 * tap + next) & ADDRESS, ORDER);
    c22.intoMemorySegment(ALL, (psums + 2 * tap + 2 * next) & ADDRESS, ORDER);
    c32.intoMemorySegment(ALL, (psums + 2 * tap + 3 * next) & ADDRESS, ORDER);
    c42.intoMemorySegment(ALL, (psums + 2 * tap + 4 * next) & ADDRESS, ORDER);
    c52.intoMemorySegment(ALL, (psums + 2 * tap + 5 * next) & ADDRESS, ORDER);
    c62.intoMemorySegment(ALL, (psums + 2 * tap + 6 * next) & ADDRESS, ORDER);
    c72.intoMemorySegment(ALL, (psums + 2 * tap + 7 * next) & ADDRESS, ORDER);
  }

  /** One input; even and odd columns have sums of their own, so that no addition waits. */
  static void tile1x3(
      long px,
      long py,
      int rows,
      int columns,
      long xRow,
      long xStep,
      long yRow,
      long yStep,
      long psums,
      long tap,
      VectorMask<Double> lanes) {
    DoubleVector c0 = DoubleVector.fromMemorySegment(S, ALL, psums & ADDRESS, ORDER);
    DoubleVector c1 = DoubleVector.fromMemorySegment(S, ALL, (psums + tap) & ADDRESS, ORDER);
    DoubleVector c2 = DoubleVector.fromMemorySegment(S, ALL, (psums + 2 * tap) & ADDRESS, ORDER);
    DoubleVector e0 = DoubleVector.zero(S), e1 = e0, e2 = e0;
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      DoubleVector d2 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
      y = (y + yStep) & ADDRESS;
      DoubleVector d1 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
      int i = 0;
      for (; i < columns - 1; i += 2) {
        y = (y + yStep) & ADDRESS;
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
        y = (y + yStep) & ADDRESS;
        DoubleVector f0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
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
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
        DoubleVector q = DoubleVector.broadcast(S, ALL.get(SCALAR, x));
        c0 = q.fma(d0, c0);
        c1 = q.fma(d1, c1);
        c2 = q.fma(d2, c2);
      }
    }
    c0.add(e0).intoMemorySegment(ALL, psums & ADDRESS, ORDER);
    c1.add(e1).intoMemorySegment(ALL, (psums + tap) & ADDRESS, ORDER);
    c2.add(e2).intoMemorySegment(ALL, (psums + 2 * tap) & ADDRESS, ORDER);
  }
}
