package gatun.linear;

import gatun.engine.DType;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The factorisation behind {@link IncompleteCholesky} and {@link ModifiedIncompleteCholesky}: L Lᵀ
 * ≈ A where L has the pattern of A's lower triangle.
 *
 * <p>It is right-looking: U = Lᵀ is held by rows, and pivot k updates the rows behind it. That
 * order serves the modified form too, where dropped fill must have reached a diagonal before it
 * becomes a pivot. With m entries in a row of U the cost is about n m² / 2 multiplications and as
 * many comparisons; the working copy of U takes 8 n + 12 n m bytes and is freed on {@link #close}.
 */
final class IncompleteFactor implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

  private final SparseMatrix a;
  private final SparseMatrix lower;
  private final long rows;
  private final Workspace temporary;
  private final MemorySegment first; // position in U of each row's diagonal, and the end
  private final MemorySegment column; // of each entry of U
  private final MemorySegment value; // of each entry of U

  /**
   * Copies the pattern of U.
   *
   * @param lower A's lower triangle as {@link LowerTriangle#copy} made it; keeps A's diagonal until
   *     {@link #store}
   */
  IncompleteFactor(SparseMatrix a, SparseMatrix lower, Workspace workspace) {
    this.a = a;
    this.lower = lower;
    this.rows = a.rows();
    long room = workspace.settings().limitBytes() - workspace.bytes();
    this.temporary =
        Workspace.on(
            workspace.backend(),
            workspace.settings().named("incomplete factorisation").limitedTo(room));
    long entries = a.nonzeros() - lower.nonzeros() + rows;
    this.first = temporary.zeros(DType.I64, rows + 1).segment();
    this.column = temporary.zeros(DType.I32, entries).segment();
    this.value = temporary.zeros(DType.F64, entries).segment();
  }

  /** Copies A's upper triangle into U, its diagonal multiplied by 1 + shift. */
  void load(double shift) {
    MemorySegment pointers = a.rowPointerSegment();
    MemorySegment columns = a.columnSegment();
    LowerTriangle.Values values = new LowerTriangle.Values(a);
    long target = 0;
    long entry = 0;
    for (long i = 0; i < rows; i++) {
      first.setAtIndex(LONG, i, target);
      long end = pointers.getAtIndex(LONG, i + 1);
      for (; entry < end; entry++) {
        int j = columns.getAtIndex(INT, entry);
        if (j >= i) {
          double entryValue = values.at(entry);
          column.setAtIndex(INT, target, j);
          value.setAtIndex(DOUBLE, target, j == i ? entryValue * (1 + shift) : entryValue);
          target++;
        }
      }
    }
    first.setAtIndex(LONG, rows, target);
  }

  /**
   * Factors U in place.
   *
   * @param tau share of the dropped fill that is taken from the two diagonals it links
   * @param sigma a pivot below this share of a_kk is replaced by a_kk
   * @return −1, or the first row whose pivot is not positive
   */
  long factor(double tau, double sigma) {
    LowerTriangle.Values original = new LowerTriangle.Values(lower);
    MemorySegment ends = lower.rowPointerSegment();
    for (long k = 0; k < rows; k++) {
      long from = first.getAtIndex(LONG, k);
      long to = first.getAtIndex(LONG, k + 1);
      double pivot = value.getAtIndex(DOUBLE, from);
      if (sigma > 0) {
        double diagonal = original.at(ends.getAtIndex(LONG, k + 1) - 1);
        pivot = pivot < sigma * diagonal ? diagonal : pivot;
      }
      if (!(pivot > 0 && pivot <= Double.MAX_VALUE)) {
        return k;
      }
      double root = Math.sqrt(pivot);
      value.setAtIndex(DOUBLE, from, root);
      for (long e = from + 1; e < to; e++) {
        value.setAtIndex(DOUBLE, e, value.getAtIndex(DOUBLE, e) / root);
      }
      for (long e = from + 1; e < to; e++) {
        eliminate(e, to, tau);
      }
    }
    return -1;
  }

  /**
   * Subtracts the products of entry e = u_kj with itself and the rest u_ki of its row from row j:
   * where (j, i) has no place, from the diagonals of j and i, scaled by τ.
   */
  private void eliminate(long e, long to, double tau) {
    long j = column.getAtIndex(INT, e);
    double factor = value.getAtIndex(DOUBLE, e);
    long diagonal = first.getAtIndex(LONG, j);
    long end = first.getAtIndex(LONG, j + 1);
    subtract(diagonal, factor * factor);
    long candidate = diagonal + 1;
    for (long s = e + 1; s < to; s++) {
      int i = column.getAtIndex(INT, s);
      while (candidate < end && column.getAtIndex(INT, candidate) < i) {
        candidate++;
      }
      double product = factor * value.getAtIndex(DOUBLE, s);
      if (candidate < end && column.getAtIndex(INT, candidate) == i) {
        subtract(candidate, product);
      } else if (tau != 0) {
        subtract(diagonal, tau * product);
        subtract(first.getAtIndex(LONG, i), tau * product);
      }
    }
  }

  private void subtract(long entry, double amount) {
    value.setAtIndex(DOUBLE, entry, value.getAtIndex(DOUBLE, entry) - amount);
  }

  /**
   * Writes L = Uᵀ into the lower triangle.
   *
   * @throws IllegalArgumentException if A's pattern is not symmetric after all
   */
  void store() {
    LowerTriangle.Values target = new LowerTriangle.Values(lower);
    MemorySegment columns = lower.columnSegment();
    MemorySegment next = temporary.zeros(DType.I64, rows).segment();
    MemorySegment.copy(lower.rowPointerSegment(), 0, next, 0, 8 * rows);
    long entry = 0;
    for (long k = 0; k < rows; k++) {
      long end = first.getAtIndex(LONG, k + 1);
      for (; entry < end; entry++) {
        int i = column.getAtIndex(INT, entry);
        long place = next.getAtIndex(LONG, i);
        if (place == lower.nonzeros() || columns.getAtIndex(INT, place) != k) {
          throw LowerTriangle.notSymmetric(k, i);
        }
        target.set(place, value.getAtIndex(DOUBLE, entry));
        next.setAtIndex(LONG, i, place + 1);
      }
    }
  }

  /** Frees the working copy. */
  @Override
  public void close() {
    temporary.close();
  }
}
