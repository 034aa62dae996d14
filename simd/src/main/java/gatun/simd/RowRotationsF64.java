package gatun.simd;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.RowRotations;

/** Rotations in parallel: sweeps over chunks of columns, Jacobi over the pairs of a round. */
final class RowRotationsF64 implements RowRotations {
  private static final int B = Double.BYTES;

  /** Elements of two rows that are worth a thread. */
  private static final long GRAIN = 1 << 13;

  private final Workers workers;

  RowRotationsF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void rotate(Tensor c, Tensor s, long sweeps, Tensor z) {
    if (z.shape().extent(0) < 2) {
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      a.n = z.shape().extent(1);
      a.p0 = ((HostTensor) c).address();
      a.p1 = ((HostTensor) s).address();
      a.p2 = ((HostTensor) z).address();
      a.p3 = z.stride(0) * B;
      a.p4 = z.shape().extent(0);
      a.p5 = sweeps;
      workers.run(
          RotationKernelsF64::run, a, Math.ceilDiv(a.n, (long) RotationKernelsF64.CHUNK), 1);
    }
  }

  @Override
  public /* wide */ double orthogonalise(Tensor a, long length, Tensor squares) {
    long rows = a.shape().extent(0);
    long columns = a.shape().extent(1);
    if (rows == 0) {
      return 0;
    }
    long grain = Math.max(1, GRAIN / Math.max(1, columns));
    long players = rows + rows % 2;
    try (Arguments arguments = Arguments.borrow()) {
      arguments.n = length;
      arguments.p0 = ((HostTensor) a).address();
      arguments.p1 = a.stride(0) * B;
      arguments.p2 = ((HostTensor) squares).address();
      arguments.p3 = rows;
      arguments.p5 = columns;
      arguments.s0 = Math.sqrt(length) * a.dtype().epsilon();
      arguments.reserve(players / 2);
      workers.run(JacobiF64::squares, arguments, rows, grain);
      /* wide */ double largest = 0;
      for (long round = 0; round < players - 1; round++) {
        arguments.p4 = round;
        workers.run(JacobiF64::round, arguments, players / 2, grain);
        largest = Math.max(largest, arguments.max(players / 2));
      }
      return largest;
    }
  }
}
