package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.AxisMap;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.spi.Resample;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Linear maps along axes, in parallel over rows of the result, lanes along the channels. For each
 * position of the result the terms are listed first (offset and weight), then summed vector by
 * vector. Budget: 2 flops a term and result; operand and result once from memory.
 */
final class ResampleF64 implements Resample {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfLong PLACE = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int TERM = 16; // bytes: an address and a weight
  private static final long GRAIN = 16_384; // results and terms that are worth a thread
  private static final ThreadLocal<HostSlab> TERMS = ThreadLocal.withInitial(HostSlab::new);

  private final Workers workers;

  ResampleF64(Workers workers) {
    this.workers = workers;
  }

  /** The maps of one call, kept with the last call's for their thread, so that none is made. */
  private static final class Maps {
    private static final ThreadLocal<Maps> LAST = ThreadLocal.withInitial(Maps::new);
    AxisMap depth = AxisMap.identity(1);
    AxisMap height = depth;
    AxisMap width = depth;
  }

  @Override
  public void apply(
      AxisMap depth, AxisMap height, AxisMap width, long batch, long channels, Tensor x, Tensor y) {
    Maps maps = Maps.LAST.get();
    maps.depth = depth;
    maps.height = height;
    maps.width = width;
    try (Arguments a = Arguments.borrow()) {
      a.p0 = ((HostTensor) x).address();
      a.p1 = ((HostTensor) y).address();
      a.n = channels;
      a.object = maps;
      long rows = batch * depth.outputs() * height.outputs();
      long terms = (long) depth.terms() * height.terms() * width.terms() + 1;
      long grain = GRAIN / Math.max(1, width.outputs() * channels * terms);
      workers.run(ResampleF64::rows, a, rows, Math.max(1, grain));
    }
  }

  private static void rows(Arguments a, long from, long to) {
    if (!(a.object instanceof Maps maps)) {
      throw new IllegalStateException("no maps in " + a);
    }
    long most = (long) maps.depth.terms() * maps.height.terms() * (maps.width.terms() + 1L);
    long lines = TERMS.get().of((most + 1) * TERM);
    for (long row = from; row < to; row++) {
      long p = row % maps.height.outputs();
      long plane = row / maps.height.outputs();
      long o = plane % maps.depth.outputs();
      long n = plane / maps.depth.outputs();
      int count = lines(maps, n, (int) o, (int) p, a, lines);
      long y = a.p1 + row * maps.width.outputs() * a.n * B;
      for (int q = 0; q < maps.width.outputs(); q++) {
        position(maps.width, q, lines, count, a.n, y + q * a.n * B);
      }
    }
  }

  /** Lists the source lines of a row of results: their addresses and weights. */
  private static int lines(Maps m, long n, int o, int p, Arguments a, long lines) {
    int count = 0;
    for (int i = m.depth.start(o); i < m.depth.start(o + 1); i++) {
      for (int j = m.height.start(p); j < m.height.start(p + 1); j++, count++) {
        long line = n * m.depth.inputs() + m.depth.source(i);
        line = line * m.height.inputs() + m.height.source(j);
        long at = lines + (long) count * TERM;
        ALL.set(PLACE, at, a.p0 + line * m.width.inputs() * a.n * B);
        ALL.set(SCALAR, at + 8, (double) (m.depth.weight(i) * m.height.weight(j)));
      }
    }
    return count;
  }

  /** Lists the terms of a result behind the lines, then sums them. */
  private static void position(AxisMap width, int q, long lines, int count, long channels, long y) {
    long terms = lines + (long) count * TERM;
    int all = 0;
    for (int l = 0; l < count; l++) {
      long line = ALL.get(PLACE, lines + (long) l * TERM);
      double weight = ALL.get(SCALAR, lines + (long) l * TERM + 8);
      for (int k = width.start(q); k < width.start(q + 1); k++, all++) {
        long at = terms + (long) all * TERM;
        ALL.set(PLACE, at, line + width.source(k) * channels * B);
        ALL.set(SCALAR, at + 8, (double) (weight * width.weight(k)));
      }
    }
    int c = 0;
    for (; c <= channels - L; c += L) {
      sum(terms, all, (long) c * B, y);
    }
    if (c < channels) {
      part(terms, all, (long) c * B, y, MasksF64.first((int) (channels - c)));
    }
  }

  private static void sum(long pterms, int count, long column, long y) {
    long terms = pterms & ADDRESS;
    DoubleVector sum = DoubleVector.zero(S);
    for (int t = 0; t < count; t++) {
      long x = (ALL.get(PLACE, terms + (long) TERM * t) + column) & ADDRESS;
      double weight = ALL.get(SCALAR, terms + (long) TERM * t + 8);
      sum =
          DoubleVector.fromMemorySegment(S, ALL, x, ORDER)
              .fma(DoubleVector.broadcast(S, weight), sum);
    }
    V.cast(sum).intoMemorySegment(ALL, (y + column) & ADDRESS, ORDER);
  }

  private static void part(long pterms, int count, long column, long y, VectorMask<Double> mask) {
    VectorMask<Double> lanes = MasksF64.CLASS.cast(mask);
    long terms = pterms & ADDRESS;
    DoubleVector sum = DoubleVector.zero(S);
    for (int t = 0; t < count; t++) {
      long x = (ALL.get(PLACE, terms + (long) TERM * t) + column) & ADDRESS;
      double weight = ALL.get(SCALAR, terms + (long) TERM * t + 8);
      sum =
          DoubleVector.fromMemorySegment(S, ALL, x, ORDER, lanes)
              .fma(DoubleVector.broadcast(S, weight), sum);
    }
    V.cast(sum).intoMemorySegment(ALL, (y + column) & ADDRESS, ORDER, lanes);
  }
}
