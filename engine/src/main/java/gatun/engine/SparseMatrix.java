package gatun.engine;

import gatun.engine.spi.Lifetime;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A sparse matrix in compressed sparse rows: the entries of row i are {@code rowPointer(i)} to
 * {@code rowPointer(i + 1) − 1}, with strictly increasing columns.
 *
 * <p>The structure is immutable and was checked when it was built by {@link RowBuilder}, so kernels
 * may trust it; the values may be changed. The memory belongs to the workspace it was built in. Row
 * pointers are 64-bit, columns 32-bit: at most 2^31 − 1 columns, any number of entries.
 */
public final class SparseMatrix {
  private final long rows;
  private final long columns;
  private final long nonzeros;
  private final HostTensor rowPointers;
  private final HostTensor columnIndices;
  private final HostTensor values;
  private final boolean symmetric;

  /** Adopts checked parts. */
  SparseMatrix(
      long rows,
      long columns,
      HostTensor rowPointers,
      HostTensor columnIndices,
      HostTensor values,
      boolean symmetric) {
    this.rows = rows;
    this.columns = columns;
    this.nonzeros = values.size();
    this.rowPointers = rowPointers;
    this.columnIndices = columnIndices;
    this.values = values;
    this.symmetric = symmetric;
  }

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns the number of columns. */
  public long columns() {
    return columns;
  }

  /** Returns the number of stored entries, both halves counted for a symmetric matrix. */
  public long nonzeros() {
    return nonzeros;
  }

  /** Returns the type of the values. */
  public DType dtype() {
    return values.dtype();
  }

  /** Returns whether A = Aᵀ was declared or found when the matrix was built. */
  public boolean symmetric() {
    return symmetric;
  }

  /**
   * Returns the position of the first entry of a row; {@code row = rows()} gives the number of
   * entries.
   */
  public long rowPointer(long row) {
    return rowPointers.segment().getAtIndex(ValueLayout.JAVA_LONG, row);
  }

  /** Returns the column of an entry. */
  public int column(long entry) {
    return columnIndices.segment().getAtIndex(ValueLayout.JAVA_INT, entry);
  }

  /** Returns the value of an entry. */
  public double value(long entry) {
    MemorySegment segment = values.segment();
    return dtype() == DType.F64
        ? segment.getAtIndex(ValueLayout.JAVA_DOUBLE, entry)
        : segment.getAtIndex(ValueLayout.JAVA_FLOAT, entry);
  }

  /**
   * Returns the element (row, column), 0 where none is stored. Cost: a binary search in the row.
   */
  public double at(long row, long column) {
    long low = rowPointer(row);
    long high = rowPointer(row + 1) - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      int found = column(middle);
      if (found == column) {
        return value(middle);
      }
      if (found < column) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return 0;
  }

  /** Returns the values, one for each entry, as a vector sharing memory. */
  public HostTensor values() {
    return values;
  }

  /** Returns the row pointers, {@code rows() + 1} longs, read-only. */
  public MemorySegment rowPointerSegment() {
    return rowPointers.segment().asReadOnly();
  }

  /** Returns the column indices, one int for each entry, read-only. */
  public MemorySegment columnSegment() {
    return columnIndices.segment().asReadOnly();
  }

  /** Returns the workspace that owns the memory. */
  public Workspace owner() {
    return values.owner();
  }

  /** Returns the lifetime of the memory. */
  @SuppressWarnings("exports")
  public Lifetime lifetime() {
    return values.lifetime();
  }

  /** Returns the bytes of row pointers, columns and values together. */
  public long bytes() {
    return 8 * (rows + 1) + (4L + dtype().bytes()) * nonzeros;
  }

  @Override
  public String toString() {
    return (symmetric ? "symmetric " : "")
        + dtype()
        + " sparse matrix "
        + rows
        + " x "
        + columns
        + ", "
        + nonzeros
        + " entries";
  }
}
