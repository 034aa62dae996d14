package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import java.util.List;

/**
 * One triangle stored in the order in which its rows are solved, by levels of chains (see {@link
 * SptrsvOrder}).
 *
 * @param rows number of rows
 * @param order address of the row solved at each position, ints
 * @param pointers address of the first entry of each position, longs
 * @param columns address of the columns of the entries off the diagonal, ints
 * @param values address of their values
 * @param inverses address of the inverse diagonal by position
 * @param chains address of the first position of each chain and of the end, longs
 * @param levels first chain of each level and the end
 * @param memory the memory of all this
 */
record SptrsvSchedule(
    long rows,
    long order,
    long pointers,
    long columns,
    long values,
    long inverses,
    long chains,
    long[] levels,
    List<HostTensor> memory) {

  /**
   * Stores a triangle in an order of its rows, the entries of a row from the farthest to the
   * nearest of the diagonal.
   */
  static SptrsvSchedule of(SparseMatrix a, boolean forward, SptrsvOrder by, Workspace workspace) {
    int n = Math.toIntExact(a.rows());
    HostTensor pointers = workspace.zeros(DType.I64, n + 1L);
    HostTensor columns = workspace.zeros(DType.I32, a.nonzeros() - n);
    HostTensor values = workspace.zeros(a.dtype(), a.nonzeros() - n);
    HostTensor inverses = workspace.zeros(a.dtype(), n);
    copy(a, forward, by.order().address(), pointers.address(), columns.address(), values, inverses);
    return new SptrsvSchedule(
        n,
        by.order().address(),
        pointers.address(),
        columns.address(),
        values.address(),
        inverses.address(),
        by.chains().address(),
        by.levels(),
        List.of(by.order(), by.chains(), pointers, columns, values, inverses));
  }

  /** Returns the first position of a chain. */
  long position(long chain) {
    return Raw.int64(chains + 8 * chain);
  }

  private static void copy(
      SparseMatrix a,
      boolean forward,
      long order,
      long pointers,
      long columns,
      HostTensor values,
      HostTensor inverses) {
    SpmvRows rows = SpmvRows.of(a);
    long filled = 0;
    for (long p = 0; p < a.rows(); p++) {
      int row = Raw.int32(order + 4 * p);
      for (long k = 0; k < rows.length(row); k++) {
        long e = forward ? rows.pointer(row) + k : rows.pointer(row + 1) - 1 - k;
        if (rows.column(e) == row) {
          inverses.set(1 / a.value(e), p);
        } else {
          Raw.int32(columns + 4 * filled, rows.column(e));
          Raw.bits(values.address() + filled * rows.bytes(), rows.bytes(), rows.value(e));
          filled++;
        }
      }
      Raw.int64(pointers + 8 * (p + 1), filled);
    }
  }

  /** Returns the bytes of matrix data that one solve reads. */
  long bytes() {
    long bytes = 0;
    for (HostTensor part : memory) {
      bytes += part.size() * part.dtype().bytes();
    }
    return bytes;
  }
}
