package gatun.simd;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Level1;

/**
 * Vector operations in parallel over chunks of fixed length, so that reductions have the same bits
 * for any number of threads.
 */
final class Level1F64 implements Level1 {
  /** Elements of one chunk: 64 KiB of doubles. */
  static final int CHUNK = 8192;

  /** Chunks that are worth a thread: one takes a microsecond in cache, a hot dispatch less. */
  static final long GRAIN = 1;

  private static final int B = Double.BYTES;

  private final Workers workers;

  Level1F64(Workers workers) {
    this.workers = workers;
  }

  static long chunks(long n) {
    return Math.ceilDiv(n, (long) CHUNK);
  }

  /** Returns how many of the n elements of a region its chunk holds. */
  static int count(Arguments a, long chunk) {
    return (int) Math.min(CHUNK, a.n - chunk * CHUNK);
  }

  private static void operand0(Arguments a, Tensor x) {
    a.n = x.size();
    a.p0 = ((HostTensor) x).address();
    a.p3 = x.stride(0) * x.dtype().bytes();
  }

  private static void operand1(Arguments a, Tensor y) {
    a.p1 = ((HostTensor) y).address();
    a.p4 = y.stride(0) * y.dtype().bytes();
  }

  @Override
  public void fill(/* wide */ double value, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      a.s0 = value;
      workers.run(Level1TasksF64::fill, a, chunks(a.n), GRAIN);
    }
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    if (x.dtype() != y.dtype()) {
      convert(x, y);
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      workers.run(Level1TasksF64::copy, a, chunks(a.n), GRAIN);
    }
  }

  private void convert(Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      if (y.dtype() == DType.F32) {
        workers.run(Conversions::narrow, a, chunks(a.n), GRAIN);
      } else {
        workers.run(Conversions::widen, a, chunks(a.n), GRAIN);
      }
    }
  }

  @Override
  public void scal(/* wide */ double alpha, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      a.s0 = alpha;
      workers.run(Level1TasksF64::scal, a, chunks(a.n), GRAIN);
    }
  }

  @Override
  public void axpy(/* wide */ double alpha, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      a.s0 = alpha;
      workers.run(Level1TasksF64::axpy, a, chunks(a.n), GRAIN);
    }
  }

  @Override
  public void axpby(/* wide */ double alpha, Tensor x, /* wide */ double beta, Tensor y) {
    if (beta == 0) {
      scaled(alpha, x, y);
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      a.s0 = alpha;
      a.s1 = beta;
      workers.run(Level1TasksF64::axpby, a, chunks(a.n), GRAIN);
    }
  }

  private void scaled(/* wide */ double alpha, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      a.s0 = alpha;
      workers.run(Level1TasksF64::scaled, a, chunks(a.n), GRAIN);
    }
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      a.p2 = ((HostTensor) z).address();
      a.p5 = z.stride(0) * B;
      workers.run(Level1TasksF64::multiply, a, chunks(a.n), GRAIN);
    }
  }

  @Override
  public /* wide */ double dot(Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      operand1(a, y);
      a.reserve(chunks(a.n));
      workers.run(Level1TasksF64::dot, a, chunks(a.n), GRAIN);
      return a.sum(chunks(a.n));
    }
  }

  @Override
  public /* wide */ double asum(Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      a.reserve(chunks(a.n));
      workers.run(Level1TasksF64::asum, a, chunks(a.n), GRAIN);
      return a.sum(chunks(a.n));
    }
  }

  @Override
  public /* wide */ double amax(Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      a.reserve(chunks(a.n));
      workers.run(Level1TasksF64::amax, a, chunks(a.n), GRAIN);
      return a.max(chunks(a.n));
    }
  }

  /**
   * The sum of squares as it is, if it is far from overflow and from where lost small squares would
   * matter; else once more, scaled by a power of two.
   */
  @Override
  public /* wide */ double nrm2(Tensor x) {
    /* wide */ double sum = squares(1, x);
    // @F32 if (sum > 1e-20 && sum < 1e37) {
    if (sum > 1e-270 && sum < 1e300) {
      return Math.sqrt(sum);
    }
    /* wide */ double largest = amax(x);
    if (largest == 0 || !(largest < Lanes.INFINITY)) {
      return largest;
    }
    int least = -1000; // @F32 int least = -100;
    int exponent = Math.max(Math.getExponent(largest), least);
    return Math.scalb(Math.sqrt(squares(Math.scalb(1d, -exponent), x)), exponent);
  }

  private /* wide */ double squares(/* wide */ double scale, Tensor x) {
    try (Arguments a = Arguments.borrow()) {
      operand0(a, x);
      a.s0 = scale;
      a.reserve(chunks(a.n));
      workers.run(Level1TasksF64::squares, a, chunks(a.n), GRAIN);
      return a.sum(chunks(a.n));
    }
  }
}
