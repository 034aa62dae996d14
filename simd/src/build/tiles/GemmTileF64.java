package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

// @TILES 8x2 6x2 4x2 8x1 6x1 4x1
/**
 * The micro-kernel of matrix products, T ← Σ_k a_k b_kᵀ, for one tile of rows × vectors that stays
 * in registers; a_k has one element a row, b_k the vectors side by side. The tile T is overwritten.
 *
 * <p>The build writes a class for each size that is listed above and repeats the marked lines. Budget
 * for each k: rows × vectors fused multiply-adds, rows broadcasts, vectors loads.
 */
final class GemmTileF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int B = Double.BYTES;
  private static final int W = B * S.length();
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private GemmTileF64() {}

  /**
   * The elements of a_k are neighbours, as in a packed panel or in a transposed matrix.
   *
   * @param da bytes from a_k to a_k+1
   * @param db bytes from b_k to b_k+1
   * @param dt bytes from a row of T to the next
   */
  static void columns(int depth, long pa, long da, long pb, long db, long pt, long dt) {
    DoubleVector zero = DoubleVector.zero(S); // one: each call costs the compiler nodes it may lack
    DoubleVector cIJ = zero; // @CELL
    long ma = pa;
    long mb = pb;
    int step = Raw.step();
    for (int k = 0; k < depth; k += step) {
      long a = ma & ADDRESS;
      long b = mb & ADDRESS;
      ma += da;
      mb += db;
      DoubleVector bJ = DoubleVector.fromMemorySegment(S, ALL, b + J * W, ORDER); // @VECTOR

      DoubleVector vI = DoubleVector.broadcast(S, ALL.get(E, a + I * B)); // @ROW
      cIJ = vI.fma(bJ, cIJ); // @CELL
    }
    long tI = (pt + I * dt) & ADDRESS; // @ROW
    V.cast(cIJ).intoMemorySegment(ALL, tI + J * W, ORDER); // @CELL
  }

  /**
   * The elements of a_k stand one above the other in a matrix by rows. Three rows share a pointer:
   * with one for each the registers would not suffice.
   *
   * @param da bytes from a row of A to the next
   * @param db bytes from b_k to b_k+1
   * @param dt bytes from a row of T to the next
   */
  static void rows(int depth, long pa, long da, long pb, long db, long pt, long dt) {
    DoubleVector zero = DoubleVector.zero(S); // one: each call costs the compiler nodes it may lack
    DoubleVector cIJ = zero; // @CELL
    long s = da & ADDRESS;
    long mG = pa + 3L * G * s; // @GROUP
    long mb = pb;
    int step = Raw.step();
    for (int k = 0; k < depth; k += step) {
      long b = mb & ADDRESS;
      mb += db;
      long aG = mG & ADDRESS; // @GROUP
      mG += B; // @GROUP

      DoubleVector bJ = DoubleVector.fromMemorySegment(S, ALL, b + J * W, ORDER); // @VECTOR

      DoubleVector vI = DoubleVector.broadcast(S, ALL.get(E, aG + D * s)); // @ROW
      cIJ = vI.fma(bJ, cIJ); // @CELL
    }
    long tI = (pt + I * dt) & ADDRESS; // @ROW
    V.cast(cIJ).intoMemorySegment(ALL, tI + J * W, ORDER); // @CELL
  }
}
