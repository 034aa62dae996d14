package gatun.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a {@link SparseMatrix} from coordinate triplets (row, column, value) that come in any
 * order; entries at the same place are summed in the order in which they came.
 *
 * <pre>{@code
 * try (var b = new SparseBuilder(workspace, DType.F64, 2, 2)) {
 *   b.add(1, 1, 2.0).add(0, 0, 2.0).add(0, 1, -1.0);
 *   SparseMatrix a = b.build(false);
 * }
 * }</pre>
 *
 * <p>Cost: a stable counting sort by row, then a sort within the rows that are out of order; 16
 * bytes for each triplet while building. One thread at a time may use it.
 */
public final class SparseBuilder implements AutoCloseable {
  private static final int COLUMN_BITS = 31;
  private static final long FIRST_CHUNK = 1 << 10;
  private static final long LARGEST_CHUNK = 1 << 20;

  private record Chunk(MemorySegment keys, MemorySegment values, long capacity) {}

  private final Workspace workspace;
  private final DType dtype;
  private final long rows;
  private final long columns;
  private final Staging staging;
  private final List<Chunk> chunks = new ArrayList<>();
  private MemorySegment keys = MemorySegment.NULL;
  private MemorySegment values = MemorySegment.NULL;
  private long capacity; // of the current chunk
  private long filled; // in the current chunk
  private long earlier; // triplets in the chunks before it
  private boolean built;

  /**
   * Begins a matrix.
   *
   * @param workspace owns the matrix
   * @param dtype F32 or F64
   * @param rows number of rows, at most 2^32 − 1
   * @param columns number of columns, at most 2^31 − 1
   * @throws IllegalArgumentException if a size is out of range or the type is another one
   */
  public SparseBuilder(Workspace workspace, DType dtype, long rows, long columns) {
    Check.that(dtype.computes(), () -> "sparse matrix: expected F32 or F64 values, found " + dtype);
    Check.that(
        rows >= 0 && rows >>> 32 == 0 && columns >= 0 && columns <= Integer.MAX_VALUE,
        () ->
            "sparse matrix "
                + rows
                + " x "
                + columns
                + ": expected at most 2^32 - 1 rows and 2^31 - 1 columns");
    this.workspace = workspace;
    this.dtype = dtype;
    this.rows = rows;
    this.columns = columns;
    this.staging = new Staging(workspace);
  }

  /** Returns the number of triplets added. */
  public long triplets() {
    return earlier + filled;
  }

  /**
   * Adds a triplet.
   *
   * @throws IllegalArgumentException if it lies outside the matrix
   * @throws IllegalStateException if the matrix was built already
   * @throws MemoryLimitException if the memory is not to be had
   */
  public SparseBuilder add(long row, long column, double value) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IllegalArgumentException(
          "sparse matrix "
              + rows
              + " x "
              + columns
              + ": expected an entry inside, found row "
              + row
              + ", column "
              + column
              + " (counted from 0)");
    }
    if (filled == capacity) {
      grow();
    }
    keys.setAtIndex(ValueLayout.JAVA_LONG, filled, row << COLUMN_BITS | column);
    values.setAtIndex(ValueLayout.JAVA_DOUBLE, filled, value);
    filled++;
    return this;
  }

  private void grow() {
    requireUnbuilt();
    long next = Math.clamp(2 * capacity, FIRST_CHUNK, LARGEST_CHUNK);
    String what = "chunk of " + next + " sparse entries";
    Chunk chunk =
        new Chunk(staging.allocate(8 * next, what), staging.allocate(8 * next, what), next);
    chunks.add(chunk);
    keys = chunk.keys();
    values = chunk.values();
    earlier += filled;
    capacity = next;
    filled = 0;
  }

  /**
   * Returns the matrix and frees what was needed to build it.
   *
   * @param symmetric whether A = Aᵀ, which the caller promises; both halves must have been added
   * @throws IllegalArgumentException if a symmetric matrix is not square
   * @throws IllegalStateException if it was built already
   * @throws MemoryLimitException if the memory is not to be had
   */
  public SparseMatrix build(boolean symmetric) {
    requireUnbuilt();
    Check.that(
        !symmetric || rows == columns,
        () -> "symmetric sparse matrix: expected a square one, found " + rows + " x " + columns);
    HostTensor pointers = workspace.zeros(DType.I64, rows + 1);
    HostTensor columnIndices = workspace.zeros(DType.I32, triplets());
    HostTensor entryValues = workspace.zeros(dtype, triplets());
    built = true;
    scatter(pointers.segment(), columnIndices.segment(), entryValues);
    long entries =
        new RowSort(pointers.segment(), columnIndices.segment(), entryValues, staging).run(rows);
    close();
    Slice used = Slice.range(0, entries);
    return new SparseMatrix(
        rows, columns, pointers, columnIndices.view(used), entryValues.view(used), symmetric);
  }

  /** Brings the triplets into row order, stably. Afterwards pointer r + 1 is the end of row r. */
  private void scatter(MemorySegment pointers, MemorySegment columnIndices, HostTensor target) {
    count(pointers);
    MemorySegment out = target.segment();
    boolean wide = dtype == DType.F64;
    for (int c = 0; c < chunks.size(); c++) {
      Chunk chunk = chunks.get(c);
      long size = size(c);
      for (long e = 0; e < size; e++) {
        long key = chunk.keys().getAtIndex(ValueLayout.JAVA_LONG, e);
        double value = chunk.values().getAtIndex(ValueLayout.JAVA_DOUBLE, e);
        long next = (key >>> COLUMN_BITS) + 1;
        long place = pointers.getAtIndex(ValueLayout.JAVA_LONG, next);
        pointers.setAtIndex(ValueLayout.JAVA_LONG, next, place + 1);
        columnIndices.setAtIndex(ValueLayout.JAVA_INT, place, (int) key & Integer.MAX_VALUE);
        if (wide) {
          out.setAtIndex(ValueLayout.JAVA_DOUBLE, place, value);
        } else {
          out.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) value);
        }
      }
    }
  }

  /** Leaves the beginning of row r in pointer r + 1. */
  private void count(MemorySegment pointers) {
    for (int c = 0; c < chunks.size(); c++) {
      MemorySegment chunk = chunks.get(c).keys();
      long size = size(c);
      for (long e = 0; e < size; e++) {
        long next = (chunk.getAtIndex(ValueLayout.JAVA_LONG, e) >>> COLUMN_BITS) + 1;
        long seen = pointers.getAtIndex(ValueLayout.JAVA_LONG, next);
        pointers.setAtIndex(ValueLayout.JAVA_LONG, next, seen + 1);
      }
    }
    long begin = 0;
    for (long row = 1; row <= rows; row++) {
      long length = pointers.getAtIndex(ValueLayout.JAVA_LONG, row);
      pointers.setAtIndex(ValueLayout.JAVA_LONG, row, begin);
      begin += length;
    }
  }

  private long size(int chunk) {
    return chunk == chunks.size() - 1 ? filled : chunks.get(chunk).capacity();
  }

  private void requireUnbuilt() {
    if (built) {
      throw new IllegalStateException("sparse matrix: already built or closed; begin another one");
    }
  }

  /** Frees what is needed to build the matrix; a second call does nothing. */
  @Override
  public void close() {
    built = true;
    capacity = filled; // the next add is refused
    staging.close();
  }
}
