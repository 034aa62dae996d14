package gatun.simd;

import static gatun.simd.Raw.address;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Normalization;

/**
 * Softmax and normalisations, row by row: one pass over memory as long as a row fits in a cache.
 * Budgets, in values an element: forward 2, gradients 3.
 */
final class NormalizationF64 implements Normalization {
  /** Rows whose parts of a parameter's gradient are added in the type's own precision. */
  static final int ROWS = 256;

  private static final int B = Double.BYTES;
  private static final int MOST_CHUNKS = 64;
  private static final long WORTH_A_THREAD = 32_768;
  private static final ThreadLocal<Nest> NEST = ThreadLocal.withInitial(Nest::new);

  private final Workers workers;

  NormalizationF64(Workers workers) {
    this.workers = workers;
  }

  /** Sets up the loop over the rows along an axis of up to three tensors. */
  private static void rows(Arguments a, int axis, Tensor tx, Tensor ty, Tensor tz) {
    HostTensor x = (HostTensor) tx;
    HostTensor y = (HostTensor) ty;
    HostTensor z = (HostTensor) tz;
    Nest nest = NEST.get();
    nest.clear();
    for (int k = 0; k < x.shape().rank(); k++) {
      if (k != axis) {
        nest.axis(k, x, y, z, z);
      }
    }
    nest.merge();
    a.object = nest;
    a.n = nest.size();
    a.p0 = x.address();
    a.p1 = y.address();
    a.p2 = z.address();
    a.p3 = Nest.bytes(x, axis);
    a.p4 = Nest.bytes(y, axis);
    a.p5 = Nest.bytes(z, axis);
    a.p6 = x.shape().extent(axis);
    if (a.p6 <= 1) {
      a.p3 = B;
      a.p4 = B;
      a.p5 = B;
    }
  }

  private static long grain(Arguments a) {
    return Math.max(1, WORTH_A_THREAD / Math.max(16, a.p6));
  }

  @Override
  public void softmax(int axis, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, axis, x, y, y);
      workers.run(SoftmaxTasksF64::softmax, a, a.n, grain(a));
    }
  }

  @Override
  public void logSoftmax(int axis, Tensor x, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, axis, x, y, y);
      workers.run(SoftmaxTasksF64::logSoftmax, a, a.n, grain(a));
    }
  }

  @Override
  public void softmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, axis, y, dx, dy);
      workers.run(SoftmaxTasksF64::softmaxGradient, a, a.n, grain(a));
    }
  }

  @Override
  public void logSoftmaxGradient(int axis, Tensor y, Tensor dy, Tensor dx) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, axis, y, dx, dy);
      workers.run(SoftmaxTasksF64::logSoftmaxGradient, a, a.n, grain(a));
    }
  }

  @Override
  public void crossEntropy(
      Tensor logits, Tensor labels, /* wide */ double weight, Tensor loss, Tensor gradient) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, 1, logits, gradient, gradient);
      a.p5 = address(labels);
      a.p7 = address(loss);
      a.s0 = weight;
      workers.run(SoftmaxTasksF64::crossEntropy, a, a.n, grain(a));
    }
  }

  @Override
  public void layer(
      Tensor x,
      Tensor scale,
      Tensor shift,
      /* wide */ double epsilon,
      Tensor y,
      Tensor mean,
      Tensor inverse) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, x.shape().rank() - 1, x, y, y);
      a.p2 = address(scale);
      a.p3 = address(shift);
      a.p4 = address(mean);
      a.p5 = address(inverse);
      a.s0 = epsilon;
      workers.run(NormTasksF64::layer, a, a.n, grain(a));
    }
  }

  @Override
  public void rms(Tensor x, Tensor scale, /* wide */ double epsilon, Tensor y, Tensor inverse) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, x.shape().rank() - 1, x, y, y);
      a.p2 = address(scale);
      a.p5 = address(inverse);
      a.s0 = epsilon;
      workers.run(NormTasksF64::rms, a, a.n, grain(a));
    }
  }

  @Override
  public void layerGradient(
      Tensor x,
      Tensor scale,
      Tensor mean,
      Tensor inverse,
      Tensor dy,
      Tensor dx,
      Tensor dscale,
      Tensor dshift) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, x.shape().rank() - 1, x, dx, dy);
      a.p4 = address(mean);
      gradient(a, scale, inverse, dscale);
      write(a, (int) a.p6, address(dshift));
    }
  }

  @Override
  public void rmsGradient(
      Tensor x, Tensor scale, Tensor inverse, Tensor dy, Tensor dx, Tensor dscale) {
    try (Arguments a = Arguments.borrow()) {
      rows(a, x.shape().rank() - 1, x, dx, dy);
      a.p4 = 0;
      gradient(a, scale, inverse, dscale);
    }
  }

  /** Runs over fixed chunks of rows; leaves the sums of dscale and dshift in the partials. */
  private void gradient(Arguments a, Tensor scale, Tensor inverse, Tensor dscale) {
    a.p3 = address(scale);
    a.p5 = address(inverse);
    int n = Math.toIntExact(a.p6);
    long chunks = Math.clamp(Math.ceilDiv(a.n, 16L), 1, MOST_CHUNKS);
    a.p7 = chunks;
    a.reserve(chunks * 2 * n);
    java.util.Arrays.fill(a.partials, 0, (int) chunks * 2 * n, 0);
    workers.run(NormTasksF64::gradient, a, chunks, 2);
    for (int c = 1; c < chunks; c++) {
      for (int i = 0; i < 2 * n; i++) {
        a.partials[i] += a.partials[c * 2 * n + i];
      }
    }
    write(a, 0, address(dscale));
  }

  private static void write(Arguments a, int from, long address) {
    for (int i = 0; i < a.p6; i++) {
      NormTasksF64.put(address, i, (double) a.partials[from + i]);
    }
  }
}
