package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.Workspace;
import java.util.List;

/** Lays a matrix out as it comes: a table of chunks beside the compressed rows. */
final class SpmvCsrBuilder {
  private SpmvCsrBuilder() {}

  /** Cuts the rows into chunks of about equal numbers of entries. */
  static SpmvLayout build(SpmvRows rows, Workspace workspace, String why) {
    long chunks = 0;
    for (long row = 0; row < rows.count(); row = next(rows, row)) {
      chunks++;
    }
    HostTensor memory = workspace.zeros(DType.I64, 4 * (chunks + 1));
    long chunk = 0;
    for (long row = 0; row < rows.count(); row = next(rows, row)) {
      SpmvLayout.line(memory.address(), chunk++, row, 0, 0, 0);
    }
    SpmvLayout.line(memory.address(), chunks, rows.count(), 0, 0, 0);
    return new SpmvLayout(
        SparseFormat.CSR,
        rows,
        chunks,
        memory.address(),
        0,
        0,
        0,
        rows.matrix().bytes(),
        List.of(memory),
        "CSR: " + why);
  }

  /** Returns the end of the chunk that begins at a row: a binary search in the row pointers. */
  private static long next(SpmvRows rows, long row) {
    long target = rows.pointer(row) + SpmvLayout.CHUNK_ENTRIES;
    long low = row + 1;
    long high = Math.min(rows.count(), row + SpmvLayout.CHUNK_ENTRIES);
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (rows.pointer(middle) <= target) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
