package gatun.simd;

import static gatun.simd.Lanes.ALL;
import static gatun.simd.Raw.address;

import gatun.engine.Tensor;
import gatun.engine.spi.Channels;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The passes of batch and group normalisation, plane by plane, or line by line where a channel has
 * one position. Budgets, in values an element: affine 2, combine 3, sums 2.
 */
final class ChannelsF64 implements Channels {
  private static final int B = Double.BYTES;
  private static final int BLOCK = ReductionPlan.BLOCK;
  private static final int LINES = NormalizationF64.ROWS;
  private static final int MOST_CHUNKS = 64;
  private static final long WORTH_A_THREAD = 32_768;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private final Workers workers;

  ChannelsF64(Workers workers) {
    this.workers = workers;
  }

  private static double at(long x, long i) {
    return ALL.get(SCALAR, x + B * i);
  }

  /**
   * Describes the planes: n of them, p6 elements each, with p7 coefficients that repeat. Where a
   * channel has one position per sample, n lines of p6 channels instead, and p7 = 1 or n lines of
   * coefficients.
   */
  private static boolean planes(Arguments a, Tensor x, Tensor coefficients) {
    long samples = x.shape().extent(0);
    long channels = x.shape().extent(1);
    long positions = x.shape().rank() == 2 ? 1 : x.shape().extent(2);
    boolean planes = positions > 1;
    a.n = planes ? samples * channels : samples;
    a.p6 = planes ? positions : channels;
    a.p7 = planes ? coefficients.size() : coefficients.size() == channels ? 1 : samples;
    return planes;
  }

  private static long grain(Arguments a) {
    return Math.max(1, WORTH_A_THREAD / Math.max(16, a.p6));
  }

  @Override
  public void affine(Tensor x, Tensor scale, Tensor shift, Tensor y) {
    try (Arguments a = Arguments.borrow()) {
      boolean planes = planes(a, x, scale);
      a.p0 = address(x);
      a.p1 = address(y);
      a.p2 = address(scale);
      a.p3 = address(shift);
      workers.run(planes ? ChannelsF64::affine : ChannelsF64::affineLines, a, a.n, grain(a));
    }
  }

  private static void affine(Arguments a, long from, long to) {
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long o = B * i * n;
      long k = i % a.p7;
      RowNormsF64.affine(a.p0 + o, at(a.p2, k), at(a.p3, k), a.p1 + o, n);
    }
  }

  private static void affineLines(Arguments a, long from, long to) {
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long o = B * i * n;
      long k = B * (i % a.p7) * n;
      RowNormsF64.layer(a.p0 + o, 0, 1, a.p2 + k, a.p3 + k, a.p1 + o, n);
    }
  }

  @Override
  public void combine(Tensor dy, Tensor x, Tensor ca, Tensor cb, Tensor cc, Tensor dx) {
    try (Arguments a = Arguments.borrow()) {
      boolean planes = planes(a, x, ca);
      a.p0 = address(x);
      a.p1 = address(dx);
      a.p2 = address(dy);
      a.p3 = address(ca);
      a.p4 = address(cb);
      a.p5 = address(cc);
      workers.run(planes ? ChannelsF64::combine : ChannelsF64::combineLines, a, a.n, grain(a));
    }
  }

  private static void combine(Arguments a, long from, long to) {
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long o = B * i * n;
      long k = i % a.p7;
      double alpha = at(a.p3, k);
      ChannelKernelsF64.plane(a.p2 + o, alpha, a.p0 + o, at(a.p4, k), at(a.p5, k), a.p1 + o, n);
    }
  }

  private static void combineLines(Arguments a, long from, long to) {
    int n = (int) a.p6;
    for (long i = from; i < to; i++) {
      long o = B * i * n;
      long k = B * (i % a.p7) * n;
      ChannelKernelsF64.line(a.p2 + o, a.p3 + k, a.p0 + o, a.p4 + k, a.p5 + k, a.p1 + o, n);
    }
  }

  @Override
  public void sums(Tensor x, Tensor center, Tensor dy, Tensor sum, Tensor product) {
    try (Arguments a = Arguments.borrow()) {
      boolean planes = planes(a, x, center);
      a.p0 = address(x);
      a.p1 = address(center);
      a.p2 = address(dy);
      int width = Math.toIntExact(center.size());
      if (planes) {
        a.reserve(2 * a.n);
        workers.run(ChannelsF64::planeSums, a, a.n, grain(a));
        collect(a, Math.toIntExact(a.n), 1, width, sum, product);
        return;
      }
      boolean each = a.p7 > 1;
      long chunks = each ? a.n : Math.clamp(Math.ceilDiv(a.n, 16L), 1, MOST_CHUNKS);
      a.p5 = chunks;
      int line = Math.toIntExact(a.p6);
      a.reserve(2 * chunks * line);
      Arrays.fill(a.partials, 0, Math.toIntExact(2 * chunks * line), 0);
      workers.run(ChannelsF64::lineSums, a, chunks, each ? grain(a) : 2);
      collect(a, Math.toIntExact(chunks), line, width, sum, product);
    }
  }

  /** Adds the partial results, {@code lines} of {@code line} sums each, to the width wanted. */
  private static void collect(
      Arguments a, int lines, int line, int width, Tensor sum, Tensor product) {
    int total = lines * line;
    for (int k = width; k < total; k++) {
      a.partials[k % width] += a.partials[k];
      a.partials[total + k % width] += a.partials[total + k];
    }
    for (int k = 0; k < width; k++) {
      NormTasksF64.put(address(sum), k, (double) (total == 0 ? 0 : a.partials[k]));
      NormTasksF64.put(address(product), k, (double) (total == 0 ? 0 : a.partials[total + k]));
    }
  }

  private static void planeSums(Arguments a, long from, long to) {
    int n = (int) a.p6;
    long room = ThreadMemory.of(256);
    for (long i = from; i < to; i++) {
      long o = B * i * n;
      double center = at(a.p1, i % a.p7);
      /* wide */ double s = 0;
      /* wide */ double t = 0;
      for (int j = 0; j < n; j += BLOCK) {
        long k = o + (long) B * j;
        ChannelKernelsF64.planeSums(a.p0 + k, center, a.p2 + k, room, Math.min(BLOCK, n - j));
        s += RowReductionsF64.lanes(room);
        t += RowReductionsF64.lanes(room + RowReductionsF64.VECTOR);
      }
      a.partials[(int) i] = s;
      a.partials[(int) (a.n + i)] = t;
    }
  }

  /** p5 chunks of lines. */
  private static void lineSums(Arguments a, long from, long to) {
    int n = (int) a.p6;
    long sums = ThreadMemory.of(2L * B * n);
    for (long chunk = from; chunk < to; chunk++) {
      long end = (chunk + 1) * a.n / a.p5;
      int s = (int) chunk * n;
      int t = (int) (a.p5 + chunk) * n;
      for (long i = chunk * a.n / a.p5; i < end; i += LINES) {
        Level1KernelsF64.fill(0, sums, 2 * n);
        for (long j = i; j < Math.min(end, i + LINES); j++) {
          long o = B * j * n;
          long center = a.p1 + B * (j % a.p7) * n;
          ChannelKernelsF64.lineSums(a.p0 + o, center, a.p2 + o, sums, sums + (long) B * n, n);
        }
        for (int k = 0; k < n; k++) {
          a.partials[s + k] += at(sums, k);
          a.partials[t + k] += at(sums, n + k);
        }
      }
    }
  }
}
