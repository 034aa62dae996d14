package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;

/**
 * A lower triangle in its natural order, once for both solves, in few bytes: for each row the
 * inverse of its diagonal and the number of its other entries, for each entry its value and its
 * distance, row − column. Numbers take 1 byte and distances 2 where they fit, else 4 each.
 *
 * @param rows number of rows
 * @param entries number of entries off the diagonal
 * @param counts address of the numbers of entries
 * @param countBytes bytes of one
 * @param distances address of the distances
 * @param distanceBytes bytes of one
 * @param values address of the values
 * @param inverses address of the inverse diagonal
 * @param memory the memory of all this
 */
record SptrsvNatural(
    long rows,
    long entries,
    long counts,
    int countBytes,
    long distances,
    int distanceBytes,
    long values,
    long inverses,
    HostTensor[] memory) {

  /** Stores a lower triangle whose rows end with their diagonal. */
  static SptrsvNatural of(SparseMatrix lower, Workspace workspace) {
    SpmvRows rows = SpmvRows.of(lower);
    long n = lower.rows();
    long entries = lower.nonzeros() - n;
    long most = 0;
    long farthest = 0;
    for (long i = 0; i < n; i++) {
      most = Math.max(most, rows.length(i) - 1);
      farthest = Math.max(farthest, i - rows.column(rows.pointer(i)));
    }
    int countBytes = most < 1 << 8 ? 1 : 4;
    int distanceBytes = farthest < 1 << 16 ? 2 : 4;
    HostTensor counts = workspace.zeros(DType.I8, countBytes * n + 4); // read 4 bytes at a time
    HostTensor distances = workspace.zeros(DType.I8, distanceBytes * entries + 4);
    HostTensor values = workspace.zeros(lower.dtype(), entries);
    HostTensor inverses = workspace.zeros(lower.dtype(), n);
    SptrsvNatural triangle =
        new SptrsvNatural(
            n,
            entries,
            counts.address(),
            countBytes,
            distances.address(),
            distanceBytes,
            values.address(),
            inverses.address(),
            new HostTensor[] {counts, distances, values, inverses});
    triangle.fill(lower, rows);
    return triangle;
  }

  private void fill(SparseMatrix lower, SpmvRows source) {
    long filled = 0;
    for (long i = 0; i < rows; i++) {
      long diagonal = source.pointer(i + 1) - 1;
      long begin = source.pointer(i);
      put(counts + countBytes * i, countBytes, (int) (diagonal - begin));
      for (long e = begin; e < diagonal; e++) {
        put(distances + distanceBytes * filled, distanceBytes, (int) (i - source.column(e)));
        Raw.bits(values + filled * source.bytes(), source.bytes(), source.value(e));
        filled++;
      }
      memory[3].set(1 / lower.value(diagonal), i);
    }
  }

  private static void put(long address, int bytes, int value) {
    switch (bytes) {
      case 1 -> Raw.int8(address, value);
      case 2 -> Raw.int16(address, value);
      default -> Raw.int32(address, value);
    }
  }

  /** Returns the bits that hold a number of so many bytes. */
  static long mask(int bytes) {
    return (1L << 8 * bytes) - 1;
  }

  /** Returns the bytes that one solve reads. */
  long bytes() {
    long bytes = 0;
    for (HostTensor part : memory) {
      bytes += part.size() * part.dtype().bytes();
    }
    return bytes;
  }
}
