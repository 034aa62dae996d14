package gatun.engine.io;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * Reads the binary files of CIFAR-10 and CIFAR-100: records of one label (CIFAR-100: the coarse and
 * the fine one) and 3072 bytes, an image of 3 × 32 × 32 with the channels red, green, blue. Plain
 * or compressed by gzip, which is told from the content.
 */
public final class CifarBinary {
  /** The channels of an image. */
  public static final int CHANNELS = 3;

  /** The rows, and the columns, of an image. */
  public static final int SIDE = 32;

  private static final int PIXELS = CHANNELS * SIDE * SIDE;

  /** Which files, and which of their labels. */
  public enum Labels {
    /** CIFAR-10, 10 classes. */
    TEN(10, 1, 0),
    /** CIFAR-100, its 100 classes. */
    FINE(100, 2, 1),
    /** CIFAR-100, its 20 superclasses. */
    COARSE(20, 2, 0);

    private final int classes;
    private final int head; // bytes before the image
    private final int place; // of the label

    Labels(int classes, int head, int place) {
      this.classes = classes;
      this.head = head;
      this.place = place;
    }

    /** Returns the number of classes. */
    public int classes() {
      return classes;
    }
  }

  /**
   * Images and their classes.
   *
   * @param pixels I8 of shape [n, 3, 32, 32]; the element {@code b} stands for {@code b & 0xff}
   * @param labels I32 of shape [n], classes counted from 0
   */
  public record Images(HostTensor pixels, HostTensor labels) {}

  private CifarBinary() {}

  /**
   * Returns the images of one or more files in their order. No memory is taken before the lengths
   * of all files are known. Cost: one pass over the bytes, two over those of compressed files.
   *
   * @throws IllegalArgumentException if no file is named
   * @throws FormatException if a file does not hold whole records, or a label is none; one line
   *     says where
   * @throws IOException if a file cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Images read(Labels kind, Workspace workspace, Path... files) throws IOException {
    Check.that(files.length > 0, () -> "read: expected one or more files, found none");
    long count = 0;
    for (Path file : files) {
      try (BinaryInput input = new BinaryInput(file)) {
        count += records(input, kind);
      }
    }
    HostTensor pixels = workspace.zeros(DType.I8, count, CHANNELS, SIDE, SIDE);
    HostTensor labels = workspace.zeros(DType.I32, count);
    long done = 0;
    for (Path file : files) {
      try (BinaryInput input = new BinaryInput(file)) {
        done = records(input, kind, pixels, labels, done);
      }
    }
    return new Images(pixels, labels);
  }

  private static long records(BinaryInput input, Labels kind) throws FormatException {
    int record = kind.head + PIXELS;
    if (input.length() % record != 0) {
      long whole = input.length() / record;
      throw input.wrong(
          whole * record,
          "expected records of "
              + record
              + " bytes, found "
              + input.length() % record
              + " bytes after "
              + whole
              + " records");
    }
    return input.length() / record;
  }

  private static long records(
      BinaryInput input, Labels kind, HostTensor pixels, HostTensor labels, long first)
      throws IOException {
    byte[] record = new byte[kind.head + PIXELS];
    MemorySegment source = MemorySegment.ofArray(record);
    long count = records(input, kind);
    if (first + count > labels.size()) {
      throw input.wrong(input.length(), "the file has grown while it was read");
    }
    for (long i = 0; i < count; i++) {
      input.read(record, record.length, "a record");
      int label = record[kind.place] & 0xff;
      if (label >= kind.classes) {
        throw input.wrong(
            i * record.length + kind.place,
            "record " + i + ": expected a label below " + kind.classes + ", found " + label);
      }
      labels.segment().setAtIndex(ValueLayout.JAVA_INT, first + i, label);
      MemorySegment.copy(source, kind.head, pixels.segment(), (first + i) * PIXELS, PIXELS);
    }
    return first + count;
  }
}
