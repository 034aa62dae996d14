package gatun.simd;

import static gatun.simd.PanelKernelsF64.at;
import static gatun.simd.PanelKernelsF64.put;
import static gatun.simd.Raw.address;

import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Panels;

/**
 * Panel steps on one thread; exchanges over chunks of columns on all. A panel is narrow and in
 * cache, and its columns depend on each other: it is the products between panels that are worth
 * threads.
 */
final class PanelsF64 implements Panels {
  private static final int B = Double.BYTES;

  /** Columns of one chunk of an exchange: 4 KiB of doubles. */
  private static final int CHUNK = 512;

  private final Workers workers;

  PanelsF64(Workers workers) {
    this.workers = workers;
  }

  private static long stride(Tensor a) {
    return a.stride(0) * B;
  }

  @Override
  public long cholesky(Tensor a) {
    int n = (int) a.shape().extent(0);
    long base = address(a);
    long stride = stride(a);
    for (int k = 0; k < n; k++) {
      double pivot = at(base + k * (stride + B));
      if (!(pivot > 0 && pivot < Lanes.INFINITY)) {
        return k;
      }
      PanelKernelsF64.symmetric(base, stride, k, n, (double) Math.sqrt(pivot));
    }
    return -1;
  }

  @Override
  public long lu(Tensor a, Tensor pivots) {
    int m = (int) a.shape().extent(0);
    int n = (int) a.shape().extent(1);
    long base = address(a);
    long stride = stride(a);
    long row = ThreadMemory.of((long) (WIDTH + 16) * B);
    long failed = -1;
    for (int k = 0; k < n; k++) {
      int largest = largest(base + (long) k * B, stride, k, m);
      ((HostTensor) pivots).setInteger(largest, k);
      swap(base + k * stride, base + largest * stride, n);
      double pivot = at(base + k * (stride + B));
      if (pivot == 0 || !(Math.abs(pivot) < Lanes.INFINITY)) {
        failed = failed < 0 ? k : failed;
        continue;
      }
      PanelKernelsF64.eliminate(base, stride, k, m, n, pivot, row);
    }
    return failed;
  }

  /** Returns the first row from k on whose element of the column has the largest magnitude. */
  private static int largest(long column, long stride, int k, int m) {
    int found = k;
    double largest = 0;
    for (int i = k; i < m; i++) {
      double magnitude = Math.abs(at(column + i * stride));
      if (magnitude > largest) {
        largest = magnitude;
        found = i;
      }
    }
    return found;
  }

  private static void swap(long x, long y, int n) {
    if (x == y) {
      return;
    }
    for (int j = 0; j < n; j++) {
      double kept = at(x + (long) j * B);
      put(x + (long) j * B, at(y + (long) j * B));
      put(y + (long) j * B, kept);
    }
  }

  @Override
  public void qr(Tensor a, Tensor tau) {
    int m = (int) a.shape().extent(0);
    int n = (int) a.shape().extent(1);
    long base = address(a);
    long stride = stride(a);
    int step = Lanes.F64.length();
    for (int k = 0; k < n; k++) {
      double factor = reflector(base + (long) k * B, stride, k, m);
      put(address(tau) + (long) k * B, factor);
      if (factor == 0) {
        continue;
      }
      for (int j = (k + 1) / step * step; j < n; j += step) {
        PanelKernelsF64.reflect(base, stride, k, m, n, j, factor);
      }
    }
  }

  /** Makes the reflection that maps a column to a multiple of the unit vector k; returns its τ. */
  private static double reflector(long column, long stride, int k, int m) {
    /* wide */ double below = 0;
    for (int i = k + 1; i < m; i++) {
      below = Math.max(below, Math.abs(at(column + i * stride)));
    }
    if (below == 0) {
      return 0;
    }
    /* wide */ double alpha = at(column + k * stride);
    /* wide */ double scale = Math.max(below, Math.abs(alpha));
    /* wide */ double sum = 0;
    for (int i = k; i < m; i++) {
      /* wide */ double scaled = at(column + i * stride) / scale;
      sum = Math.fma(scaled, scaled, sum);
    }
    /* wide */ double beta = -Math.copySign(scale * Math.sqrt(sum), alpha);
    for (int i = k + 1; i < m; i++) {
      put(column + i * stride, (double) (at(column + i * stride) / (alpha - beta)));
    }
    put(column + k * stride, (double) beta);
    return (double) ((beta - alpha) / beta);
  }

  @Override
  public void exchange(Tensor a, Tensor pivots, boolean reverse) {
    try (Arguments arguments = Arguments.borrow()) {
      arguments.n = a.shape().extent(1);
      arguments.p0 = address(a);
      arguments.p1 = address(pivots);
      arguments.p2 = stride(a);
      arguments.p3 = pivots.size();
      arguments.p4 = reverse ? 1 : 0;
      workers.run(PanelsF64::exchange, arguments, Math.ceilDiv(arguments.n, (long) CHUNK), 1);
    }
  }

  private static void exchange(Arguments a, long from, long to) {
    long first = from * CHUNK;
    long columns = Math.min(a.n, to * CHUNK) - first;
    long base = a.p0 + first * B;
    for (long step = 0; step < a.p3; step++) {
      long k = a.p4 == 1 ? a.p3 - 1 - step : step;
      long other = Raw.int64((a.p1 + 8 * k) & Raw.MASK);
      swap(base + k * a.p2, base + other * a.p2, (int) columns);
    }
  }
}
