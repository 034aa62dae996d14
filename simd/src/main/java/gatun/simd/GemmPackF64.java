package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs panels for the micro-kernel: element (k, i) of a panel of some width stands at k · width +
 * i. A panel of A has the rows of a tile as its width, one of B the columns. Moves 2 values an
 * element.
 */
final class GemmPackF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemmPackF64() {}

  /**
   * Packs one panel. Behind it there must be room for a vector.
   *
   * @param count elements for each k; those up to the width become 0
   * @param dk bytes in the source from k to the next
   * @param di bytes in the source from i to the next
   */
  static void panel(int depth, int count, int width, long from, long dk, long di, long to) {
    if (di != B || width > 2 * L) {
      strided(depth, count, width, from, dk, di, to);
    } else if (width <= L) {
      narrow(depth, MasksF64.first(count), from, dk, (long) B * width, to);
    } else {
      wide(depth, MasksF64.first(count), MasksF64.first(count - L), from, dk, (long) B * width, to);
    }
  }

  /** A vector for each k, of which what is beyond the width is overwritten by the next. */
  private static void narrow(
      int depth, VectorMask<Double> m, long from, long dk, long step, long to) {
    long source = from;
    long target = to;
    for (int k = 0; k < depth; k++) {
      V.cast(DoubleVector.fromMemorySegment(S, ALL, source & ADDRESS, ORDER, m))
          .intoMemorySegment(ALL, target & ADDRESS, ORDER);
      source += dk;
      target += step;
    }
  }

  private static void wide(
      int depth,
      VectorMask<Double> m0,
      VectorMask<Double> m1,
      long from,
      long dk,
      long step,
      long to) {
    long source = from;
    long target = to;
    for (int k = 0; k < depth; k++) {
      long s = source & ADDRESS;
      long t = target & ADDRESS;
      V.cast(DoubleVector.fromMemorySegment(S, ALL, s, ORDER, m0)).intoMemorySegment(ALL, t, ORDER);
      V.cast(DoubleVector.fromMemorySegment(S, ALL, s + B * L, ORDER, m1))
          .intoMemorySegment(ALL, t + B * L, ORDER);
      source += dk;
      target += step;
    }
  }

  /**
   * Packs the rows of a matrix by rows below each other. Behind them there must be room for a
   * vector.
   *
   * @param count rows; those up to {@code rows} become 0
   * @param di bytes in the source from a row to the next
   * @param step bytes in the panel from a row to the next
   */
  static void rows(int depth, int count, int rows, long from, long di, long to, long step) {
    VectorMask<Double> m = MasksF64.first(depth % L);
    int whole = depth - depth % L;
    for (int i = 0; i < count; i++) {
      long source = (from + i * di) & ADDRESS;
      long target = (to + i * step) & ADDRESS;
      for (int k = 0; k < whole; k += L) {
        V.cast(DoubleVector.fromMemorySegment(S, ALL, source + (long) B * k, ORDER))
            .intoMemorySegment(ALL, target + (long) B * k, ORDER);
      }
      if (whole < depth) {
        V.cast(DoubleVector.fromMemorySegment(S, ALL, source + (long) B * whole, ORDER, m))
            .intoMemorySegment(ALL, target + (long) B * whole, ORDER);
      }
    }
    for (int i = count; i < rows; i++) {
      StridedF64.fill(0.0, to + i * step, B, depth);
    }
  }

  /** Any strides: four columns of the panel at a time, so that whole lines are read and written. */
  private static void strided(
      int depth, int count, int width, long from, long dk, long di, long to) {
    long step = (long) B * width;
    int i = 0;
    for (; i <= count - 4; i += 4) {
      long source = from + i * di;
      long target = to + (long) B * i;
      for (int k = 0; k < depth; k++) {
        long t = target & ADDRESS;
        ALL.set(E, t, ALL.get(E, source & ADDRESS));
        ALL.set(E, t + B, ALL.get(E, (source + di) & ADDRESS));
        ALL.set(E, t + 2 * B, ALL.get(E, (source + 2 * di) & ADDRESS));
        ALL.set(E, t + 3 * B, ALL.get(E, (source + 3 * di) & ADDRESS));
        source += dk;
        target += step;
      }
    }
    for (; i < count; i++) {
      long source = from + i * di;
      long target = to + (long) B * i;
      for (int k = 0; k < depth; k++) {
        ALL.set(E, (target + k * step) & ADDRESS, ALL.get(E, (source + k * dk) & ADDRESS));
      }
    }
    for (; i < width; i++) {
      long target = to + (long) B * i;
      for (int k = 0; k < depth; k++) {
        ALL.set(E, (target + k * step) & ADDRESS, 0.0);
      }
    }
  }
}
