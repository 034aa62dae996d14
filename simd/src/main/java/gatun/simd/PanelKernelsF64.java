package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of the panel steps: updates of rows by multiples of a row. {@code stride} is the
 * distance of rows in bytes.
 */
final class PanelKernelsF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private PanelKernelsF64() {}

  static double at(long address) {
    return ALL.get(SCALAR, address & ADDRESS);
  }

  static void put(long address, double value) {
    ALL.set(SCALAR, address & ADDRESS, value);
  }

  /**
   * One step of Cholesky on an n×n block: divides row k by its root, subtracts its outer product
   * with itself from the rows below. 2 flops for each element on or right of the diagonal; vectors
   * that straddle the diagonal also change elements below it.
   */
  static void symmetric(long a, long stride, int k, int n, double root) {
    long pivots = (a + k * stride) & ADDRESS;
    int full = n / L * L;
    VectorMask<Double> tail = MasksF64.first(n - full);
    DoubleVector inverse = DoubleVector.broadcast(S, 1 / root);
    for (int j = k / L * L; j < n; j += L) {
      VectorMask<Double> in = MasksF64.first(n - j);
      V.cast(DoubleVector.fromMemorySegment(S, ALL, pivots + (long) B * j, ORDER, in).mul(inverse))
          .intoMemorySegment(ALL, pivots + (long) B * j, ORDER, in);
    }
    ALL.set(SCALAR, pivots + (long) B * k, root);
    for (int i = k + 1; i < n; i++) {
      long row = (a + i * stride) & ADDRESS;
      DoubleVector minus = DoubleVector.broadcast(S, -ALL.get(SCALAR, pivots + (long) B * i));
      for (int j = i / L * L; j < full; j += L) {
        long at = (long) B * j;
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, pivots + at, ORDER)
                    .fma(minus, DoubleVector.fromMemorySegment(S, ALL, row + at, ORDER)))
            .intoMemorySegment(ALL, row + at, ORDER);
      }
      if (full < n) {
        long at = (long) B * full;
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, pivots + at, ORDER, tail)
                    .fma(minus, DoubleVector.fromMemorySegment(S, ALL, row + at, ORDER, tail)))
            .intoMemorySegment(ALL, row + at, ORDER, tail);
      }
    }
  }

  /**
   * One step of elimination on an m×n panel: divides column k below the diagonal by the pivot and
   * subtracts its outer product with row k. 2 flops for each element below and right of the pivot.
   * The row is copied first, here, to make the method too large to be inlined: with all of LU
   * around it the compiler runs out of nodes and boxes vectors.
   *
   * @param room for row k: zeros up to column k and from n to the end of the vector
   */
  static void eliminate(long a, long stride, int k, int m, int n, double pivot, long room) {
    long u = room & ADDRESS;
    long top = (a + k * stride) & ADDRESS;
    int full = n / L * L;
    VectorMask<Double> tail = MasksF64.first(n - full);
    for (int j = 0; j < full + L; j++) {
      double value = j > k && j < n ? ALL.get(SCALAR, top + (long) B * j) : 0;
      ALL.set(SCALAR, u + (long) B * j, value);
    }
    for (int i = k + 1; i < m; i++) {
      long row = (a + i * stride) & ADDRESS;
      double multiplier = ALL.get(SCALAR, row + (long) B * k) / pivot;
      ALL.set(SCALAR, row + (long) B * k, multiplier);
      DoubleVector minus = DoubleVector.broadcast(S, -multiplier);
      for (int j = (k + 1) / L * L; j < full; j += L) {
        long at = (long) B * j;
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, u + at, ORDER)
                    .fma(minus, DoubleVector.fromMemorySegment(S, ALL, row + at, ORDER)))
            .intoMemorySegment(ALL, row + at, ORDER);
      }
      if (full < n) {
        long at = (long) B * full;
        V.cast(
                DoubleVector.fromMemorySegment(S, ALL, u + at, ORDER)
                    .fma(minus, DoubleVector.fromMemorySegment(S, ALL, row + at, ORDER, tail)))
            .intoMemorySegment(ALL, row + at, ORDER, tail);
      }
    }
  }

  /**
   * Applies the reflection I − τ v vᵀ, v = (1, column k below the diagonal), to the columns of one
   * vector that begins at column j, those beyond k alone. 4 flops an element.
   */
  static void reflect(long a, long stride, int k, int m, int n, int j, double tau) {
    VectorMask<Double> in = MasksF64.first(n - j);
    VectorMask<Double> beyond = MasksF64.between(k + 1 - j, n - j);
    long column = (long) B * k;
    long at = (long) B * j;
    long top = (a + k * stride) & ADDRESS;
    DoubleVector first = DoubleVector.fromMemorySegment(S, ALL, top + at, ORDER, in);
    DoubleVector sum = first;
    for (int i = k + 1; i < m; i++) {
      long row = (a + i * stride) & ADDRESS;
      sum =
          DoubleVector.fromMemorySegment(S, ALL, row + at, ORDER, in)
              .fma(DoubleVector.broadcast(S, ALL.get(SCALAR, row + column)), sum);
    }
    DoubleVector minus = DoubleVector.zero(S).blend(V.cast(sum).mul(-tau), beyond);
    V.cast(first.add(minus)).intoMemorySegment(ALL, top + at, ORDER, beyond);
    for (int i = k + 1; i < m; i++) {
      long row = (a + i * stride) & ADDRESS;
      V.cast(
              DoubleVector.broadcast(S, ALL.get(SCALAR, row + column))
                  .fma(minus, DoubleVector.fromMemorySegment(S, ALL, row + at, ORDER, in)))
          .intoMemorySegment(ALL, row + at, ORDER, beyond);
    }
  }
}
