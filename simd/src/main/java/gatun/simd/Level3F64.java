package gatun.simd;

import gatun.engine.Epilogue;
import gatun.engine.HostTensor;
import gatun.engine.Side;
import gatun.engine.Tensor;
import gatun.engine.Triangle;
import gatun.engine.spi.Level3;

/** Products of matrices, and what is made of them; see {@link GemmF64}. */
final class Level3F64 implements Level3 {
  private static final int B = Double.BYTES;

  private final Workers workers;

  Level3F64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void gemm(
      /* wide */ double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      /* wide */ double beta,
      Tensor c,
      Epilogue epilogue) {
    GemmCall call = GemmCall.own();
    call.operands(a, transposeA, b, transposeB, c);
    call.alpha = alpha;
    call.beta = beta;
    call.epilogue(epilogue);
    GemmF64.run(workers, call);
  }

  @Override
  public void batched(
      /* wide */ double alpha,
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      /* wide */ double beta,
      Tensor c) {
    gemm(alpha, a, transposeA, b, transposeB, beta, c, Epilogue.NONE);
  }

  @Override
  public void syrk(
      Triangle part,
      /* wide */ double alpha,
      Tensor a,
      boolean transposed,
      /* wide */ double beta,
      Tensor c) {
    int along = transposed ? 1 : 0;
    boolean lower = part == Triangle.LOWER;
    SyrkF64.lower(
        workers,
        c.shape().extent(0),
        a.shape().extent(1 - along),
        (double) alpha,
        ((HostTensor) a).address(),
        a.stride(along) * B,
        a.stride(1 - along) * B,
        (double) beta,
        ((HostTensor) c).address(),
        c.stride(lower ? 0 : 1) * B,
        c.stride(lower ? 1 : 0) * B);
  }

  @Override
  public void trsm(
      Side side,
      Triangle part,
      boolean transposed,
      boolean unit,
      /* wide */ double alpha,
      Tensor a,
      Tensor b) {
    int unknowns = side == Side.LEFT ? 0 : 1;
    int rows = transposed == (side == Side.LEFT) ? 1 : 0;
    boolean lower = (part == Triangle.LOWER) == (rows == 0);
    long n = b.shape().extent(unknowns);
    long columns = b.shape().extent(1 - unknowns);
    long ti = a.stride(rows) * B;
    long tk = a.stride(1 - rows) * B;
    long t = ((HostTensor) a).address();
    long bi = b.stride(unknowns) * B;
    long bj = b.stride(1 - unknowns) * B;
    long x = ((HostTensor) b).address();
    if (n == 0 || columns == 0) {
      return;
    }
    if (alpha == 0) {
      zero(n, columns, x, bi, bj);
    } else {
      TrsmF64.solve(workers, lower, unit, n, columns, alpha, t, ti, tk, x, bi, bj);
    }
  }

  private static void zero(long n, long columns, long x, long bi, long bj) {
    for (long i = 0; i < n; i++) {
      for (long j = 0; j < columns; j++) {
        StridedF64.fill(0.0, x + i * bi + j * bj, B, 1);
      }
    }
  }
}
