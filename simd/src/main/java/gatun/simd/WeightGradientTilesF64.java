package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of the gradient with respect to weights: P inputs × V vectors of outputs, summed
 * over a rectangle of positions that one tap meets. The accumulators stay in registers; a position
 * costs V loads of output gradients and P loads of an input value for P·V multiply-adds.
 *
 * <p>Arguments: the addresses of the first position's input and output gradient; rows and columns
 * of the rectangle and the bytes from one to the next; the sums, and the bytes from one input's
 * sums to the next. Lanes outside a mask are neither read from the gradient nor meant in the sums.
 */
final class WeightGradientTilesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private WeightGradientTilesF64() {}

  /** Four inputs, two vectors of outputs. */
  static void tile4x2(
      long px,
      long py,
      int rows,
      int columns,
      long xRow,
      long xStep,
      long yRow,
      long yStep,
      long psums,
      long next) {
    long s0 = psums & ADDRESS;
    long s1 = (s0 + next) & ADDRESS;
    long s2 = (s0 + 2 * next) & ADDRESS;
    long s3 = (s0 + 3 * next) & ADDRESS;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, s0, ORDER);
    DoubleVector c01 = DoubleVector.fromMemorySegment(S, ALL, s0 + L * B, ORDER);
    DoubleVector c10 = DoubleVector.fromMemorySegment(S, ALL, s1, ORDER);
    DoubleVector c11 = DoubleVector.fromMemorySegment(S, ALL, s1 + L * B, ORDER);
    DoubleVector c20 = DoubleVector.fromMemorySegment(S, ALL, s2, ORDER);
    DoubleVector c21 = DoubleVector.fromMemorySegment(S, ALL, s2 + L * B, ORDER);
    DoubleVector c30 = DoubleVector.fromMemorySegment(S, ALL, s3, ORDER);
    DoubleVector c31 = DoubleVector.fromMemorySegment(S, ALL, s3 + L * B, ORDER);
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      for (int i = 0; i < columns; i++) {
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
        DoubleVector d1 = DoubleVector.fromMemorySegment(S, ALL, y + L * B, ORDER);
        DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, x));
        c00 = q0.fma(d0, c00);
        c01 = q0.fma(d1, c01);
        DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + B));
        c10 = q1.fma(d0, c10);
        c11 = q1.fma(d1, c11);
        DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 2 * B));
        c20 = q2.fma(d0, c20);
        c21 = q2.fma(d1, c21);
        DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, x + 3 * B));
        c30 = q3.fma(d0, c30);
        c31 = q3.fma(d1, c31);
        x = (x + xStep) & ADDRESS;
        y = (y + yStep) & ADDRESS;
      }
    }
    V.cast(c00).intoMemorySegment(ALL, s0, ORDER);
    V.cast(c01).intoMemorySegment(ALL, s0 + L * B, ORDER);
    V.cast(c10).intoMemorySegment(ALL, s1, ORDER);
    V.cast(c11).intoMemorySegment(ALL, s1 + L * B, ORDER);
    V.cast(c20).intoMemorySegment(ALL, s2, ORDER);
    V.cast(c21).intoMemorySegment(ALL, s2 + L * B, ORDER);
    V.cast(c30).intoMemorySegment(ALL, s3, ORDER);
    V.cast(c31).intoMemorySegment(ALL, s3 + L * B, ORDER);
  }

  /** Eight inputs, one vector of outputs. */
  static void tile8x1(
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
      VectorMask<Double> lanes) {
    long sums = psums & ADDRESS;
    long s0 = sums;
    long s1 = (sums + next) & ADDRESS;
    long s2 = (sums + 2 * next) & ADDRESS;
    long s3 = (sums + 3 * next) & ADDRESS;
    long s4 = (sums + 4 * next) & ADDRESS;
    long s5 = (sums + 5 * next) & ADDRESS;
    long s6 = (sums + 6 * next) & ADDRESS;
    long s7 = (sums + 7 * next) & ADDRESS;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, s0, ORDER);
    DoubleVector c10 = DoubleVector.fromMemorySegment(S, ALL, s1, ORDER);
    DoubleVector c20 = DoubleVector.fromMemorySegment(S, ALL, s2, ORDER);
    DoubleVector c30 = DoubleVector.fromMemorySegment(S, ALL, s3, ORDER);
    DoubleVector c40 = DoubleVector.fromMemorySegment(S, ALL, s4, ORDER);
    DoubleVector c50 = DoubleVector.fromMemorySegment(S, ALL, s5, ORDER);
    DoubleVector c60 = DoubleVector.fromMemorySegment(S, ALL, s6, ORDER);
    DoubleVector c70 = DoubleVector.fromMemorySegment(S, ALL, s7, ORDER);
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      for (int i = 0; i < columns; i++) {
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
        c00 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x)), c00);
        c10 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + B)), c10);
        c20 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + 2 * B)), c20);
        c30 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + 3 * B)), c30);
        c40 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + 4 * B)), c40);
        c50 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + 5 * B)), c50);
        c60 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + 6 * B)), c60);
        c70 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x + 7 * B)), c70);
        x = (x + xStep) & ADDRESS;
        y = (y + yStep) & ADDRESS;
      }
    }
    V.cast(c00).intoMemorySegment(ALL, s0, ORDER);
    V.cast(c10).intoMemorySegment(ALL, s1, ORDER);
    V.cast(c20).intoMemorySegment(ALL, s2, ORDER);
    V.cast(c30).intoMemorySegment(ALL, s3, ORDER);
    V.cast(c40).intoMemorySegment(ALL, s4, ORDER);
    V.cast(c50).intoMemorySegment(ALL, s5, ORDER);
    V.cast(c60).intoMemorySegment(ALL, s6, ORDER);
    V.cast(c70).intoMemorySegment(ALL, s7, ORDER);
  }

  /** One input, one vector of outputs. */
  static void tile1x1(
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
      VectorMask<Double> lanes) {
    long sums = psums & ADDRESS;
    long s0 = sums;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, s0, ORDER);
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      for (int i = 0; i < columns; i++) {
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
        c00 = d0.fma(DoubleVector.broadcast(S, ALL.get(SCALAR, x)), c00);
        x = (x + xStep) & ADDRESS;
        y = (y + yStep) & ADDRESS;
      }
    }
    V.cast(c00).intoMemorySegment(ALL, s0, ORDER);
  }

  /** One vector of channels of a depthwise convolution: each channel with its own gradient. */
  static void depthwise(
      long px,
      long py,
      int rows,
      int columns,
      long xRow,
      long xStep,
      long yRow,
      long yStep,
      long psums,
      VectorMask<Double> lanes) {
    long sums = psums & ADDRESS;
    DoubleVector c = DoubleVector.fromMemorySegment(S, ALL, sums, ORDER);
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      for (int i = 0; i < columns; i++) {
        DoubleVector d = DoubleVector.fromMemorySegment(S, ALL, y, ORDER, lanes);
        c = DoubleVector.fromMemorySegment(S, ALL, x, ORDER, lanes).fma(d, c);
        x = (x + xStep) & ADDRESS;
        y = (y + yStep) & ADDRESS;
      }
    }
    V.cast(c).intoMemorySegment(ALL, sums, ORDER);
  }
}
