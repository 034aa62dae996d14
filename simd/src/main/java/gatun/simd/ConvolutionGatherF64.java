package gatun.simd;

import static gatun.simd.Lanes.ALL;

import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a convolution whose results gather from a source: the forward pass, and the backward
 * pass to the data with the weights transposed. Blocks of positions in parallel; in a block one
 * group of result channels after the other, so that its weights stay in the second-level cache.
 *
 * <p>Budget: 2 · taps · channels flops a result; source, result and weights once from memory.
 */
final class ConvolutionGatherF64 {
  private static final int L = Lanes.F64.length();
  private static final int B = Double.BYTES;
  private static final ValueLayout.OfDouble SCALAR = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  /** Multiply-adds of vectors that are worth a thread, about 10 µs. */
  private static final long GRAIN = 32_768;

  private static final long PIECE = 1 << 20; // weights that are looked at together

  /** Bytes of weights that may pass through the second-level cache for one block of positions. */
  private static final long PANEL = 512 << 10;

  private final Workers workers;
  private final TapBoxes boxes;
  private final int groups;
  private final int channels; // of the source, in a group
  private final int results; // channels of the result, in a group
  private final int vectors; // of result channels, in a group
  private final int widest; // vectors in a tile
  private final HostTensor start; // what the sums start from: the bias or zeros
  private final @Nullable ConvolutionSlabF64 slab; // a faster way, for finite weights
  private final long weightCount;

  private ConvolutionGatherF64(
      ConvolutionShape s,
      boolean forward,
      int channels,
      int results,
      Workers workers,
      Workspace w) {
    this.workers = workers;
    this.groups = s.groups();
    this.channels = channels;
    this.results = results;
    this.vectors = Math.ceilDiv(results, L);
    long row = (long) groups * padded(results);
    this.boxes = TapBoxes.of(s, forward, B, channels, row * B, w);
    this.start = w.zeros(DType.F64, row);
    this.weightCount = s.window().taps() * channels * row;
    this.widest = weightCount / row * 4 * L * B > PANEL ? 2 : 4;
    boolean rows = ConvolutionSlabF64.serves(s, forward);
    this.slab = rows ? new ConvolutionSlabF64(s, forward, row * B, workers, w) : null;
  }

  /** Prepares the forward pass. */
  static ConvolutionGatherF64 forward(ConvolutionShape s, Workers workers, Workspace w) {
    int channels = s.inputs() / s.groups();
    int results = s.outputs() / s.groups();
    return new ConvolutionGatherF64(s, true, channels, results, workers, w);
  }

  /** Prepares the backward pass to the data. */
  static ConvolutionGatherF64 backward(ConvolutionShape s, Workers workers, Workspace w) {
    int channels = s.outputs() / s.groups();
    int results = s.inputs() / s.groups();
    return new ConvolutionGatherF64(s, false, channels, results, workers, w);
  }

  /** Returns a number of channels, rounded up to whole vectors. */
  static int padded(int channels) {
    return Math.ceilDiv(channels, L) * L;
  }

  /**
   * Computes the pass.
   *
   * @param weights (tap, source channel, group, result channel rounded up to whole vectors)
   * @param bias address of one value for each result channel, or 0 for none
   */
  void run(long source, long weights, long bias, long target) {
    for (int c = 0; c < groups * results && bias != 0; c++) {
      long at = start.address() + (long) B * (c / results * padded(results) + c % results);
      ALL.set(SCALAR, at, ALL.get(SCALAR, bias + (long) B * c));
    }
    if (bias == 0) {
      Level1KernelsF64.fill(0, start.address(), (int) start.size());
    }
    if (slab != null && finite(weights)) {
      slab.run(source, weights, start.address(), target);
      return;
    }
    try (Arguments a = Arguments.borrow()) {
      a.p0 = source;
      a.p1 = target;
      a.p2 = weights;
      a.object = this;
      long grain = Math.ceilDiv(GRAIN, (long) groups * vectors * TapBoxes.BLOCK);
      workers.run(ConvolutionGatherF64::blocks, a, boxes.cost(), Math.max(1, grain));
    }
  }

  private boolean finite(long weights) {
    boolean finite = true;
    for (long at = 0; at < weightCount && finite; at += PIECE) {
      int n = (int) Math.min(PIECE, weightCount - at);
      finite = Level1KernelsF64.amax(weights + at * B, n) < Double.POSITIVE_INFINITY;
    }
    return finite;
  }

  /** Returns which way the pass takes, for people. */
  String description() {
    return slab == null ? "register tiles" : "rows of a slab";
  }

  private static void blocks(Arguments a, long from, long to) {
    if (!(a.object instanceof ConvolutionGatherF64 pass)) {
      throw new IllegalStateException("no convolution in " + a);
    }
    long sources = ConvolutionScratch.sources();
    long targets = ConvolutionScratch.targets(sources);
    long end = pass.boxes.blockAt(to);
    for (long block = pass.boxes.blockAt(from); block < end; block++) {
      TapBoxes.Box box = pass.boxes.box(block);
      int count = pass.boxes.locate(box, block, a.p0, a.p1, sources, targets);
      for (int group = 0; group < pass.groups; group++) {
        pass.group(box, count, group, a.p2, sources, targets);
      }
    }
  }

  private void group(
      TapBoxes.Box box, int count, int group, long weights, long sources, long targets) {
    long from = (long) group * channels * B;
    long to = (long) group * results * B;
    long column = (long) group * vectors * L * B;
    for (int v = 0; v < vectors; ) {
      int size = vectors - v >= widest ? widest : vectors - v >= 2 ? 2 : 1;
      long at = column + (long) v * L * B;
      int kept = Math.min(size * L, results - v * L);
      long w = weights + at;
      long b = start.address() + at;
      if (kept == size * L) {
        tiles(size, count, sources, targets, from, to + (long) v * L * B, box, w, b);
      } else {
        partial(size, count, sources, targets, from, to + (long) v * L * B, box, w, b, kept);
      }
      v += size;
    }
  }

  private static void tiles(
      int size, int count, long xs, long ys, long x, long y, TapBoxes.Box box, long w, long b) {
    int step = positions(size);
    for (int i = 0; i < count; i += step) {
      tile(size, xs + 8L * i, ys + 8L * i, x, y, box, w, b);
    }
  }

  private static int positions(int size) {
    return size == 4 ? 4 : size == 2 ? 6 : 8;
  }

  private static void tile(
      int size, long xs, long ys, long x, long y, TapBoxes.Box box, long w, long b) {
    switch (size) {
      case 4 -> ConvolutionTilesF64.tile4x4(xs, ys, x, y, box.table(), box.entries(), w, b);
      case 2 -> ConvolutionTilesF64.tile6x2(xs, ys, x, y, box.table(), box.entries(), w, b);
      default -> ConvolutionTilesF64.tile8x1(xs, ys, x, y, box.table(), box.entries(), w, b);
    }
  }

  /** Tiles whose last lanes are no channels: by way of the thread's own room. */
  private static void partial(
      int size,
      int count,
      long xs,
      long ys,
      long x,
      long y,
      TapBoxes.Box box,
      long w,
      long b,
      int kept) {
    int step = positions(size);
    long row = (long) size * L * B;
    long places = ConvolutionScratch.tilePlaces(xs, row);
    for (int i = 0; i < count; i += step) {
      tile(size, xs + 8L * i, places, x, 0, box, w, b);
      for (int p = i; p < Math.min(count, i + step); p++) {
        long from = ConvolutionScratch.tile(places) + (p - i) * row;
        long to = Raw.int64(ys + 8L * p) + y;
        for (int c = 0; c < kept; c++) {
          Raw.copy(from + (long) B * c, to + (long) B * c, B);
        }
      }
    }
  }
}
