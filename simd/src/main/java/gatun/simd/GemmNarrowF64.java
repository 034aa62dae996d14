package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.DType;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of less than a vector of columns, as dot products along the rows of A: a value that is
 * spread over the lanes serves one multiply-add there, which costs half as much again as the
 * multiply-add, and most of its lanes are not wanted.
 */
final class GemmNarrowF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int W = B * L;
  private static final ValueLayout.OfDouble E = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Columns of a tile, and its rows: accumulators for half of the registers. */
  private static final int COLUMNS = 4;

  private static final int ROWS = Lanes.preferred() >= 512 ? 4 : 2;

  /** Bytes from a term where the rows of A end to the lanes of the dot products. */
  private static final long ENDS = (long) W * GemmTilesF64.ROWS;

  /** Cycles for adding up the lanes of a dot product. */
  private static final int ADDING = 13;

  private static final VectorShuffle<Double> ONE = VectorShuffle.fromOp(S, l -> l ^ 1);
  private static final VectorShuffle<Double> TWO = VectorShuffle.fromOp(S, l -> (l ^ 2) % L);
  private static final VectorMask<Double> ODD = VectorMask.fromLong(S, 0xAAAAAAAAL);
  private static final VectorMask<Double> HIGH = VectorMask.fromLong(S, 0xCCCCCCCCL);

  private GemmNarrowF64() {}

  /**
   * Returns whether the last columns of a product are computed here. A dot product takes a cycle
   * for a vector of terms and some {@link #ADDING} more, a row of a tile one and a half for each
   * term.
   */
  static boolean takes(int depth, int columns) {
    int wide = (columns + COLUMNS - 1) / COLUMNS * COLUMNS;
    return wide <= L && wide * (2L * depth + 2L * ADDING * L) <= 3L * depth * L;
  }

  /** Returns the bytes that packed columns can take up. */
  static long room(int depth) {
    return L * step(depth);
  }

  private static long step(int depth) {
    return GemmRules.apart((long) B * depth);
  }

  /** Packs lines of {@code depth} terms one behind the other, with zeros up to a whole vector. */
  static void pack(DType type, int depth, int lines, long from, long step, long term, long to) {
    int room = (int) (step(depth) / B);
    // @F32 HalfPanels.panel(type, lines, depth, room, from, step, term, to);
    GemmPackF64.panel(lines, depth, room, from, step, term, to);
  }

  /**
   * Computes a tile T of dot products.
   *
   * @param count rows that are wanted, of {@code rows} that can be read
   * @param a the first row of A, which is read where it is if A lies by rows
   */
  static void tile(
      GemmCall call,
      GemmBuffers buffers,
      int rows,
      int count,
      int columns,
      int depth,
      long a,
      long da,
      long b,
      long t,
      long dt) {
    long step = step(depth);
    if (call.byRows) {
      dots(rows, count, columns, depth, a, da, b, step, buffers.work(), t, dt);
      return;
    }
    long lines = buffers.lines(rows * step);
    pack(call.typeA, depth, count, a, call.ai, call.ak, lines);
    dots(rows, count, columns, depth, lines, step, b, step, buffers.work(), t, dt);
  }

  private static void dots(
      int rows,
      int count,
      int columns,
      int depth,
      long a,
      long da,
      long b,
      long db,
      long ends,
      long t,
      long dt) {
    int whole = depth - depth % L;
    int terms = (depth + L - 1) / L * L;
    long lanes = ends + ENDS;
    if (whole < depth) {
      GemmPackF64.rows(depth - whole, rows, rows, a + (long) B * whole, da, ends, W);
    }
    for (int j = 0; j < columns; j += COLUMNS) {
      long pb = b + j * db;
      for (int i = 0; i < count; i += ROWS) {
        long pa = a + i * da;
        long end = ends + (long) W * i;
        if (ROWS == 4) {
          GemmDot4x4F64.lanes(whole, pa, da, terms, end, pb, db, lanes);
        } else {
          GemmDot2x4F64.lanes(whole, pa, da, terms, end, pb, db, lanes);
        }
        int high = Math.min(ROWS, count - i);
        fold(lanes, high);
        long to = t + i * dt + (long) B * j;
        for (int r = 0; r < high; r++) {
          add(lanes + (long) W * COLUMNS * r, to + r * dt, Math.min(COLUMNS, columns - j));
        }
      }
    }
  }

  /**
   * Adds neighbouring lanes of the four vectors of a row, twice: lane l of the first vector is then
   * a part of column l mod 4.
   */
  static void fold(long lanes, int rows) {
    long v = lanes & ADDRESS;
    int step = Raw.step();
    for (int i = 0; i < rows; i += step) {
      DoubleVector v0 = DoubleVector.fromMemorySegment(S, ALL, v, ORDER);
      DoubleVector v1 = DoubleVector.fromMemorySegment(S, ALL, v + W, ORDER);
      DoubleVector v2 = DoubleVector.fromMemorySegment(S, ALL, v + 2 * W, ORDER);
      DoubleVector v3 = DoubleVector.fromMemorySegment(S, ALL, v + 3 * W, ORDER);
      DoubleVector x = v0.blend(v1, ODD).add(v1.blend(v0, ODD).rearrange(ONE));
      DoubleVector y = v2.blend(v3, ODD).add(v3.blend(v2, ODD).rearrange(ONE));
      V.cast(x.blend(y, HIGH).add(y.blend(x, HIGH).rearrange(TWO)))
          .intoMemorySegment(ALL, v, ORDER);
      v = (v + COLUMNS * W) & ADDRESS;
    }
  }

  /** Adds up, in a fixed order, what belongs to each column. */
  private static void add(long lanes, long to, int columns) {
    for (int j = 0; j < columns; j++) {
      ALL.set(E, (to + (long) B * j) & ADDRESS, sum((lanes + (long) B * j) & ADDRESS));
    }
  }

  /** Adds up every fourth lane. */
  static double sum(long lanes) {
    double sum = ALL.get(E, lanes);
    for (int l = COLUMNS; l < L; l += COLUMNS) {
      sum += ALL.get(E, lanes + (long) B * l);
    }
    return sum;
  }
}
