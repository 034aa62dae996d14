package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs panels for the micro-kernel: element (k, i) of a panel of some width stands at k · width +
 * i. A panel of A has the rows of a tile as its width, one of B the columns. Moves 2 values an
 * element.
 */
final class GemmPackF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int W = B * L;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemmPackF64() {}

  /**
   * Packs one panel.
   *
   * @param count elements for each k; those up to the width become 0
   * @param dk bytes in the source from k to the next
   * @param di bytes in the source from i to the next
   */
  static void panel(int depth, int count, int width, long from, long dk, long di, long to) {
    if (di == B && count == width && width % L == 0) {
      copy(depth, width, from, dk, to);
    } else if (dk == B) {
      turned(depth, count, width, from, di, to);
    } else {
      strided(depth, count, width, from, dk, di, to);
    }
  }

  private static void copy(int depth, int width, long from, long dk, long to) {
    long source = from;
    long target = to;
    for (int k = 0; k < depth; k++) {
      long s = source & ADDRESS;
      long t = target & ADDRESS;
      for (int i = 0; i < width; i += L) {
        DoubleVector.fromMemorySegment(S, ALL, s + (long) B * i, ORDER)
            .intoMemorySegment(ALL, t + (long) B * i, ORDER);
      }
      source += dk;
      target += (long) B * width;
    }
  }

  private static void turned(int depth, int count, int width, long from, long di, long to) {
    strided(depth, count, width, from, B, di, to);
  }

  private static void strided(
      int depth, int count, int width, long from, long dk, long di, long to) {
    long step = (long) B * width;
    for (int i = 0; i < count; i++) {
      long source = from + i * di;
      long target = to + (long) B * i;
      for (int k = 0; k < depth; k++) {
        ALL.set(E, (target + k * step) & ADDRESS, ALL.get(E, (source + k * dk) & ADDRESS));
      }
    }
    for (int i = count; i < width; i++) {
      long target = to + (long) B * i;
      for (int k = 0; k < depth; k++) {
        ALL.set(E, (target + k * step) & ADDRESS, 0.0);
      }
    }
  }
}
