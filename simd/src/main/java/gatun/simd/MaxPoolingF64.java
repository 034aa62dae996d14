package gatun.simd;

import gatun.engine.Check;
import gatun.engine.ConvolutionShape;
import gatun.engine.HostTensor;
import gatun.engine.Tensor;
import gatun.engine.Window;
import gatun.engine.Workspace;
import gatun.engine.spi.MaxPooling;

/**
 * Max pooling in parallel over blocks of positions, lanes along the channels. The gradient gathers:
 * each input looks which of the windows around it have chosen it, so threads share no result.
 */
final class MaxPoolingF64 implements MaxPooling {
  private static final int B = Double.BYTES;
  private static final long GRAIN = 16_384; // values read that are worth a thread

  private final Workers workers;

  MaxPoolingF64(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Plan plan(ConvolutionShape shape, Workspace workspace) {
    Window w = shape.window();
    long depth = (w.depth().kernel() - 1L) * w.depth().dilation() * shape.height();
    long lines = depth + (w.height().kernel() - 1L) * w.height().dilation();
    Check.that(
        lines * shape.width() < 1 << 24,
        () -> "max pooling: a window spans more than 2^24 positions of the input");
    return new Boxes(shape, workers, workspace);
  }

  /** Both passes in boxes. */
  private static final class Boxes implements Plan {
    private final Workers workers;
    private final int channels;
    private final TapBoxes forward;
    private final TapBoxes backward;

    Boxes(ConvolutionShape s, Workers workers, Workspace w) {
      this.workers = workers;
      this.channels = s.inputs();
      this.forward = TapBoxes.of(s, true, B, 1, 1, w);
      this.backward = TapBoxes.of(s, false, B, 1, 1, w);
      forward.placesForWeights();
    }

    private void run(Workers.Task task, TapBoxes boxes, Tensor from, Tensor places, Tensor to) {
      try (Arguments a = Arguments.borrow()) {
        a.p0 = ((HostTensor) from).address();
        a.p1 = ((HostTensor) to).address();
        a.p2 = ((HostTensor) places).address();
        a.object = this;
        long grain = GRAIN / ((long) channels * TapBoxes.BLOCK);
        workers.run(task, a, boxes.cost(), Math.max(1, grain));
      }
    }

    @Override
    public void forward(Tensor x, Tensor y, Tensor places) {
      run(MaxPoolingF64::largest, forward, x, places, y);
    }

    @Override
    public void backward(Tensor dy, Tensor places, Tensor dx) {
      run(MaxPoolingF64::chosen, backward, dy, places, dx);
    }
  }

  private static Boxes boxes(Arguments a) {
    if (!(a.object instanceof Boxes boxes)) {
      throw new IllegalStateException("no pooling in " + a);
    }
    return boxes;
  }

  private static void largest(Arguments a, long from, long to) {
    Boxes pass = boxes(a);
    long xs = ConvolutionScratch.sources();
    long ys = ConvolutionScratch.targets(xs);
    long end = pass.forward.blockAt(to);
    for (long block = pass.forward.blockAt(from); block < end; block++) {
      TapBoxes.Box box = pass.forward.box(block);
      int count = pass.forward.locate(box, block, a.p0, a.p1, xs, ys);
      for (int i = 0; i < count; i++) {
        long x = Raw.int64(xs + 8L * i);
        long y = Raw.int64(ys + 8L * i);
        long places = a.p2 + (y - a.p1) / B * Integer.BYTES;
        if (box.entries() == 0) {
          MaxPoolingTilesF64.nothing(y, places, pass.channels);
          continue;
        }
        int base = (int) pass.forward.sourcePlace(x - a.p0);
        MaxPoolingTilesF64.largest(x, y, places, pass.channels, box.table(), box.entries(), base);
      }
    }
  }

  private static void chosen(Arguments a, long from, long to) {
    Boxes pass = boxes(a);
    long xs = ConvolutionScratch.sources();
    long ys = ConvolutionScratch.targets(xs);
    long end = pass.backward.blockAt(to);
    for (long block = pass.backward.blockAt(from); block < end; block++) {
      TapBoxes.Box box = pass.backward.box(block);
      int count = pass.backward.locate(box, block, a.p0, a.p1, xs, ys);
      for (int i = 0; i < count; i++) {
        long dy = Raw.int64(xs + 8L * i);
        long dx = Raw.int64(ys + 8L * i);
        long places = a.p2 + (dy - a.p0) / B * Integer.BYTES;
        int place = (int) pass.backward.targetPlace(dx - a.p1);
        MaxPoolingTilesF64.chosen(dy, places, dx, pass.channels, box.table(), box.entries(), place);
      }
    }
  }
}
