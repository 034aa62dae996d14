package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

// @TILES 4x4 2x4
/**
 * The micro-kernel of matrix products with few columns: a tile of dot products, rows × columns,
 * with the lanes along the terms. Every row of A and every column of B lies densely in memory.
 *
 * <p>The build writes a class for each size that is listed above and repeats the marked lines.
 * Budget for a vector of terms: rows × columns fused multiply-adds, rows + columns loads.
 */
final class GemmDotF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int B = Double.BYTES;
  private static final int W = B * S.length();

  private GemmDotF64() {}

  /**
   * Stores the lanes of every dot product, one vector behind the other, row by row.
   *
   * @param whole terms that are read from A, a multiple of the vector length
   * @param pa the first of its rows
   * @param da bytes from one to the next
   * @param terms the same, and those that are read where the last terms stand beside zeros
   * @param end where that is, the rows of one vector each
   * @param pb the first column of B, with zeros behind it
   * @param db bytes from one to the next
   */
  static void lanes(
      int whole, long pa, long da, int terms, long end, long pb, long db, long lanes) {
    DoubleVector zero = DoubleVector.zero(S);
    DoubleVector cIJ = zero; // @CELL
    int step = Raw.step() * S.length();
    for (int k = 0; k < terms; k += step) {
      boolean last = k >= whole;
      long s = last ? W : da & ADDRESS;
      long a = last ? end : pa + (long) B * k;
      long b = pb + (long) B * k;
      DoubleVector bJ = DoubleVector.fromMemorySegment(S, ALL, (b + J * db) & ADDRESS, ORDER); // @VECTOR

      DoubleVector vI = DoubleVector.fromMemorySegment(S, ALL, (a + I * s) & ADDRESS, ORDER); // @ROW
      cIJ = vI.fma(bJ, cIJ); // @CELL
    }
    long t = lanes & ADDRESS;
    V.cast(cIJ).intoMemorySegment(ALL, t + (I * 4 + J) * W, ORDER); // @CELL
  }
}
