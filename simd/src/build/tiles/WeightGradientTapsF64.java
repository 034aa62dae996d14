package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

// @TILES 4x3
/**
 * The register tile of the gradient with respect to the weights of a window that is three wide, of
 * stride 1: inputs × 3 taps × one vector of outputs, summed over a rectangle of input positions
 * that all three taps meet. An input value, spread over all lanes once, serves three taps, and a
 * vector of the output gradient is read once for all of them. Loads have no masks: with them the
 * first compiler gives up, and the kernel may stay slow for good.
 *
 * <p>Budget for each position: inputs × taps fused multiply-adds, inputs broadcasts, one load.
 */
final class WeightGradientTapsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private WeightGradientTapsF64() {}

  /**
   * Adds to the sums.
   *
   * @param px the first input position
   * @param py the output gradient that its last tap meets; those of the other taps follow
   * @param xRow bytes from a row of inputs to the next
   * @param xStep bytes from an input position to the next
   * @param yRow bytes from a row of output gradients to the next
   * @param yStep bytes from an output gradient to the next
   * @param psums the sums of the first tap and input
   * @param next bytes from one input's sums to the next
   * @param tap bytes from one tap's sums to the next
   */
  static void add(
      long px,
      long py,
      int rows,
      int columns,
      long xRow,
      long xStep,
      long yRow,
      long yStep,
      long psums,
      long next,
      long tap) {
    long oJ = J * tap; // @VECTOR

    long sI = psums + I * next; // @ROW
    DoubleVector cIJ = DoubleVector.fromMemorySegment(S, ALL, (sI + oJ) & ADDRESS, ORDER); // @CELL
    for (int r = 0; r < rows; r++) {
      long x = (px + r * xRow) & ADDRESS;
      long y = (py + r * yRow) & ADDRESS;
      DoubleVector d2 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
      y = (y + yStep) & ADDRESS;
      DoubleVector d1 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
      for (int i = 0; i < columns; i++) {
        y = (y + yStep) & ADDRESS;
        DoubleVector d0 = DoubleVector.fromMemorySegment(S, ALL, y, ORDER);
        DoubleVector vI = DoubleVector.broadcast(S, ALL.get(E, x + I * B)); // @ROW
        cIJ = vI.fma(dJ, cIJ); // @CELL
        d2 = d1;
        d1 = d0;
        x = (x + xStep) & ADDRESS;
      }
    }
    V.cast(cIJ).intoMemorySegment(ALL, (sI + oJ) & ADDRESS, ORDER); // @CELL
  }
}
