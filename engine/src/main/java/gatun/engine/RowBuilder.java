package gatun.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Builds a {@link SparseMatrix} row by row, each row with increasing columns.
 *
 * <pre>{@code
 * var b = new RowBuilder(workspace, DType.F64, 2, 2, 3);
 * b.add(0, 2.0).add(1, -1.0).endRow();
 * b.add(1, 2.0).endRow();
 * SparseMatrix a = b.build(false);
 * }</pre>
 */
public final class RowBuilder {
  private final long rows;
  private final long columns;
  private final long capacity;
  private final HostTensor rowPointers;
  private final HostTensor columnIndices;
  private final HostTensor values;
  private final MemorySegment pointerMemory;
  private final MemorySegment columnMemory;
  private final MemorySegment valueMemory;
  private final boolean wide;
  private long row;
  private long entries;
  private long last = -1;

  /**
   * Begins a matrix.
   *
   * @param workspace owns the matrix
   * @param dtype F32 or F64
   * @param rows number of rows
   * @param columns number of columns, at most 2^31 − 1
   * @param capacity the most entries that will be added
   * @throws IllegalArgumentException if a size is out of range or the type is another one
   * @throws MemoryLimitException if the memory is not to be had
   */
  public RowBuilder(Workspace workspace, DType dtype, long rows, long columns, long capacity) {
    Check.that(dtype.computes(), () -> "sparse matrix: expected F32 or F64 values, found " + dtype);
    Check.that(
        rows >= 0 && columns >= 0 && columns <= Integer.MAX_VALUE && capacity >= 0,
        () ->
            "sparse matrix "
                + rows
                + " x "
                + columns
                + " with room for "
                + capacity
                + " entries: expected sizes >= 0 and at most 2^31 - 1 columns");
    this.rows = rows;
    this.columns = columns;
    this.capacity = capacity;
    this.rowPointers = workspace.zeros(DType.I64, Math.addExact(rows, 1));
    this.columnIndices = workspace.zeros(DType.I32, capacity);
    this.values = workspace.zeros(dtype, capacity);
    this.pointerMemory = rowPointers.segment();
    this.columnMemory = columnIndices.segment();
    this.valueMemory = values.segment();
    this.wide = dtype == DType.F64;
  }

  /**
   * Appends an entry to the current row.
   *
   * @throws IllegalArgumentException if the column is out of range or not beyond the previous one
   */
  public RowBuilder add(long column, double value) {
    if (column <= last || column >= columns || entries == capacity || row == rows) {
      throw refusal(column);
    }
    columnMemory.setAtIndex(ValueLayout.JAVA_INT, entries, (int) column);
    if (wide) {
      valueMemory.setAtIndex(ValueLayout.JAVA_DOUBLE, entries, value);
    } else {
      valueMemory.setAtIndex(ValueLayout.JAVA_FLOAT, entries, (float) value);
    }
    last = column;
    entries++;
    return this;
  }

  private IllegalArgumentException refusal(long column) {
    String expected =
        row == rows
            ? "no more than " + rows + " rows"
            : entries == capacity
                ? "at most " + capacity + " entries"
                : "a column from " + (last + 1) + " to " + (columns - 1);
    return new IllegalArgumentException(
        "sparse matrix, row "
            + row
            + ": expected "
            + expected
            + ", found an entry in column "
            + column);
  }

  /** Ends the current row. */
  public RowBuilder endRow() {
    Check.that(row < rows, () -> "sparse matrix: expected " + rows + " rows, found one more");
    row++;
    pointerMemory.setAtIndex(ValueLayout.JAVA_LONG, row, entries);
    last = -1;
    return this;
  }

  /**
   * Returns the matrix.
   *
   * @param symmetric whether A = Aᵀ, which the caller promises (see {@link
   *     SparseMatrices#symmetric})
   * @throws IllegalArgumentException if rows are missing, or a symmetric matrix is not square
   */
  public SparseMatrix build(boolean symmetric) {
    Check.that(row == rows, () -> "sparse matrix: expected " + rows + " rows, found only " + row);
    Check.that(
        !symmetric || rows == columns,
        () -> "symmetric sparse matrix: expected a square one, found " + rows + " x " + columns);
    Slice filled = Slice.range(0, entries);
    return new SparseMatrix(
        rows, columns, rowPointers, columnIndices.view(filled), values.view(filled), symmetric);
  }
}
