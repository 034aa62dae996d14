package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of a depthwise convolution: four positions × one vector of channels, each channel
 * with its own weights. Arguments as in {@link ConvolutionTilesF64}; {@code column} is the offset
 * of the vector's first channel in source, weights and result. Budget: 5 loads of a vector for 4
 * multiply-adds of vectors.
 */
final class DepthwiseTilesF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG_UNALIGNED;

  private DepthwiseTilesF64() {}

  /** A whole vector of channels. */
  static void tile(long pxs, long pys, long column, long ptable, int entries, long pw, long pb) {
    long xs = pxs & ADDRESS;
    long table = ptable & ADDRESS;
    long w = (pw + column) & ADDRESS;
    long x0 = (ALL.get(PLACE, xs) + column) & ADDRESS;
    long x1 = (ALL.get(PLACE, xs + 8) + column) & ADDRESS;
    long x2 = (ALL.get(PLACE, xs + 16) + column) & ADDRESS;
    long x3 = (ALL.get(PLACE, xs + 24) + column) & ADDRESS;
    DoubleVector c0 = DoubleVector.fromMemorySegment(S, ALL, (pb + column) & ADDRESS, ORDER);
    DoubleVector c1 = c0, c2 = c0, c3 = c0;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, table + 8L * i);
      long at = entry & LOW;
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, w + (entry >>> 32), ORDER);
      c0 = DoubleVector.fromMemorySegment(S, ALL, x0 + at, ORDER).fma(v, c0);
      c1 = DoubleVector.fromMemorySegment(S, ALL, x1 + at, ORDER).fma(v, c1);
      c2 = DoubleVector.fromMemorySegment(S, ALL, x2 + at, ORDER).fma(v, c2);
      c3 = DoubleVector.fromMemorySegment(S, ALL, x3 + at, ORDER).fma(v, c3);
    }
    long ys = pys & ADDRESS;
    V.cast(c0).intoMemorySegment(ALL, (ALL.get(PLACE, ys) + column) & ADDRESS, ORDER);
    V.cast(c1).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 8) + column) & ADDRESS, ORDER);
    V.cast(c2).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 16) + column) & ADDRESS, ORDER);
    V.cast(c3).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 24) + column) & ADDRESS, ORDER);
  }

  /** The last channels: the lanes of a mask. */
  static void part(
      long pxs,
      long pys,
      long column,
      long ptable,
      int entries,
      long pw,
      long pb,
      VectorMask<Double> mask) {
    VectorMask<Double> lanes = MasksF64.CLASS.cast(mask);
    long xs = pxs & ADDRESS;
    long table = ptable & ADDRESS;
    long w = (pw + column) & ADDRESS;
    long x0 = (ALL.get(PLACE, xs) + column) & ADDRESS;
    long x1 = (ALL.get(PLACE, xs + 8) + column) & ADDRESS;
    long x2 = (ALL.get(PLACE, xs + 16) + column) & ADDRESS;
    long x3 = (ALL.get(PLACE, xs + 24) + column) & ADDRESS;
    DoubleVector c0 = DoubleVector.fromMemorySegment(S, ALL, (pb + column) & ADDRESS, ORDER, lanes);
    DoubleVector c1 = c0, c2 = c0, c3 = c0;
    for (int i = 0; i < entries; i++) {
      long entry = ALL.get(PLACE, table + 8L * i);
      long at = entry & LOW;
      DoubleVector v = DoubleVector.fromMemorySegment(S, ALL, w + (entry >>> 32), ORDER, lanes);
      c0 = DoubleVector.fromMemorySegment(S, ALL, x0 + at, ORDER, lanes).fma(v, c0);
      c1 = DoubleVector.fromMemorySegment(S, ALL, x1 + at, ORDER, lanes).fma(v, c1);
      c2 = DoubleVector.fromMemorySegment(S, ALL, x2 + at, ORDER, lanes).fma(v, c2);
      c3 = DoubleVector.fromMemorySegment(S, ALL, x3 + at, ORDER, lanes).fma(v, c3);
    }
    long ys = pys & ADDRESS;
    V.cast(c0).intoMemorySegment(ALL, (ALL.get(PLACE, ys) + column) & ADDRESS, ORDER, lanes);
    V.cast(c1).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 8) + column) & ADDRESS, ORDER, lanes);
    V.cast(c2).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 16) + column) & ADDRESS, ORDER, lanes);
    V.cast(c3).intoMemorySegment(ALL, (ALL.get(PLACE, ys + 24) + column) & ADDRESS, ORDER, lanes);
  }
}
