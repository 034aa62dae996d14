package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;

/**
 * Sums the columns of a packed matrix of rows × columns: over chunks of rows that depend on the
 * sizes alone, each with sums of its own, added at the end in their order. Moves the matrix once.
 */
final class ColumnSumsF64 {
  private static final int B = Double.BYTES;
  private static final long MOST_CHUNKS = 64;
  private static final long ROWS = 256; // that are worth sums of their own

  private final long rows;
  private final int columns;
  private final long chunks;
  private final Workers workers;
  private final HostTensor sums;

  ColumnSumsF64(long rows, int columns, Workers workers, Workspace w) {
    this.rows = rows;
    this.columns = columns;
    this.chunks = Math.clamp(rows / ROWS, 1, MOST_CHUNKS);
    this.workers = workers;
    this.sums = w.zeros(DType.F64, chunks * columns);
  }

  /** Writes the sums of the columns at {@code matrix} to {@code result}; addresses. */
  void run(long matrix, long result) {
    try (Arguments a = Arguments.borrow()) {
      a.p0 = matrix;
      a.object = this;
      workers.run(ColumnSumsF64::chunks, a, chunks, 1);
    }
    Level1KernelsF64.fill(0, result, columns);
    for (long chunk = 0; chunk < chunks; chunk++) {
      Level1KernelsF64.axpy(1, sums.address() + chunk * columns * B, result, columns);
    }
  }

  private static void chunks(Arguments a, long from, long to) {
    if (!(a.object instanceof ColumnSumsF64 pass)) {
      throw new IllegalStateException("no sums in " + a);
    }
    for (long chunk = from; chunk < to; chunk++) {
      long target = pass.sums.address() + chunk * pass.columns * B;
      Level1KernelsF64.fill(0, target, pass.columns);
      long end = pass.rows * (chunk + 1) / pass.chunks;
      for (long row = pass.rows * chunk / pass.chunks; row < end; row++) {
        Level1KernelsF64.axpy(1, a.p0 + row * pass.columns * B, target, pass.columns);
      }
    }
  }
}
