package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Forward substitution on a packed panel of two vectors a row. */
final class TrsmPanelF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int B = Double.BYTES;
  private static final int W = B * S.length();
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private TrsmPanelF64() {}

  /** X ← T⁻¹ α X in place; n² fused multiply-adds on vectors. */
  static void solve(int n, boolean unit, double alpha, long t, long ti, long tk, long px) {
    long x = px & ADDRESS;
    for (int i = 0; i < n; i++) {
      long at = x + 2L * W * i;
      DoubleVector v0 = DoubleVector.fromMemorySegment(S, ALL, at, ORDER).mul(alpha);
      DoubleVector v1 = DoubleVector.fromMemorySegment(S, ALL, at + W, ORDER).mul(alpha);
      long row = t + i * ti;
      for (int k = 0; k < i; k++) {
        DoubleVector f = DoubleVector.broadcast(S, -ALL.get(E, (row + k * tk) & ADDRESS));
        long from = x + 2L * W * k;
        v0 = DoubleVector.fromMemorySegment(S, ALL, from, ORDER).fma(f, v0);
        v1 = DoubleVector.fromMemorySegment(S, ALL, from + W, ORDER).fma(f, v1);
      }
      if (!unit) {
        double pivot = ALL.get(E, (row + i * tk) & ADDRESS);
        v0 = V.cast(v0).div(pivot);
        v1 = V.cast(v1).div(pivot);
      }
      V.cast(v0).intoMemorySegment(ALL, at, ORDER);
      V.cast(v1).intoMemorySegment(ALL, at + W, ORDER);
    }
  }
}
