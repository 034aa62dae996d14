package gatun.simd;

import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import jdk.incubator.vector.VectorMask;

/**
 * One pass of a depthwise convolution, forward or backward to the data: the same but for the boxes.
 * Blocks of positions in parallel, lanes along the channels. Budget: 2 · taps flops a result;
 * source and result once from memory.
 */
final class DepthwiseF64 {
  private static final int L = Lanes.F64.length();
  private static final int B = Double.BYTES;

  /** Multiply-adds of vectors that are worth a thread. */
  private static final long GRAIN = 16_384;

  private final Workers workers;
  private final TapBoxes boxes;
  private final int channels;
  private final HostTensor zeros;

  /** Prepares a pass over a shape whose groups, inputs and outputs are as many. */
  DepthwiseF64(ConvolutionShape s, boolean forward, Workers workers, Workspace w) {
    this.workers = workers;
    this.channels = s.outputs();
    this.boxes = TapBoxes.of(s, forward, B, 1, (long) channels * B, w);
    this.zeros = w.zeros(DType.F64, channels);
  }

  /** Computes the pass; see {@link ConvolutionGatherF64#run}, weights as they are stored. */
  void run(long source, long weights, long bias, long target) {
    try (Arguments a = Arguments.borrow()) {
      a.p0 = source;
      a.p1 = target;
      a.p2 = weights;
      a.p3 = bias == 0 ? zeros.address() : bias;
      a.object = this;
      long grain = GRAIN / (Math.ceilDiv(channels, L) * (long) TapBoxes.BLOCK);
      workers.run(DepthwiseF64::blocks, a, boxes.cost(), Math.max(1, grain));
    }
  }

  private static void blocks(Arguments a, long from, long to) {
    if (!(a.object instanceof DepthwiseF64 pass)) {
      throw new IllegalStateException("no convolution in " + a);
    }
    long xs = ConvolutionScratch.sources();
    long ys = ConvolutionScratch.targets(xs);
    long end = pass.boxes.blockAt(to);
    for (long block = pass.boxes.blockAt(from); block < end; block++) {
      TapBoxes.Box box = pass.boxes.box(block);
      int count = pass.boxes.locate(box, block, a.p0, a.p1, xs, ys);
      for (int i = 0; i < count; i += 4) {
        pass.channels(box, xs + 8L * i, ys + 8L * i, a.p2, a.p3);
      }
    }
  }

  private void channels(TapBoxes.Box box, long xs, long ys, long w, long b) {
    int c = 0;
    for (; c <= channels - L; c += L) {
      DepthwiseTilesF64.tile(xs, ys, (long) c * B, box.table(), box.entries(), w, b);
    }
    if (c < channels) {
      VectorMask<Double> lanes = MasksF64.first(channels - c);
      DepthwiseTilesF64.part(xs, ys, (long) c * B, box.table(), box.entries(), w, b, lanes);
    }
  }
}
