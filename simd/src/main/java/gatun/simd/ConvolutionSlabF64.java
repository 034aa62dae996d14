package gatun.simd;

import static gatun.simd.Lanes.ADDRESS;
import static gatun.simd.Lanes.ALL;
import static gatun.simd.Lanes.ORDER;

import gatun.engine.Check;
import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Window;
import gatun.engine.Workspace;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * One pass of a convolution whose window is three wide with stride 1 and that has few result
 * channels: {@link RowTilesF64} runs along each result row, and blocks of rows go in parallel.
 *
 * <p>In two dimensions, if there is one vector of channels and the width is padded by one at most,
 * tiles read the source itself; those at the ends of a row take a zero from elsewhere. Otherwise
 * the source rows of a block are first copied into a slab in the second-level cache, with zeros at
 * their ends and channels in groups of one vector.
 *
 * <p>The padding in the width is multiplied, so weights must be finite; taps outside the depth or
 * the height are left out. Budget: 2 · taps · channels flops a result; the source once from memory
 * (with a slab 1 to 2 copies of it).
 */
final class ConvolutionSlabF64 {
  private static final VectorSpecies<Double> S = Lanes.F64;
  private static final Class<? extends DoubleVector> V = Lanes.CLASS_F64;
  private static final int L = S.length();
  private static final int B = Double.BYTES;
  private static final int STEP = 8; // positions that rows are rounded up to
  private static final long SLAB = 512 << 10;
  private static final long ENOUGH = 16; // blocks that give all threads work
  private static final long GRAIN = 32_768; // multiply-adds of vectors worth a thread
  private static final ThreadLocal<HostSlab> MEMORY = ThreadLocal.withInitial(HostSlab::new);

  private final Workers workers;
  private final RowAxis depth;
  private final RowAxis height;
  private final long batch;
  private final int sourceWidth;
  private final int targetWidth;
  private final int padding;
  private final int channels;
  private final int results;
  private final int vectors;
  private final long[] tables; // of depth run × height run
  private final int[] entries;
  private final boolean direct; // without a slab
  private final long lineBytes; // of the slab
  private final long rowBytes; // from one row that tiles read to the next
  private final long planeRows; // rows from one plane to the next
  private final long first;
  private final long second;
  private final long third;
  private final HostTensor memory; // a line of zeros' room for one value, then the tables

  /** Returns whether {@link ConvolutionSlabF64} can compute a pass, and is meant for it. */
  static boolean serves(ConvolutionShape s, boolean forward) {
    Window.Axis x = s.window().width();
    int results = forward ? s.outputs() : s.inputs();
    boolean three = x.kernel() == 3 && x.stride() == 1 && x.dilation() == 1;
    boolean fits = x.padding() <= 2 && s.outputWidth() >= STEP && s.width() >= STEP;
    return s.groups() == 1 && three && fits && results <= 2 * L;
  }

  /**
   * Prepares a pass.
   *
   * @param row bytes of weights from one channel of the source to the next
   */
  ConvolutionSlabF64(ConvolutionShape s, boolean forward, long row, Workers workers, Workspace w) {
    this.workers = workers;
    this.batch = s.batch();
    this.channels = forward ? s.inputs() : s.outputs();
    this.results = forward ? s.outputs() : s.inputs();
    this.vectors = Math.ceilDiv(results, L);
    this.sourceWidth = Math.toIntExact(forward ? s.width() : s.outputWidth());
    this.targetWidth = Math.toIntExact(forward ? s.outputWidth() : s.width());
    this.padding = forward ? s.window().width().padding() : 2 - s.window().width().padding();
    this.lineBytes = (Math.ceilDiv((long) targetWidth, STEP) * STEP + 2) * blocks() * L * B;
    Window.Axis z = s.window().depth();
    Window.Axis y = s.window().height();
    this.depth = RowAxis.of(z, s.depth(), s.outputDepth(), forward, 8);
    long most = Math.max(1, SLAB / lineBytes / depth.window());
    long rows = RowAxis.length(y, s.height(), s.outputHeight(), forward, most);
    while (rows > 4
        && s.batch() * depth.blocks() * Math.ceilDiv(forward ? s.outputHeight() : s.height(), rows)
            < ENOUGH) {
      rows = Math.ceilDiv(rows, 2L);
    }
    this.height = RowAxis.of(y, s.height(), s.outputHeight(), forward, rows);
    long tap = channels * row;
    this.first = forward ? 0 : 2 * tap;
    this.second = tap;
    this.third = forward ? 2 * tap : 0;
    long image = (forward ? s.height() : s.outputHeight()) * sourceWidth * L * B;
    this.direct = z.kernel() == 1 && channels == L && padding < 2 && image <= 1L << 31;
    this.rowBytes = direct ? (long) sourceWidth * channels * B : lineBytes;
    this.planeRows = direct ? height.sources() : height.window();
    int combinations = depth.runs().size() * height.runs().size();
    this.tables = new long[combinations];
    this.entries = new int[combinations];
    this.memory = w.zeros(DType.I64, 1 + (long) depth.taps() * height.taps() * channels);
    fill(y.kernel(), row, tap);
  }

  private int blocks() {
    return Math.ceilDiv(channels, L);
  }

  private void fill(int heightTaps, long row, long tap) {
    long at = memory.address() + Long.BYTES;
    for (int c = 0; c < tables.length; c++) {
      AxisRun z = depth.runs().get(c / height.runs().size());
      AxisRun y = height.runs().get(c % height.runs().size());
      tables[c] = at;
      for (int i = 0; i < z.taps(); i++) {
        for (int j = 0; j < y.taps(); j++) {
          long line = (long) i * z.sourcePerTap() * planeRows + (long) j * y.sourcePerTap();
          long taps =
              (z.tap() + (long) i * z.tapStep()) * heightTaps + y.tap() + (long) j * y.tapStep();
          long weights = taps * 3 * tap;
          Check.that(
              weights + 3 * tap <= 0xFFFF_FFFFL,
              () -> "convolution: the weights span more than 4 GiB");
          for (int k = 0; k < channels; k++, at += Long.BYTES) {
            long source = line * rowBytes + place(k);
            Raw.int64(at, (weights + k * row) << 32 | source);
          }
        }
      }
      entries[c] = (int) ((at - tables[c]) / Long.BYTES);
    }
  }

  /** Returns where a channel is in a line of the slab. */
  private long place(int channel) {
    return channel / L * (lineBytes / blocks()) + (long) (channel % L) * B;
  }

  /** Computes the pass; addresses, {@code start} of a row of whole vectors to start from. */
  void run(long source, long weights, long start, long target) {
    try (Arguments a = Arguments.borrow()) {
      a.p0 = source;
      a.p1 = target;
      a.p2 = weights;
      a.p3 = start;
      a.object = this;
      long each = depth.length() * height.length() * targetWidth * 9 * channels * vectors;
      long grain = Math.max(1, GRAIN / each);
      workers.run(ConvolutionSlabF64::blocks, a, batch * depth.blocks() * height.blocks(), grain);
    }
  }

  private static void blocks(Arguments a, long from, long to) {
    if (!(a.object instanceof ConvolutionSlabF64 pass)) {
      throw new IllegalStateException("no convolution in " + a);
    }
    long bytes = pass.depth.window() * pass.height.window() * pass.lineBytes;
    long slab = pass.direct ? 0 : MEMORY.get().of(bytes);
    long ys = pass.height.blocks();
    long zs = pass.depth.blocks();
    for (long block = from; block < to; block++) {
      long y = block % ys * pass.height.length();
      long z = block / ys % zs * pass.depth.length();
      pass.block(block / ys / zs, z, y, slab, a);
    }
  }

  /** One block: copies its source rows if it must, then computes its result rows. */
  private void block(long n, long z, long y, long slab, Arguments a) {
    long zEnd = Math.min(depth.targets(), z + depth.length());
    long yEnd = Math.min(height.targets(), y + height.length());
    long zLow = direct ? 0 : depth.low(z, zEnd);
    long yLow = direct ? 0 : height.low(y, yEnd);
    long from = a.p0 + n * depth.sources() * height.sources() * sourceWidth * channels * B;
    if (!direct) {
      copy(from, slab, zLow, depth.high(z, zEnd), yLow, height.high(y, yEnd));
    }
    long first = direct ? from - (long) padding * L * B : slab;
    for (long i = z; i < zEnd; i++) {
      for (long j = y; j < yEnd; j++) {
        long line = (depth.source(i) - zLow) * planeRows + height.source(j) - yLow;
        int table = depth.run(i) * height.runs().size() + height.run(j);
        long row = ((n * depth.targets() + i) * height.targets() + j) * targetWidth;
        row(first + line * rowBytes, a.p1 + row * results * B, table, a.p2, a.p3);
      }
    }
  }

  private void copy(long from, long slab, long zLow, long zHigh, long yLow, long yHigh) {
    for (long i = zLow; i < zHigh; i++) {
      for (long j = yLow; j < yHigh; j++) {
        long line = (i - zLow) * height.window() + j - yLow;
        long x = from + (i * height.sources() + j) * sourceWidth * channels * B;
        line(x, slab + line * lineBytes);
      }
    }
  }

  /** Copies a source row: zeros, the row, zeros; one group of L channels after the other. */
  private void line(long px, long pline) {
    int places = (int) (lineBytes / blocks() / (L * B));
    long x = px & ADDRESS;
    DoubleVector zero = DoubleVector.zero(S);
    for (int block = 0; block < blocks(); block++) {
      long line = (pline + block * (lineBytes / blocks())) & ADDRESS;
      int kept = Math.min(L, channels - block * L);
      for (int i = 0; i < padding; i++) {
        V.cast(zero).intoMemorySegment(ALL, line + (long) i * L * B, ORDER);
      }
      int used = Math.min(sourceWidth, places - padding);
      long to = line + (long) padding * L * B;
      copy(x + (long) block * L * B, to, used, kept);
      for (int i = padding + used; i < places; i++) {
        V.cast(zero).intoMemorySegment(ALL, line + (long) i * L * B, ORDER);
      }
    }
  }

  private void copy(long px, long pline, int count, int kept) {
    VectorMask<Double> lanes = MasksF64.first(kept);
    long x = px & ADDRESS;
    long line = pline & ADDRESS;
    int step = channels * B;
    if (kept == L) {
      for (int i = 0; i < count; i++) {
        V.cast(DoubleVector.fromMemorySegment(S, ALL, x + (i * step & 0xFFFF_FFFFL), ORDER))
            .intoMemorySegment(ALL, line + (long) i * L * B, ORDER);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      V.cast(DoubleVector.fromMemorySegment(S, ALL, x + (i * step & 0xFFFF_FFFFL), ORDER, lanes))
          .intoMemorySegment(ALL, line + (long) i * L * B, ORDER);
    }
  }

  /** One row of results; the last tile begins where it ends with the row. */
  private void row(long line, long y, int table, long w, long start) {
    int positions = vectors == 1 ? 8 : 4;
    long own = (long) vectors * L * B;
    boolean whole = results == vectors * L;
    for (int i = 0; i < targetWidth; i += positions) {
      int at = Math.min(i, targetWidth - positions);
      long target = y + (long) at * results * B;
      if (whole) {
        tile(line, at, target, own, table, w, start);
        continue;
      }
      long room = ConvolutionScratch.tile(ConvolutionScratch.sources());
      tile(line, at, room, own, table, w, start);
      for (int p = 0; p < positions; p++) {
        for (int c = 0; c < results; c++) {
          long to = target + ((long) p * results + c) * B;
          Raw.copy(room + p * own + (long) c * B, to, B);
        }
      }
    }
  }

  /** A tile of results from position {@code at} on; a source row without padding ends with it. */
  private void tile(long line, int at, long y, long ys, int table, long w, long b) {
    int last = (vectors == 1 ? 8 : 4) + 1;
    boolean left = direct && at < padding;
    boolean right = direct && at + last - padding >= sourceWidth;
    long t = tables[table];
    int n = entries[table];
    long x = line + (long) at * L * B;
    long zero = memory.address();
    long xl = left ? zero : x;
    long ml = left ? 0 : -1;
    long xr = right ? zero : x + (long) last * L * B;
    long mr = right ? 0 : -1;
    if (vectors == 1) {
      RowTilesF64.tile8x1(x, xl, ml, xr, mr, y, ys, t, n, w, first, second, third, b);
    } else {
      RowTilesF64.tile4x2(x, xl, ml, xr, mr, y, ys, t, n, w, first, second, third, b);
    }
  }
}
