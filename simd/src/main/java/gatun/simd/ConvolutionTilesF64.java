package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of a convolution: P positions × V vectors of result channels. The accumulators
 * stay in registers while the table of {@link TapBoxes} is run through; an entry costs V loads of
 * weights and P loads of a source value, spread over all lanes, for P·V multiply-adds. Every result
 * is one chain of multiply-adds in the order of the table, whatever the tile.
 *
 * <p>The arguments: the addresses of the positions' sources at {@code pxs} and of their targets at
 * {@code pys}, to which {@code px} and {@code py} are added; the table and its length; the weights,
 * to which the table's offsets are added; the vectors to start from. Measured on cached operands,
 * 512-bit F32 and 576 entries: 4 × 4 0.985 of peak, 6 × 2 0.98, 8 × 1 0.62 (see the decision 0007).
 */
final class ConvolutionTilesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG_UNALIGNED;

  private ConvolutionTilesF64() {}

  /** Four positions, four vectors: 32 flops an entry and lane. */
  static void tile4x4(
      long pxs, long pys, long px, long py, long ptable, int entries, long pw, long pb) {
    long x0 = (ALL.get(PLACE, pxs & ADDRESS) + px) & ADDRESS;
    long x1 = (ALL.get(PLACE, (pxs & ADDRESS) + 8) + px) & ADDRESS;
    long x2 = (ALL.get(PLACE, (pxs & ADDRESS) + 16) + px) & ADDRESS;
    long x3 = (ALL.get(PLACE, (pxs & ADDRESS) + 24) + px) & ADDRESS;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, pb & ADDRESS, ORDER);
    DoubleVector c01 = DoubleVector.fromMemorySegment(S, ALL, (pb & ADDRESS) + L * B, ORDER);
    DoubleVector c02 = DoubleVector.fromMemorySegment(S, ALL, (pb & ADDRESS) + 2 * L * B, ORDER);
    DoubleVector c03 = DoubleVector.fromMemorySegment(S, ALL, (pb & ADDRESS) + 3 * L * B, ORDER);
    DoubleVector c10 = c00, c11 = c01, c12 = c02, c13 = c03, c20 = c00, c21 = c01;
    DoubleVector c22 = c02, c23 = c03, c30 = c00, c31 = c01, c32 = c02, c33 = c03;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, (ptable & ADDRESS) + 8L * i);
      long row = (pw & ADDRESS) + (entry >>> 32);
      DoubleVector w0 = DoubleVector.fromMemorySegment(S, ALL, row, ORDER);
      DoubleVector w1 = DoubleVector.fromMemorySegment(S, ALL, row + L * B, ORDER);
      DoubleVector w2 = DoubleVector.fromMemorySegment(S, ALL, row + 2 * L * B, ORDER);
      DoubleVector w3 = DoubleVector.fromMemorySegment(S, ALL, row + 3 * L * B, ORDER);
      DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, x0 + (entry & LOW)));
      c00 = q0.fma(w0, c00);
      c01 = q0.fma(w1, c01);
      c02 = q0.fma(w2, c02);
      c03 = q0.fma(w3, c03);
      DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, x1 + (entry & LOW)));
      c10 = q1.fma(w0, c10);
      c11 = q1.fma(w1, c11);
      c12 = q1.fma(w2, c12);
      c13 = q1.fma(w3, c13);
      DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, x2 + (entry & LOW)));
      c20 = q2.fma(w0, c20);
      c21 = q2.fma(w1, c21);
      c22 = q2.fma(w2, c22);
      c23 = q2.fma(w3, c23);
      DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, x3 + (entry & LOW)));
      c30 = q3.fma(w0, c30);
      c31 = q3.fma(w1, c31);
      c32 = q3.fma(w2, c32);
      c33 = q3.fma(w3, c33);
    }
    long y0 = (ALL.get(PLACE, pys & ADDRESS) + py) & ADDRESS;
    V.cast(c00).intoMemorySegment(ALL, y0, ORDER);
    V.cast(c01).intoMemorySegment(ALL, y0 + L * B, ORDER);
    V.cast(c02).intoMemorySegment(ALL, y0 + 2 * L * B, ORDER);
    V.cast(c03).intoMemorySegment(ALL, y0 + 3 * L * B, ORDER);
    long y1 = (ALL.get(PLACE, (pys & ADDRESS) + 8) + py) & ADDRESS;
    V.cast(c10).intoMemorySegment(ALL, y1, ORDER);
    V.cast(c11).intoMemorySegment(ALL, y1 + L * B, ORDER);
    V.cast(c12).intoMemorySegment(ALL, y1 + 2 * L * B, ORDER);
    V.cast(c13).intoMemorySegment(ALL, y1 + 3 * L * B, ORDER);
    long y2 = (ALL.get(PLACE, (pys & ADDRESS) + 16) + py) & ADDRESS;
    V.cast(c20).intoMemorySegment(ALL, y2, ORDER);
    V.cast(c21).intoMemorySegment(ALL, y2 + L * B, ORDER);
    V.cast(c22).intoMemorySegment(ALL, y2 + 2 * L * B, ORDER);
    V.cast(c23).intoMemorySegment(ALL, y2 + 3 * L * B, ORDER);
    long y3 = (ALL.get(PLACE, (pys & ADDRESS) + 24) + py) & ADDRESS;
    V.cast(c30).intoMemorySegment(ALL, y3, ORDER);
    V.cast(c31).intoMemorySegment(ALL, y3 + L * B, ORDER);
    V.cast(c32).intoMemorySegment(ALL, y3 + 2 * L * B, ORDER);
    V.cast(c33).intoMemorySegment(ALL, y3 + 3 * L * B, ORDER);
  }

  /** Six positions, two vectors: 24 flops an entry and lane. */
  static void tile6x2(
      long pxs, long pys, long px, long py, long ptable, int entries, long pw, long pb) {
    long xs = pxs & ADDRESS;
    long table = ptable & ADDRESS;
    long w = pw & ADDRESS;
    long b = pb & ADDRESS;
    long x0 = (ALL.get(PLACE, xs) + px) & ADDRESS;
    long x1 = (ALL.get(PLACE, xs + 8) + px) & ADDRESS;
    long x2 = (ALL.get(PLACE, xs + 16) + px) & ADDRESS;
    long x3 = (ALL.get(PLACE, xs + 24) + px) & ADDRESS;
    long x4 = (ALL.get(PLACE, xs + 32) + px) & ADDRESS;
    long x5 = (ALL.get(PLACE, xs + 40) + px) & ADDRESS;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, b, ORDER);
    DoubleVector c01 = DoubleVector.fromMemorySegment(S, ALL, b + L * B, ORDER);
    DoubleVector c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
    DoubleVector c40 = c00, c41 = c01, c50 = c00, c51 = c01;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, table + 8L * i);
      long at = entry & LOW;
      long row = w + (entry >>> 32);
      DoubleVector w0 = DoubleVector.fromMemorySegment(S, ALL, row, ORDER);
      DoubleVector w1 = DoubleVector.fromMemorySegment(S, ALL, row + L * B, ORDER);
      DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, x0 + at));
      c00 = q0.fma(w0, c00);
      c01 = q0.fma(w1, c01);
      DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, x1 + at));
      c10 = q1.fma(w0, c10);
      c11 = q1.fma(w1, c11);
      DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, x2 + at));
      c20 = q2.fma(w0, c20);
      c21 = q2.fma(w1, c21);
      DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, x3 + at));
      c30 = q3.fma(w0, c30);
      c31 = q3.fma(w1, c31);
      DoubleVector q4 = DoubleVector.broadcast(S, ALL.get(SCALAR, x4 + at));
      c40 = q4.fma(w0, c40);
      c41 = q4.fma(w1, c41);
      DoubleVector q5 = DoubleVector.broadcast(S, ALL.get(SCALAR, x5 + at));
      c50 = q5.fma(w0, c50);
      c51 = q5.fma(w1, c51);
    }
    long ys = pys & ADDRESS;
    long y0 = (ALL.get(PLACE, ys) + py) & ADDRESS;
    V.cast(c00).intoMemorySegment(ALL, y0, ORDER);
    V.cast(c01).intoMemorySegment(ALL, y0 + L * B, ORDER);
    long y1 = (ALL.get(PLACE, ys + 8) + py) & ADDRESS;
    V.cast(c10).intoMemorySegment(ALL, y1, ORDER);
    V.cast(c11).intoMemorySegment(ALL, y1 + L * B, ORDER);
    long y2 = (ALL.get(PLACE, ys + 16) + py) & ADDRESS;
    V.cast(c20).intoMemorySegment(ALL, y2, ORDER);
    V.cast(c21).intoMemorySegment(ALL, y2 + L * B, ORDER);
    long y3 = (ALL.get(PLACE, ys + 24) + py) & ADDRESS;
    V.cast(c30).intoMemorySegment(ALL, y3, ORDER);
    V.cast(c31).intoMemorySegment(ALL, y3 + L * B, ORDER);
    long y4 = (ALL.get(PLACE, ys + 32) + py) & ADDRESS;
    V.cast(c40).intoMemorySegment(ALL, y4, ORDER);
    V.cast(c41).intoMemorySegment(ALL, y4 + L * B, ORDER);
    long y5 = (ALL.get(PLACE, ys + 40) + py) & ADDRESS;
    V.cast(c50).intoMemorySegment(ALL, y5, ORDER);
    V.cast(c51).intoMemorySegment(ALL, y5 + L * B, ORDER);
  }

  /** Eight positions, one vector: 16 flops an entry and lane. */
  static void tile8x1(
      long pxs, long pys, long px, long py, long ptable, int entries, long pw, long pb) {
    long xs = pxs & ADDRESS;
    long table = ptable & ADDRESS;
    long w = pw & ADDRESS;
    long b = pb & ADDRESS;
    long x0 = (ALL.get(PLACE, xs) + px) & ADDRESS;
    long x1 = (ALL.get(PLACE, xs + 8) + px) & ADDRESS;
    long x2 = (ALL.get(PLACE, xs + 16) + px) & ADDRESS;
    long x3 = (ALL.get(PLACE, xs + 24) + px) & ADDRESS;
    long x4 = (ALL.get(PLACE, xs + 32) + px) & ADDRESS;
    long x5 = (ALL.get(PLACE, xs + 40) + px) & ADDRESS;
    long x6 = (ALL.get(PLACE, xs + 48) + px) & ADDRESS;
    long x7 = (ALL.get(PLACE, xs + 56) + px) & ADDRESS;
    DoubleVector c00 = DoubleVector.fromMemorySegment(S, ALL, b, ORDER);
    DoubleVector c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c60 = c00;
    DoubleVector c70 = c00;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, table + 8L * i);
      long at = entry & LOW;
      long row = w + (entry >>> 32);
      DoubleVector w0 = DoubleVector.fromMemorySegment(S, ALL, row, ORDER);
      DoubleVector q0 = DoubleVector.broadcast(S, ALL.get(SCALAR, x0 + at));
      c00 = q0.fma(w0, c00);
      DoubleVector q1 = DoubleVector.broadcast(S, ALL.get(SCALAR, x1 + at));
      c10 = q1.fma(w0, c10);
      DoubleVector q2 = DoubleVector.broadcast(S, ALL.get(SCALAR, x2 + at));
      c20 = q2.fma(w0, c20);
      DoubleVector q3 = DoubleVector.broadcast(S, ALL.get(SCALAR, x3 + at));
      c30 = q3.fma(w0, c30);
      DoubleVector q4 = DoubleVector.broadcast(S, ALL.get(SCALAR, x4 + at));
      c40 = q4.fma(w0, c40);
      DoubleVector q5 = DoubleVector.broadcast(S, ALL.get(SCALAR, x5 + at));
      c50 = q5.fma(w0, c50);
      DoubleVector q6 = DoubleVector.broadcast(S, ALL.get(SCALAR, x6 + at));
      c60 = q6.fma(w0, c60);
      DoubleVector q7 = DoubleVector.broadcast(S, ALL.get(SCALAR, x7 + at));
      c70 = q7.fma(w0, c70);
    }
    long ys = pys & ADDRESS;
    V.cast(c00).intoMemorySegment(ALL, (ALL.get(PLACE, ys) + py) & ADDRESS, ORDER);
    V.cast(c10).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 8) + py) & ADDRESS, ORDER);
    V.cast(c20).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 16) + py) & ADDRESS, ORDER);
    V.cast(c30).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 24) + py) & ADDRESS, ORDER);
    V.cast(c40).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 32) + py) & ADDRESS, ORDER);
    V.cast(c50).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 40) + py) & ADDRESS, ORDER);
    V.cast(c60).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 48) + py) & ADDRESS, ORDER);
    V.cast(c70).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 56) + py) & ADDRESS, ORDER);
  }
}
