package gatun.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The most arithmetic that a core can do: chains of fused multiply-adds in registers. */
final class FmaChainsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;

  /** How many chains run side by side. */
  static final int CHAINS = 12;

  private FmaChainsF64() {}

  /**
   * Budget: 12 chains of {@code links} fused multiply-adds, no memory. Returns a lane of the sum.
   */
  static double run(int links) {
    DoubleVector f = DoubleVector.broadcast(S, 0.999);
    DoubleVector g = DoubleVector.broadcast(S, 0.001);
    DoubleVector v0 = g, v1 = g, v2 = g, v3 = g, v4 = g, v5 = g;
    DoubleVector v6 = f, v7 = f, v8 = f, v9 = f, v10 = f, v11 = f;
    for (int i = 0; i < links; i++) {
      v0 = f.fma(v0, g);
      v1 = f.fma(v1, g);
      v2 = f.fma(v2, g);
      v3 = f.fma(v3, g);
      v4 = f.fma(v4, g);
      v5 = f.fma(v5, g);
      v6 = f.fma(v6, g);
      v7 = f.fma(v7, g);
      v8 = f.fma(v8, g);
      v9 = f.fma(v9, g);
      v10 = f.fma(v10, g);
      v11 = f.fma(v11, g);
    }
    DoubleVector low = V.cast(v0).add(v1).add(v2).add(v3).add(v4).add(v5);
    return low.add(v6).add(v7).add(v8).add(v9).add(v10).add(v11).lane(0);
  }
}
