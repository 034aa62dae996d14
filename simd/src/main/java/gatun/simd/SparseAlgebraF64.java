package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.SparseMatrix;
import gatun.engine.spi.SparseAlgebra;

/**
 * Products by rows (Gustavson), in parallel over fixed chunks of rows: each row is gathered in the
 * order of the entries, so the bits do not depend on the number of threads. A thread keeps 4 bytes
 * for each column of B.
 */
final class SparseAlgebraF64 implements SparseAlgebra {
  /** Rows of one chunk. */
  static final long CHUNK = 128;

  /** Chunks that are worth a thread: each thread clears its markers first. */
  private static final long GRAIN = 2;

  private static final int B = Double.BYTES;

  private final Workers workers;

  SparseAlgebraF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void count(SparseMatrix a, SparseMatrix b, HostTensor pointers) {
    long lengths = pointers.address();
    try (Arguments args = Arguments.borrow()) {
      operands(args, a, b, lengths);
      workers.run(SparseAlgebraF64::count, args, Math.ceilDiv(a.rows(), CHUNK), GRAIN);
    }
    long total = 0;
    Raw.int64(lengths, 0);
    for (long i = 1; i <= a.rows(); i++) {
      total += Raw.int64((lengths + 8 * i) & Raw.MASK);
      Raw.int64((lengths + 8 * i) & Raw.MASK, total);
    }
  }

  @Override
  public void multiply(
      SparseMatrix a, SparseMatrix b, HostTensor pointers, HostTensor columns, HostTensor values) {
    try (Arguments args = Arguments.borrow()) {
      operands(args, a, b, pointers.address());
      args.q0 = columns.address();
      args.q1 = values.address();
      workers.run(SparseAlgebraF64::multiply, args, Math.ceilDiv(a.rows(), CHUNK), GRAIN);
    }
  }

  private static void operands(Arguments args, SparseMatrix a, SparseMatrix b, long pointers) {
    args.n = a.rows();
    args.p0 = a.rowPointerSegment().address();
    args.p1 = a.columnSegment().address();
    args.p2 = a.values().address();
    args.p3 = b.rowPointerSegment().address();
    args.p4 = b.columnSegment().address();
    args.p5 = b.values().address();
    args.p6 = pointers;
    args.p7 = b.columns();
  }

  private static long markers(Arguments args) {
    long markers = ThreadMemory.of(4 * args.p7);
    for (long j = 0; j < args.p7; j++) {
      Raw.int32((markers + 4 * j) & Raw.MASK, -1);
    }
    return markers;
  }

  private static void count(Arguments args, long from, long to) {
    long markers = markers(args);
    long end = Math.min(args.n, to * CHUNK);
    for (long i = from * CHUNK; i < end; i++) {
      long length = SparseRowsF64.count(args, i, (int) (i - from * CHUNK), markers);
      Raw.int64((args.p6 + 8 * i + 8) & Raw.MASK, length);
    }
  }

  private static void multiply(Arguments args, long from, long to) {
    long markers = markers(args);
    long end = Math.min(args.n, to * CHUNK);
    long base = Raw.int64(args.p6 + 8 * from * CHUNK);
    for (long i = from * CHUNK; i < end; i++) {
      long first = Raw.int64((args.p6 + 8 * i) & Raw.MASK);
      if (first - base > 1 << 30) { // markers count from base in 32 bits
        markers = markers(args);
        base = first;
      }
      long columns = args.q0 + 4 * base;
      long values = args.q1 + B * base;
      int begin = (int) (first - base);
      int stop = SparseRowsF64.gather(args, i, begin, markers, columns, values);
      SparseRowsF64.sort(columns, values, begin, stop);
    }
  }

  @Override
  public void transpose(
      SparseMatrix a, HostTensor pointers, HostTensor columns, HostTensor values) {
    try (Arguments args = Arguments.borrow()) {
      operands(args, a, a, pointers.address());
      args.q0 = columns.address();
      args.q1 = values.address();
      SparseRowsF64.transpose(args);
    }
  }

  @Override
  public void rows(SparseMatrix a, HostTensor diagonal, HostTensor sums) {
    try (Arguments args = Arguments.borrow()) {
      operands(args, a, a, 0);
      args.q0 = diagonal.address();
      args.q1 = sums.address();
      workers.run(SparseAlgebraF64::rows, args, Math.ceilDiv(a.rows(), CHUNK), GRAIN);
    }
  }

  private static void rows(Arguments args, long from, long to) {
    long end = Math.min(args.n, to * CHUNK);
    SparseRowsF64.rows(args, from * CHUNK, end);
  }
}
