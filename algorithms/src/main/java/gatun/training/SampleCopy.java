package gatun.training;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies features of single samples into batches, normalised and augmented. Reads and writes each
 * element once, about a nanosecond each; allocates nothing.
 */
final class SampleCopy {
  private static final int LEVELS = 256;

  private final Dataset set;
  private final DType source;
  private final DType target;
  private final Augmentation augmentation;
  private final long seed;
  private final int channels;
  private final int rows;
  private final long columns;
  private final double[] mean;
  private final double[] factor;
  private final double[] levels; // of bytes, normalised, for each channel
  private final int[] words = new int[4];
  private int down;
  private int right;
  private boolean mirrored;

  SampleCopy(Dataset set, LoaderSettings settings) {
    this.set = set;
    this.source = set.features().dtype();
    this.target = settings.dtype();
    this.augmentation = settings.augmentation();
    this.seed = settings.seed();
    Shape shape = set.sampleShape();
    int rank = shape.rank();
    boolean image = rank == 2 || rank == 3;
    if (!image && !augmentation.equals(Augmentation.NONE)) {
      throw new IllegalArgumentException(
          "augmentation: expected images [rows, columns] or [rows, columns, channels], found "
              + shape);
    }
    this.channels = rank == 3 ? Math.toIntExact(shape.extent(2)) : 1;
    this.rows = image ? Math.toIntExact(shape.extent(0)) : 1;
    this.columns = image ? shape.extent(1) : shape.size();
    Normalization normalization = settings.normalization();
    int known = normalization.mean().size();
    if (known != 1 && known != channels) {
      throw new IllegalArgumentException(
          "normalisation: expected 1 or " + channels + " channels, found " + known);
    }
    this.mean = new double[channels];
    this.factor = new double[channels];
    this.levels = new double[LEVELS * channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = normalization.mean().get(known == 1 ? 0 : c);
      factor[c] = 1 / normalization.deviation().get(known == 1 ? 0 : c);
      for (int b = 0; b < LEVELS; b++) {
        levels[LEVELS * c + b] = (b / 255.0 - mean[c]) * factor[c];
      }
    }
  }

  /**
   * Copies one sample.
   *
   * @param place of the sample in the order of the epoch
   * @param slot of the batch
   */
  void copy(long sample, long epoch, long place, HostTensor batch, long slot) {
    draw(epoch, place);
    MemorySegment in = set.features().segment();
    MemorySegment out = batch.segment();
    long source = set.row(sample) * rows;
    for (int y = 0; y < rows; y++) {
      long line = (slot * rows + y) * columns;
      int from = y + down;
      if (from < 0 || from >= rows) {
        blank(out, line, line + columns);
      } else {
        row(in, (source + from) * columns, out, line);
      }
    }
  }

  private void draw(long epoch, long place) {
    if (!augmentation.flip() && augmentation.padding() == 0) {
      return;
    }
    Philox.words(seed, Streams.augmentation(epoch), place, words);
    int span = 2 * augmentation.padding() + 1;
    mirrored = augmentation.flip() && words[0] < 0;
    down = (int) ((words[1] & 0xffffffffL) * span >>> 32) - augmentation.padding();
    right = (int) ((words[2] & 0xffffffffL) * span >>> 32) - augmentation.padding();
  }

  /** Copies what is inside of one line of pixels and blanks the rest. */
  private void row(MemorySegment in, long first, MemorySegment out, long line) {
    long begin = Math.clamp(-right, 0, columns);
    long end = Math.clamp(columns - right, 0, columns);
    blank(out, line, line + begin);
    blank(out, line + end, line + columns);
    long step = mirrored ? -channels : channels; // the mirror image of the line, then moved
    long from = first + (mirrored ? columns - 1 - (begin + right) : begin + right);
    for (int c = 0; c < channels; c++) {
      long to = (line + begin) * channels + c;
      long stop = (line + end) * channels;
      if (target == DType.F32) {
        floats(in, from * channels + c, step, out, to, stop, c);
      } else {
        doubles(in, from * channels + c, step, out, to, stop, c);
      }
    }
  }

  /** Stores what 0 becomes in some pixels. */
  private void blank(MemorySegment out, long from, long to) {
    for (int c = 0; c < channels; c++) {
      double zero = -mean[c] * factor[c];
      for (long k = from * channels + c; k < to * channels; k += channels) {
        if (target == DType.F32) {
          out.setAtIndex(ValueLayout.JAVA_FLOAT, k, (float) zero);
        } else {
          out.setAtIndex(ValueLayout.JAVA_DOUBLE, k, zero);
        }
      }
    }
  }

  private void floats(
      MemorySegment in, long begin, long step, MemorySegment out, long to, long end, int c) {
    long from = begin;
    if (source == DType.I8) {
      for (long k = to; k < end; k += channels, from += step) {
        double x = levels[LEVELS * c + (in.get(ValueLayout.JAVA_BYTE, from) & 0xff)];
        out.setAtIndex(ValueLayout.JAVA_FLOAT, k, (float) x);
      }
    } else {
      for (long k = to; k < end; k += channels, from += step) {
        double x = (Normalization.value(in, source, from) - mean[c]) * factor[c];
        out.setAtIndex(ValueLayout.JAVA_FLOAT, k, (float) x);
      }
    }
  }

  private void doubles(
      MemorySegment in, long begin, long step, MemorySegment out, long to, long end, int c) {
    long from = begin;
    for (long k = to; k < end; k += channels, from += step) {
      double x =
          source == DType.I8
              ? levels[LEVELS * c + (in.get(ValueLayout.JAVA_BYTE, from) & 0xff)]
              : (Normalization.value(in, source, from) - mean[c]) * factor[c];
      out.setAtIndex(ValueLayout.JAVA_DOUBLE, k, x);
    }
  }
}
