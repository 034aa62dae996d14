package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Level2;

/** Products of a matrix and a vector, over chunks of the result. */
final class Level2F64 implements Level2 {
  private static final int B = Double.BYTES;

  /** Elements of the result in one chunk. */
  static final int CHUNK = 64;

  /** Elements of a matrix that are worth a thread. */
  private static final long WORK = 1 << 15;

  private final Workers workers;

  Level2F64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void gemv(
      /* wide */ double alpha,
      Tensor a,
      boolean transposed,
      Tensor x,
      /* wide */ double beta,
      Tensor y) {
    int rows = transposed ? 1 : 0;
    try (Arguments g = Arguments.borrow()) {
      g.n = y.size();
      g.q0 = alpha == 0 ? 0 : x.size();
      g.p0 = ((HostTensor) a).address();
      g.p1 = a.stride(rows) * B;
      g.p2 = a.stride(1 - rows) * B;
      g.p3 = ((HostTensor) x).address();
      g.p4 = x.stride(0) * B;
      g.p5 = ((HostTensor) y).address();
      g.p6 = y.stride(0) * B;
      g.s0 = alpha;
      g.s1 = beta;
      run(g.p1 == B ? GemvF64::columns : GemvF64::rows, g, g.n, g.q0);
    }
  }

  @Override
  public void ger(/* wide */ double alpha, Tensor x, Tensor y, Tensor a) {
    boolean turned = a.stride(1) != 1 && a.stride(0) == 1;
    Tensor down = turned ? y : x;
    Tensor across = turned ? x : y;
    try (Arguments g = Arguments.borrow()) {
      g.n = down.size();
      g.q0 = across.size();
      g.p0 = ((HostTensor) a).address();
      g.p1 = a.stride(turned ? 1 : 0) * B;
      g.p2 = a.stride(turned ? 0 : 1) * B;
      g.p3 = ((HostTensor) across).address();
      g.p4 = across.stride(0) * B;
      g.p5 = ((HostTensor) down).address();
      g.p6 = down.stride(0) * B;
      g.s0 = alpha;
      run(GemvF64::outer, g, g.n, g.q0);
    }
  }

  private void run(Workers.Task task, Arguments g, long n, long terms) {
    long grain = Math.max(1, WORK / (CHUNK * Math.max(1, terms)));
    workers.run(task, g, Math.ceilDiv(n, (long) CHUNK), grain);
  }
}
