package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of a convolution whose window is three wide: P neighbouring positions × V vectors
 * of results. A source value, spread over all lanes once, serves three results, each with another
 * tap, so that few result channels are enough to keep the arithmetic busy: P + 2 spread values and
 * 3 V weights for 3·P·V multiply-adds.
 *
 * <p>Arguments: the first position's first source, whose neighbours follow one vector apart; the
 * first and the last source again, each with a mask for the offsets in the table: where they lie in
 * the padding, this is a zero and the mask 0 (see {@link ConvolutionSlabF64}); the first result and
 * the bytes to the next; the table of {@link TapBoxes} with one entry for each tap of the other
 * axes and each channel; the weights and the offsets of the three taps; the vectors to start from.
 */
final class RowTilesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG_UNALIGNED;

  private RowTilesF64() {}

  /** Eight positions, one vector. */
  static void tile8x1(
      long px,
      long pleft,
      long left,
      long pright,
      long right,
      long py,
      long ys,
      long ptable,
      int entries,
      long pw,
      long first,
      long second,
      long third,
      long pb) {
    long x = px & ADDRESS;
    long xl = pleft & ADDRESS, xr = pright & ADDRESS;
    long ml = left & LOW, mr = right & LOW;
    long table = ptable & ADDRESS;
    long w = pw & ADDRESS;
    long t0 = first & LOW, t1 = second & LOW, t2 = third & LOW;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, pb & ADDRESS, ORDER);
    DoubleVector c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00, c70 = c00;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, table + 8L * i);
      long at = x + (entry & LOW);
      long row = w + (entry >>> 32);
      DoubleVector w00 = DoubleVector.fromMemorySegment(S, ALL, row + t0, ORDER);
      DoubleVector w10 = DoubleVector.fromMemorySegment(S, ALL, row + t1, ORDER);
      DoubleVector w20 = DoubleVector.fromMemorySegment(S, ALL, row + t2, ORDER);
      DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, xl + (entry & ml & LOW)));
      c00 = q0.fma(w00, c00);
      DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + L * B));
      c10 = q1.fma(w00, c10);
      c00 = q1.fma(w10, c00);
      DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 2 * L * B));
      c20 = q2.fma(w00, c20);
      c10 = q2.fma(w10, c10);
      c00 = q2.fma(w20, c00);
      DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 3 * L * B));
      c30 = q3.fma(w00, c30);
      c20 = q3.fma(w10, c20);
      c10 = q3.fma(w20, c10);
      DoubleVector q4 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 4 * L * B));
      c40 = q4.fma(w00, c40);
      c30 = q4.fma(w10, c30);
      c20 = q4.fma(w20, c20);
      DoubleVector q5 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 5 * L * B));
      c50 = q5.fma(w00, c50);
      c40 = q5.fma(w10, c40);
      c30 = q5.fma(w20, c30);
      DoubleVector q6 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 6 * L * B));
      c60 = q6.fma(w00, c60);
      c50 = q6.fma(w10, c50);
      c40 = q6.fma(w20, c40);
      DoubleVector q7 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 7 * L * B));
      c70 = q7.fma(w00, c70);
      c60 = q7.fma(w10, c60);
      c50 = q7.fma(w20, c50);
      DoubleVector q8 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 8 * L * B));
      c70 = q8.fma(w10, c70);
      c60 = q8.fma(w20, c60);
      DoubleVector q9 = DoubleVector.broadcast(S, ALL.get(SCALAR, xr + (entry & mr & LOW)));
      c70 = q9.fma(w20, c70);
    }
    V.cast(c00).intoMemorySegment(ALL, py & ADDRESS, ORDER);
    V.cast(c10).intoMemorySegment(ALL, (py + ys) & ADDRESS, ORDER);
    V.cast(c20).intoMemorySegment(ALL, (py + 2 * ys) & ADDRESS, ORDER);
    V.cast(c30).intoMemorySegment(ALL, (py + 3 * ys) & ADDRESS, ORDER);
    V.cast(c40).intoMemorySegment(ALL, (py + 4 * ys) & ADDRESS, ORDER);
    V.cast(c50).intoMemorySegment(ALL, (py + 5 * ys) & ADDRESS, ORDER);
    V.cast(c60).intoMemorySegment(ALL, (py + 6 * ys) & ADDRESS, ORDER);
    V.cast(c70).intoMemorySegment(ALL, (py + 7 * ys) & ADDRESS, ORDER);
  }

  /** Four positions, two vectors. */
  static void tile4x2(
      long px,
      long pleft,
      long left,
      long pright,
      long right,
      long py,
      long ys,
      long ptable,
      int entries,
      long pw,
      long first,
      long second,
      long third,
      long pb) {
    long x = px & ADDRESS;
    long xl = pleft & ADDRESS, xr = pright & ADDRESS;
    long ml = left & LOW, mr = right & LOW;
    long table = ptable & ADDRESS;
    long w = pw & ADDRESS;
    long t0 = first & LOW, t1 = second & LOW, t2 = third & LOW;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, pb & ADDRESS, ORDER);
    DoubleVector c01 = DoubleVector.fromMemorySegment(S, ALL, (pb & ADDRESS) + L * B, ORDER);
    DoubleVector c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, table + 8L * i);
      long at = x + (entry & LOW);
      long row = w + (entry >>> 32);
      DoubleVector w00 = DoubleVector.fromMemorySegment(S, ALL, row + t0, ORDER);
      DoubleVector w01 = DoubleVector.fromMemorySegment(S, ALL, row + t0 + L * B, ORDER);
      DoubleVector w10 = DoubleVector.fromMemorySegment(S, ALL, row + t1, ORDER);
      DoubleVector w11 = DoubleVector.fromMemorySegment(S, ALL, row + t1 + L * B, ORDER);
      DoubleVector w20 = DoubleVector.fromMemorySegment(S, ALL, row + t2, ORDER);
      DoubleVector w21 = DoubleVector.fromMemorySegment(S, ALL, row + t2 + L * B, ORDER);
      DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, xl + (entry & ml & LOW)));
      c00 = q0.fma(w00, c00);
      c01 = q0.fma(w01, c01);
      DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + L * B));
      c10 = q1.fma(w00, c10);
      c11 = q1.fma(w01, c11);
      c00 = q1.fma(w10, c00);
      c01 = q1.fma(w11, c01);
      DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 2 * L * B));
      c20 = q2.fma(w00, c20);
      c21 = q2.fma(w01, c21);
      c10 = q2.fma(w10, c10);
      c11 = q2.fma(w11, c11);
      c00 = q2.fma(w20, c00);
      c01 = q2.fma(w21, c01);
      DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 3 * L * B));
      c30 = q3.fma(w00, c30);
      c31 = q3.fma(w01, c31);
      c20 = q3.fma(w10, c20);
      c21 = q3.fma(w11, c21);
      c10 = q3.fma(w20, c10);
      c11 = q3.fma(w21, c11);
      DoubleVector q4 = DoubleVector.broadcast(S, ALL.get(SCALAR, at + 4 * L * B));
      c30 = q4.fma(w10, c30);
      c31 = q4.fma(w11, c31);
      c20 = q4.fma(w20, c20);
      c21 = q4.fma(w21, c21);
      DoubleVector q5 = DoubleVector.broadcast(S, ALL.get(SCALAR, xr + (entry & mr & LOW)));
      c30 = q5.fma(w20, c30);
      c31 = q5.fma(w21, c31);
    }
    V.cast(c00).intoMemorySegment(ALL, py & ADDRESS, ORDER);
    V.cast(c01).intoMemorySegment(ALL, (py & ADDRESS) + L * B, ORDER);
    V.cast(c10).intoMemorySegment(ALL, (py + ys) & ADDRESS, ORDER);
    V.cast(c11).intoMemorySegment(ALL, (py + ys + L * B) & ADDRESS, ORDER);
    V.cast(c20).intoMemorySegment(ALL, (py + 2 * ys) & ADDRESS, ORDER);
    V.cast(c21).intoMemorySegment(ALL, (py + 2 * ys + L * B) & ADDRESS, ORDER);
    V.cast(c30).intoMemorySegment(ALL, (py + 3 * ys) & ADDRESS, ORDER);
    V.cast(c31).intoMemorySegment(ALL, (py + 3 * ys + L * B) & ADDRESS, ORDER);
  }
}
