package gatun.simd;

import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Window;
import gatun.engine.Workspace;
import jdk.incubator.vector.VectorMask;

/**
 * The gradient with respect to the weights: for each tap a product of two matrices, inputs ×
 * positions and positions × outputs. The rows of positions are cut into chunks that depend on the
 * shape alone; each has sums of its own, added at the end in their order.
 *
 * <p>Budget: 2 · taps · channels flops a position and output; input and output gradient once from
 * memory, some rows at a time, then from the second-level cache for each tap.
 */
final class WeightGradientF64 {
  private static final int L = Lanes.F64.length();
  private static final int B = Double.BYTES;
  private static final long MOST_CHUNKS = 64;
  private static final long MOST_BYTES = 16 << 20;
  private static final long POSITIONS = 1024; // that are worth sums of their own
  private static final long CACHED = 128 << 10; // bytes of input and gradient worked on together
  private static final int PIECE = 4096; // elements of the sums that are added together

  private final ConvolutionShape s;
  private final Workers workers;
  private final boolean depthwise;
  private final int unit; // taps that are worked on together, 1 or 3
  private final int groups;
  private final int channels; // inputs of a group
  private final int results; // outputs of a group
  private final int padded;
  private final long next; // bytes of sums of one input
  private final long rows;
  private final long chunks;
  private final long share; // bytes of the sums of one chunk
  private final HostTensor sums;
  private final TapBoxes.Steps in;
  private final TapBoxes.Steps out;

  WeightGradientF64(ConvolutionShape s, boolean depthwise, Workers workers, Workspace w) {
    this.s = s;
    this.workers = workers;
    this.depthwise = depthwise;
    this.groups = depthwise ? 1 : s.groups();
    this.channels = depthwise ? 1 : s.inputs() / s.groups();
    this.results = s.outputs() / groups;
    this.padded = ConvolutionGatherF64.padded(results);
    Window.Axis width = s.window().width();
    boolean three = width.kernel() == 3 && width.stride() == 1 && width.dilation() == 1;
    boolean few = results == L || channels < 4;
    this.unit = three && !depthwise && results % L == 0 && few ? 3 : 1;
    this.next = (long) groups * padded * B;
    this.rows = s.batch() * s.outputDepth() * s.outputHeight();
    this.share = s.window().taps() * channels * next;
    long useful = Math.min(s.positions() / POSITIONS, MOST_BYTES / share);
    this.chunks = Math.max(1, Math.min(Math.min(MOST_CHUNKS, rows), useful));
    this.sums = w.zeros(DType.F64, chunks * share / B);
    this.in = TapBoxes.Steps.of(s.depth(), s.height(), s.width(), s.inputs(), B);
    this.out =
        TapBoxes.Steps.of(s.outputDepth(), s.outputHeight(), s.outputWidth(), s.outputs(), B);
  }

  /** Computes dw ← Σ x dy; addresses. */
  void run(long x, long dy, long dw) {
    try (Arguments a = Arguments.borrow()) {
      a.p0 = x;
      a.p1 = dy;
      a.object = this;
      workers.run(WeightGradientF64::units, a, chunks * s.window().taps() / unit, 1);
      workers.run(WeightGradientF64::add, a, Math.ceilDiv(share / B, (long) PIECE), 1);
    }
    long lines = share / next * groups;
    ConvolutionWeightsF64.unpad(lines, results, sums.address(), dw);
  }

  private static WeightGradientF64 pass(Arguments a) {
    if (!(a.object instanceof WeightGradientF64 pass)) {
      throw new IllegalStateException("no convolution in " + a);
    }
    return pass;
  }

  private static void units(Arguments a, long from, long to) {
    WeightGradientF64 pass = pass(a);
    int taps = pass.s.window().taps();
    for (long i = from * pass.unit; i < to * pass.unit; ) {
      long chunk = i / taps;
      int first = (int) (i - chunk * taps);
      int last = (int) Math.min(taps, first + to * pass.unit - i);
      pass.chunk(chunk, first, last, a.p0, a.p1);
      i += last - first;
    }
  }

  /** Adds the sums of all chunks to those of the first one. */
  private static void add(Arguments a, long from, long to) {
    WeightGradientF64 pass = pass(a);
    long size = pass.share / B;
    for (long piece = from; piece < to; piece++) {
      int n = (int) Math.min(PIECE, size - piece * PIECE);
      long at = pass.sums.address() + piece * PIECE * B;
      for (long chunk = 1; chunk < pass.chunks; chunk++) {
        Level1KernelsF64.axpy(1, at + chunk * pass.share, at, n);
      }
    }
  }

  private void chunk(long chunk, int firstTap, int lastTap, long x, long dy) {
    long target = sums.address() + chunk * share;
    long lines = channels * next;
    Level1KernelsF64.fill(0, target + firstTap * lines, (int) ((lastTap - firstTap) * lines / B));
    long height = s.outputHeight();
    long together = Math.max(1, CACHED / Math.max(1, in.y() + out.y()));
    long end = rows * (chunk + 1) / chunks;
    for (long row = rows * chunk / chunks; row < end; ) {
      long plane = row / height;
      long stop = Math.min(Math.min(end, (plane + 1) * height), row + together);
      for (int tap = firstTap; tap < lastTap; tap += unit) {
        taps(tap, plane, row - plane * height, stop - plane * height, x, dy, target + tap * lines);
      }
      row = stop;
    }
  }

  /** One tap, or the three of a row of taps, over the rows [from, to) of a plane of outputs. */
  private void taps(int tap, long plane, long from, long to, long x, long dy, long target) {
    Window.Axis w = s.window().width();
    if (unit == 1) {
      int kx = tap % w.kernel();
      columns(
          tap,
          plane,
          from,
          to,
          AxisRun.low(w, kx),
          AxisRun.high(w, kx, s.width()),
          x,
          dy,
          target,
          false);
      return;
    }
    int p = w.padding();
    long begin = Math.max(0, 2 - p); // of the inputs that all three taps meet
    long end = Math.max(begin, Math.min(s.width(), s.outputWidth() - p));
    columns(tap + 2, plane, from, to, begin + p - 2, end + p - 2, x, dy, target, true);
    for (int k = 0; k < 3; k++) {
      long sums = target + k * channels * next;
      long left = AxisRun.low(w, k);
      long right = AxisRun.high(w, k, s.width());
      long middle = Math.min(right, begin + p - k);
      columns(tap + k, plane, from, to, left, middle, x, dy, sums, false);
      middle = Math.max(left, end + p - k);
      columns(tap + k, plane, from, to, middle, right, x, dy, sums, false);
    }
  }

  /** A tap over a rectangle of outputs; together with the two taps before it, if {@code three}. */
  private void columns(
      int tap,
      long plane,
      long from,
      long to,
      long left,
      long right,
      long x,
      long dy,
      long target,
      boolean three) {
    Window w = s.window();
    int kx = tap % w.width().kernel();
    int ky = tap / w.width().kernel() % w.height().kernel();
    int kz = tap / w.width().kernel() / w.height().kernel();
    long n = plane / s.outputDepth();
    long z = plane - n * s.outputDepth();
    long top = Math.max(from, AxisRun.low(w.height(), ky));
    int count = (int) Math.max(0, Math.min(to, AxisRun.high(w.height(), ky, s.height())) - top);
    int columns = (int) Math.max(0, right - left);
    long deep = AxisRun.source(w.depth(), kz, z);
    if (count == 0 || columns == 0 || deep < 0 || deep >= s.depth()) {
      return;
    }
    long px = x + n * in.n() + deep * in.z();
    px +=
        AxisRun.source(w.height(), ky, top) * in.y() + AxisRun.source(w.width(), kx, left) * in.x();
    long py = dy + n * out.n() + z * out.z() + top * out.y() + left * out.x();
    if (depthwise) {
      depthwise(px, py, count, columns, target);
      return;
    }
    for (int g = 0; g < groups; g++) {
      long from0 = px + (long) g * channels * B;
      long to0 = py + (long) g * results * B;
      long sums = target + (long) g * padded * B;
      if (three) {
        together(from0, to0, count, columns, sums);
      } else {
        outputs(from0, to0, count, columns, sums);
      }
    }
  }

  /** Three taps at once, of whole vectors of outputs. */
  private void together(long px, long py, int rows, int columns, long target) {
    long tap = channels * next;
    for (int c = 0; c < results; c += L) {
      long y = py + (long) c * B;
      long to = target + (long) c * B;
      int i = 0;
      for (; i <= channels - 4; i += 4) {
        long x = px + (long) i * B;
        WeightGradientTaps4x3F64.add(
            x, y, rows, columns, in.y(), in.x(), out.y(), out.x(), to + i * next, next, tap);
      }
      for (; i < channels; i++) {
        long x = px + (long) i * B;
        WeightGradientRowsF64.add(
            x, y, rows, columns, in.y(), in.x(), out.y(), out.x(), to + i * next, tap);
      }
    }
  }

  private void depthwise(long px, long py, int rows, int columns, long target) {
    long xRow = s.window().height().stride() * in.y();
    long xStep = s.window().width().stride() * in.x();
    for (int c = 0; c < results; c += L) {
      long at = (long) c * B;
      VectorMask<Double> lanes = MasksF64.first(results - c);
      WeightGradientTilesF64.depthwise(
          px + at, py + at, rows, columns, xRow, xStep, out.y(), out.x(), target + at, lanes);
    }
  }

  private void outputs(long px, long py, int rows, int columns, long target) {
    for (int c = 0; c < results; ) {
      int vectors = results - c >= 2 * L ? 2 : 1;
      VectorMask<Double> lanes = MasksF64.first(results - c);
      long at = (long) c * B;
      inputs(px, py + at, rows, columns, target + at, vectors, lanes);
      c += vectors * L;
    }
  }

  private void inputs(
      long px, long py, int rows, int columns, long target, int vectors, VectorMask<Double> lanes) {
    long xRow = s.window().height().stride() * in.y();
    long xStep = s.window().width().stride() * in.x();
    int i = 0;
    for (; vectors == 2 && i <= channels - 4; i += 4) {
      WeightGradientTilesF64.tile4x2(
          px + (long) i * B,
          py,
          rows,
          columns,
          xRow,
          xStep,
          out.y(),
          out.x(),
          target + i * next,
          next);
    }
    for (int v = 0; v < vectors; v++) {
      long at = (long) v * L * B;
      int j = i;
      for (; j <= channels - 8; j += 8) {
        WeightGradientTilesF64.tile8x1(
            px + (long) j * B,
            py + at,
            rows,
            columns,
            xRow,
            xStep,
            out.y(),
            out.x(),
            target + at + j * next,
            next,
            lanes);
      }
      for (; j < channels; j++) {
        WeightGradientTilesF64.tile1x1(
            px + (long) j * B,
            py + at,
            rows,
            columns,
            xRow,
            xStep,
            out.y(),
            out.x(),
            target + at + j * next,
            next,
            lanes);
      }
    }
  }
}
