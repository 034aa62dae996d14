package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.SparseFormat;
import gatun.engine.SparseMatrix;
import gatun.engine.Tensor;
import gatun.engine.Workspace;
import gatun.engine.spi.Spmv;

/** Products with a symmetric matrix of which the lower half is stored. */
final class SpmvHalfProduct implements Spmv.Product {
  private static final Workers.Task BLOCKS_F64 = SpmvHalfF64::blocks;
  private static final Workers.Task BLOCKS_F32 = SpmvHalfF32::blocks;
  private static final Workers.Task FINISH_F64 = SpmvHalfF64::finish;
  private static final Workers.Task FINISH_F32 = SpmvHalfF32::finish;

  private final Workers workers;
  private final SpmvHalf half;
  private final boolean wide;
  private final String why;

  /**
   * Stores the lower half.
   *
   * @throws IllegalArgumentException if the matrix is not symmetric
   */
  SpmvHalfProduct(Workers workers, SparseMatrix matrix, Workspace workspace, String why) {
    if (!matrix.symmetric()) {
      throw new IllegalArgumentException(
          "format SYMMETRIC: expected a symmetric matrix, found "
              + matrix
              + "; use AUTO, CSR, SELL or RUNS");
    }
    this.workers = workers;
    this.half = SpmvHalf.of(matrix, workspace);
    this.wide = matrix.dtype() == DType.F64;
    this.why = why;
  }

  @Override
  public void apply(Tensor x, Tensor y) {
    run(x, y, false);
  }

  @Override
  public double applyDot(Tensor x, Tensor y) {
    return run(x, y, true);
  }

  /** One call at a time: the windows are the product's own. */
  private synchronized double run(Tensor x, Tensor y, boolean dot) {
    long chunks = Math.ceilDiv(half.rows(), SpmvHalfF64.CHUNK);
    try (Arguments a = Arguments.borrow()) {
      a.p0 = ((HostTensor) x).address();
      a.p1 = ((HostTensor) y).address();
      a.n = dot ? 1 : 0;
      a.object = half;
      if (dot) {
        a.reserve(chunks);
      }
      workers.run(wide ? BLOCKS_F64 : BLOCKS_F32, a, half.blocks(), 1);
      if (dot || half.windowed() > 0) {
        workers.run(wide ? FINISH_F64 : FINISH_F32, a, chunks, 1);
      }
      return dot ? a.sum(chunks) : 0;
    }
  }

  @Override
  public SparseFormat format() {
    return SparseFormat.SYMMETRIC;
  }

  @Override
  public String description() {
    return String.format(
        "SYMMETRIC: lower half in %d blocks, windows of %.2f rows a row, %d-bit indices; %s",
        half.blocks(),
        (double) half.windowed() / Math.max(1, half.rows()),
        8 * half.distanceBytes(),
        why);
  }

  @Override
  public long bytes() {
    return half.bytes();
  }
}
