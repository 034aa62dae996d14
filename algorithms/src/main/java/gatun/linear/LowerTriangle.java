package gatun.linear;

import gatun.engine.DType;
import gatun.engine.RowBuilder;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The lower triangle of a symmetric operator's matrix, copied and checked: what preconditioners
 * that factor or split a matrix begin with.
 *
 * <p>Every row of the result ends with its diagonal entry, which is positive; all values are
 * finite.
 */
final class LowerTriangle {
  private LowerTriangle() {}

  /**
   * Returns the symmetric matrix behind an operator.
   *
   * @throws IllegalArgumentException if there is no matrix or it is not symmetric
   */
  static SparseMatrix symmetric(String recipe, LinearOperator a) {
    if (!(a instanceof MatrixBacked backed)) {
      throw new IllegalArgumentException(
          "preconditioner "
              + recipe
              + ": expected an operator with a matrix, found "
              + a.description()
              + "; use jacobi or none, or assemble the operator as a matrix");
    }
    SparseMatrix matrix = backed.matrix();
    if (!matrix.symmetric() && !a.traits().contains(Trait.SYMMETRIC)) {
      throw new IllegalArgumentException(
          "preconditioner "
              + recipe
              + ": expected a symmetric matrix, found "
              + matrix
              + "; use jacobi or none (with gmres or bicgstab)");
    }
    return matrix;
  }

  /**
   * Returns a copy of the entries with column ≤ row.
   *
   * @throws IllegalArgumentException naming the first entry that is not finite, or the first row
   *     whose diagonal entry is absent or not positive
   */
  static SparseMatrix copy(String recipe, SparseMatrix a, Workspace workspace) {
    MemorySegment pointers = a.rowPointerSegment();
    MemorySegment columns = a.columnSegment();
    Values values = new Values(a);
    // A symmetric pattern has at most this many entries here, exactly so if its diagonal is full.
    long room = Math.min(a.nonzeros(), (a.nonzeros() + a.rows() + 1) / 2);
    RowBuilder lower = new RowBuilder(workspace, a.dtype(), a.rows(), a.columns(), room);
    long entry = 0;
    for (long i = 0; i < a.rows(); i++) {
      long end = pointers.getAtIndex(ValueLayout.JAVA_LONG, i + 1);
      double last = 0;
      long column = -1;
      for (; entry < end; entry++) {
        int j = columns.getAtIndex(ValueLayout.JAVA_INT, entry);
        double value = values.at(entry);
        if (!Double.isFinite(value)) {
          throw notFinite(recipe, i, j, value);
        }
        if (j <= i) {
          if (room-- == 0) {
            throw notSymmetric(i, j);
          }
          lower.add(j, value);
          last = value;
          column = j;
        }
      }
      if (column != i || !(last > 0)) {
        throw notPositive(recipe, i, column == i ? String.valueOf(last) : "no entry");
      }
      lower.endRow();
    }
    return lower.build(false);
  }

  /** Returns the complaint about an entry (i, j) whose partner (j, i) seems to be absent. */
  static IllegalArgumentException notSymmetric(long i, long j) {
    return new IllegalArgumentException(
        "the matrix was declared symmetric, but the pattern differs from its transpose near row "
            + i
            + ", column "
            + j
            + " (counted from 0); declare it general and use gmres or bicgstab");
  }

  private static IllegalArgumentException notFinite(String recipe, long i, long j, double value) {
    return new IllegalArgumentException(
        "preconditioner "
            + recipe
            + ": expected finite entries, found "
            + value
            + " in row "
            + i
            + ", column "
            + j);
  }

  /** Returns the complaint about a diagonal entry that is not positive. */
  static IllegalArgumentException notPositive(String recipe, long i, String found) {
    return new IllegalArgumentException(
        "preconditioner "
            + recipe
            + ": expected a positive diagonal entry in every row, found "
            + found
            + " in row "
            + i
            + " (counted from 0); use none with minres or gmres: the matrix is not positive"
            + " definite");
  }

  /** Reads the values of a matrix of either type as doubles. */
  static final class Values {
    private final MemorySegment segment;
    private final boolean wide;

    Values(SparseMatrix a) {
      this.segment = a.values().segment();
      this.wide = a.dtype() == DType.F64;
    }

    double at(long entry) {
      return wide
          ? segment.getAtIndex(ValueLayout.JAVA_DOUBLE, entry)
          : segment.getAtIndex(ValueLayout.JAVA_FLOAT, entry);
    }

    void set(long entry, double value) {
      if (wide) {
        segment.setAtIndex(ValueLayout.JAVA_DOUBLE, entry, value);
      } else {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, entry, (float) value);
      }
    }
  }
}
