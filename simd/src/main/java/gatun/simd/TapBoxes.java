package gatun.simd;

import gatun.engine.Check;
import gatun.engine.ConvolutionShape;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * The positions of a result, in boxes of those that gather from the same taps. Each box has a table
 * with one entry for each product of a position with a source element: the source's offset from the
 * position's first source in the low 32 bits, the offset of the weights in the high 32 bits, both
 * in bytes. A kernel runs through the table for several positions at once and tests nothing.
 */
final class TapBoxes {
  /** Positions that are worked on together, so that their sources stay in cache. */
  static final int BLOCK = 48;

  /** With fewer positions than this blocks are half as long, to give all threads work. */
  private static final long FEW = 2048;

  /** One box; offsets in bytes. */
  record Box(
      AxisRun z,
      AxisRun y,
      AxisRun x,
      long table,
      int entries,
      long firstBlock,
      long firstCost,
      long positions) {
    /** Returns the cost of one block: the entries that a position runs through, and a share. */
    long cost() {
      return entries + 8L;
    }
  }

  /** A dense tensor with the channels last: bytes between neighbours along each axis. */
  record Steps(long n, long z, long y, long x) {
    static Steps of(long depth, long height, long width, long channels, int bytes) {
      long x = channels * bytes;
      return new Steps(depth * height * width * x, height * width * x, width * x, x);
    }
  }

  private final Steps source;
  private final Steps target;
  private final Box[] boxes;
  private final int block;
  private final long cost;

  private TapBoxes(Steps source, Steps target, Builder build) {
    this.source = source;
    this.target = target;
    this.boxes = build.boxes.toArray(new Box[0]);
    this.block = build.block;
    this.cost = build.cost;
  }

  /**
   * Cuts a pass into boxes.
   *
   * @param forward outputs gather from inputs; otherwise inputs from outputs
   * @param channels channels of the source that each position sums over
   * @param row bytes of weights from one channel of the source to the next
   */
  static TapBoxes of(
      ConvolutionShape s, boolean forward, int bytes, int channels, long row, Workspace w) {
    Steps in = Steps.of(s.depth(), s.height(), s.width(), s.inputs(), bytes);
    Steps out = Steps.of(s.outputDepth(), s.outputHeight(), s.outputWidth(), s.outputs(), bytes);
    List<AxisRun> zs = runs(s.window().depth(), s.depth(), s.outputDepth(), forward);
    List<AxisRun> ys = runs(s.window().height(), s.height(), s.outputHeight(), forward);
    List<AxisRun> xs = runs(s.window().width(), s.width(), s.outputWidth(), forward);
    long entries = taps(zs) * taps(ys) * taps(xs) * channels;
    HostTensor tables = w.zeros(DType.I64, Math.max(1, entries));
    var build = new Builder(s, forward ? in : out, channels, row, bytes, tables.address());
    for (AxisRun z : zs) {
      for (AxisRun y : ys) {
        for (AxisRun x : xs) {
          build.add(z, y, x);
        }
      }
    }
    return new TapBoxes(forward ? in : out, forward ? out : in, build);
  }

  private static List<AxisRun> runs(
      gatun.engine.Window.Axis axis, long inputs, long outputs, boolean forward) {
    return forward
        ? AxisRun.forward(axis, inputs, outputs)
        : AxisRun.backward(axis, inputs, outputs);
  }

  private static long taps(List<AxisRun> runs) {
    return runs.stream().mapToLong(AxisRun::taps).sum();
  }

  /** Fills the tables box by box. */
  private static final class Builder {
    private final ConvolutionShape shape;
    private final Steps source;
    private final int channels;
    private final long row;
    private final int bytes;
    private final List<Box> boxes = new ArrayList<>();
    private final int block;
    private long table;
    private long blocks;
    private long cost;

    Builder(ConvolutionShape shape, Steps source, int channels, long row, int bytes, long table) {
      this.shape = shape;
      this.source = source;
      this.channels = channels;
      this.row = row;
      this.bytes = bytes;
      this.table = table;
      this.block = shape.positions() < FEW ? BLOCK / 2 : BLOCK;
    }

    private void add(AxisRun z, AxisRun y, AxisRun x) {
      long begin = table;
      for (int i = 0; i < z.taps(); i++) {
        for (int j = 0; j < y.taps(); j++) {
          for (int k = 0; k < x.taps(); k++) {
            long tap = z.tap() + (long) i * z.tapStep();
            tap = tap * shape.window().height().kernel() + y.tap() + (long) j * y.tapStep();
            tap = tap * shape.window().width().kernel() + x.tap() + (long) k * x.tapStep();
            tap(
                (long) i * z.sourcePerTap() * source.z()
                    + (long) j * y.sourcePerTap() * source.y()
                    + (long) k * x.sourcePerTap() * source.x(),
                tap);
          }
        }
      }
      long positions = shape.batch() * z.count() * y.count() * x.count();
      int entries = Math.toIntExact((table - begin) / Long.BYTES);
      Box box = new Box(z, y, x, begin, entries, blocks, cost, positions);
      boxes.add(box);
      long count = Math.ceilDiv(positions, (long) block);
      blocks += count;
      cost += count * box.cost();
    }

    private void tap(long offset, long tap) {
      long weights = tap * channels * row;
      Check.that(
          offset + (long) channels * bytes <= 0xFFFF_FFFFL
              && weights + channels * row <= 0xFFFF_FFFFL,
          () -> "convolution: a window or its weights span more than 4 GiB");
      for (int c = 0; c < channels; c++, table += Long.BYTES) {
        Raw.int64(table, (weights + c * row) << 32 | (offset + (long) c * bytes));
      }
    }
  }

  /**
   * Returns the cost of all blocks together. A share of the work is a range of costs: the blocks
   * whose cost begins in it.
   */
  long cost() {
    return cost;
  }

  /** Returns the first block that begins at a cost or behind it. */
  long blockAt(long at) {
    if (boxes.length == 0) {
      return 0;
    }
    int low = 0;
    for (int high = boxes.length - 1; low < high; ) {
      int middle = (low + high + 1) >>> 1;
      if (boxes[middle].firstCost <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return boxes[low].firstBlock + Math.ceilDiv(at - boxes[low].firstCost, boxes[low].cost());
  }

  /** Returns the box that a block belongs to. */
  Box box(long number) {
    int low = 0;
    for (int high = boxes.length - 1; low < high; ) {
      int middle = (low + high + 1) >>> 1;
      if (boxes[middle].firstBlock <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return boxes[low];
  }

  /**
   * Writes the addresses of the positions of one block: of their sources to {@code sources}, of
   * their results to {@code targets}. The last position is repeated seven times, so that a tile may
   * reach beyond the end.
   *
   * @return how many positions there are
   */
  int locate(Box box, long number, long from, long to, long sources, long targets) {
    long at = (number - box.firstBlock) * block;
    int count = (int) Math.min(block, box.positions - at);
    long nx = box.x.count();
    long ny = box.y.count();
    long nz = box.z.count();
    long x = at % nx;
    long y = at / nx % ny;
    long z = at / nx / ny % nz;
    long n = at / nx / ny / nz;
    for (int i = 0; i < count; i++) {
      Raw.int64(sources + 8L * i, from + source(box, n, z, y, x));
      Raw.int64(targets + 8L * i, to + target(box, n, z, y, x));
      if (++x == nx) {
        x = 0;
        if (++y == ny) {
          y = 0;
          if (++z == nz) {
            z = 0;
            n++;
          }
        }
      }
    }
    for (int i = count; i < count + 7; i++) {
      Raw.int64(sources + 8L * i, Raw.int64(sources + 8L * (count - 1)));
      Raw.int64(targets + 8L * i, Raw.int64(targets + 8L * (count - 1)));
    }
    return count;
  }

  private long source(Box b, long n, long z, long y, long x) {
    return n * source.n
        + (b.z.source() + z * b.z.sourceStep()) * source.z
        + (b.y.source() + y * b.y.sourceStep()) * source.y
        + (b.x.source() + x * b.x.sourceStep()) * source.x;
  }

  private long target(Box b, long n, long z, long y, long x) {
    return n * target.n
        + (b.z.target() + z * b.z.targetStep()) * target.z
        + (b.y.target() + y * b.y.targetStep()) * target.y
        + (b.x.target() + x * b.x.targetStep()) * target.x;
  }

  /**
   * Replaces the offsets of weights by places: how many positions of the source an entry lies
   * behind the first one.
   */
  void placesForWeights() {
    for (Box box : boxes) {
      for (int i = 0; i < box.entries; i++) {
        long offset = Raw.int64(box.table + 8L * i) & 0xFFFF_FFFFL;
        Raw.int64(box.table + 8L * i, offset / source.x << 32 | offset);
      }
    }
  }

  /** Returns the place of a position of the source in its sample, by its offset in bytes. */
  long sourcePlace(long offset) {
    return offset % source.n / source.x;
  }

  /** Returns the place of a position of the result in its sample, by its offset in bytes. */
  long targetPlace(long offset) {
    return offset % target.n / target.x;
  }
}
