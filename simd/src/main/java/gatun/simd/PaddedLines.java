package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Copies of one line between the two real types, y ← α x. Moves 12 bytes a cell. */
@OtherShapes
final class PaddedLines {
  private static final VectorSpecies<Double> WIDE = Lanes.F64;
  private static final int L = WIDE.length();
  private static final VectorSpecies<Float> NARROW =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Lanes.BITS / 2));
  private static final Class<? extends FloatVector> N = FloatVector.zero(NARROW).getClass();
  private static final Class<? extends DoubleVector> W = Lanes.CLASS_F64;

  /** Vectors of two lanes would be boxed. */
  private static final boolean VECTORS = L > 2;

  private PaddedLines() {}

  static void narrow(double alpha, long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    if (VECTORS) {
      DoubleVector factor = DoubleVector.broadcast(WIDE, alpha);
      for (; i <= n - L; i += L) {
        long at = i & 0xFFFF_FFFFL;
        DoubleVector value =
            DoubleVector.fromMemorySegment(WIDE, ALL, x + 8 * at, ORDER).mul(factor);
        N.cast(W.cast(value).convertShape(VectorOperators.D2F, NARROW, 0))
            .intoMemorySegment(ALL, y + 4 * at, ORDER);
      }
    }
    for (; i < n; i++) {
      double value = ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, x + 8L * i) * alpha;
      ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y + 4L * i, (float) value);
    }
  }

  static void widen(double alpha, long px, long py, int n) {
    long x = px & ADDRESS;
    long y = py & ADDRESS;
    int i = 0;
    if (VECTORS) {
      DoubleVector factor = DoubleVector.broadcast(WIDE, alpha);
      for (; i <= n - L; i += L) {
        long at = i & 0xFFFF_FFFFL;
        FloatVector value = FloatVector.fromMemorySegment(NARROW, ALL, x + 4 * at, ORDER);
        W.cast(W.cast(N.cast(value).convertShape(VectorOperators.F2D, WIDE, 0)).mul(factor))
            .intoMemorySegment(ALL, y + 8 * at, ORDER);
      }
    }
    for (; i < n; i++) {
      double value = ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, x + 4L * i);
      ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, y + 8L * i, value * alpha);
    }
  }
}
