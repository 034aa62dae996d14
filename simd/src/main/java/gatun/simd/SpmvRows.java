package gatun.simd;

import gatun.engine.DType;
import gatun.engine.SparseMatrix;

/**
 * The compressed rows of a matrix by address, read by the kernels and by the builders of other
 * layouts. Whoever uses it holds the lifetime of the matrix.
 *
 * @param matrix the matrix
 * @param count number of rows
 * @param pointers address of the row pointers, longs
 * @param columns address of the column indices, ints
 * @param values address of the values
 * @param bytes bytes of one value
 */
record SpmvRows(
    SparseMatrix matrix, long count, long pointers, long columns, long values, int bytes) {
  static SpmvRows of(SparseMatrix matrix) {
    return new SpmvRows(
        matrix,
        matrix.rows(),
        matrix.rowPointerSegment().address(),
        matrix.columnSegment().address(),
        matrix.values().address(),
        matrix.dtype().bytes());
  }

  long pointer(long row) {
    return Raw.int64(pointers + 8 * row);
  }

  long length(long row) {
    return pointer(row + 1) - pointer(row);
  }

  int column(long entry) {
    return Raw.int32(columns + 4 * entry);
  }

  /** Returns the bits of a value. */
  long value(long entry) {
    return Raw.bits(values + bytes * entry, bytes);
  }

  boolean wide() {
    return matrix.dtype() == DType.F64;
  }
}
