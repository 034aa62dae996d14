package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.engine.io.CifarBinary;
import gatun.engine.io.Idx;
import gatun.engine.io.LibSvm;
import gatun.engine.io.Npz;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads data sets from the files in which they are published. */
public final class Datasets {
  private Datasets() {}

  /**
   * Returns the images of an IDX file as bytes, [rows, columns, 1] each, with the classes of
   * another one, as MNIST and its relatives have them; plain or gzip.
   *
   * @throws gatun.engine.io.FormatException if a file is not what the format demands
   * @throws IllegalArgumentException if the files do not fit each other, or a label is no class
   * @throws IOException if a file cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Dataset idx(Path images, Path labels, int classes, Workspace workspace)
      throws IOException {
    HostTensor pixels = Idx.readBytes(images, workspace);
    Check.rank(images + ": images", pixels, 3);
    Dataset set = Dataset.classified(pixels, Idx.read(labels, workspace), classes);
    return set.shaped(pixels.shape().extent(1), pixels.shape().extent(2), 1);
  }

  /**
   * Returns the images of binary files of CIFAR as bytes, [32, 32, 3] each, with their classes.
   *
   * @throws gatun.engine.io.FormatException if a file is not what the format demands
   * @throws IOException if a file cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Dataset cifar(CifarBinary.Labels kind, Workspace workspace, Path... files)
      throws IOException {
    CifarBinary.Images images = CifarBinary.read(kind, workspace, files);
    HostTensor pixels = images.pixels();
    long[] extents = pixels.shape().extents();
    HostTensor last = workspace.zeros(DType.I8, extents[0], extents[2], extents[3], extents[1]);
    long plane = extents[2] * extents[3];
    int channels = (int) extents[1];
    for (long k = 0; k < last.size(); k++) {
      long place =
          (k / (plane * channels) * channels + k % channels) * plane + k / channels % plane;
      byte pixel = pixels.segment().get(ValueLayout.JAVA_BYTE, place);
      last.segment().set(ValueLayout.JAVA_BYTE, k, pixel);
    }
    return Dataset.classified(last, images.labels(), kind.classes());
  }

  /**
   * Returns the samples of a LIBSVM file, dense.
   *
   * @param dtype F32 or F64
   * @param features how many there are; 0 for as many as the largest index says
   * @param labels the labels that stand for the classes 0, 1, 2 …, such as −1 and 1; none if the
   *     labels are numbers to be learned
   * @throws gatun.engine.io.FormatException if the file is not what the format demands
   * @throws IllegalArgumentException if a label is none of those
   * @throws IOException if the file cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Dataset libSvm(
      Path file, DType dtype, long features, Workspace workspace, double... labels)
      throws IOException {
    LibSvm.Dense rows = LibSvm.readDense(file, workspace, dtype, features);
    if (labels.length == 0) {
      return Dataset.targeted(rows.features(), rows.labels());
    }
    HostTensor classes = workspace.zeros(DType.I32, rows.labels().size());
    for (long i = 0; i < classes.size(); i++) {
      int found = -1;
      double label = rows.labels().segment().getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      for (int c = 0; c < labels.length && found < 0; c++) {
        found = labels[c] == label ? c : -1;
      }
      if (found < 0) {
        String expected = Arrays.toString(labels);
        throw new IllegalArgumentException(
            file + ": expected labels " + expected + ", found " + label + " at sample " + i);
      }
      classes.segment().setAtIndex(ValueLayout.JAVA_INT, i, found);
    }
    return Dataset.classified(rows.features(), classes, labels.length);
  }

  /**
   * Returns the samples of a numpy archive.
   *
   * @param features names the array of features: F32, F64 or I8
   * @param labels names the array of classes, integers, or of targets, F32 or F64
   * @param classes how many there are; 0 if the samples have targets
   * @throws gatun.engine.io.FormatException if the file is not what the format demands, or there is
   *     no such array
   * @throws IllegalArgumentException if the arrays do not fit each other, or a label is no class
   * @throws IOException if the file cannot be read
   * @throws gatun.engine.MemoryLimitException if the memory is not to be had
   */
  public static Dataset npz(
      Path file, String features, String labels, int classes, Workspace workspace)
      throws IOException {
    HostTensor x = Npz.read(file, features, workspace);
    HostTensor y = Npz.read(file, labels, workspace);
    return classes == 0
        ? Dataset.targeted(x, y)
        : Dataset.classified(x, classes(file + ", array " + labels, y, workspace), classes);
  }

  private static HostTensor classes(String what, HostTensor labels, Workspace workspace) {
    Check.that(
        !labels.dtype().real() && labels.shape().rank() == 1,
        () -> what + ": expected a vector of integers, classes, found " + labels);
    if (labels.dtype() == DType.I32) {
      return labels;
    }
    HostTensor classes = workspace.zeros(DType.I32, labels.size());
    for (long i = 0; i < labels.size(); i++) {
      long label = labels.integerAt(i);
      Check.that((int) label == label, () -> what + ": expected classes, found the label " + label);
      classes.segment().setAtIndex(ValueLayout.JAVA_INT, i, (int) label);
    }
    return classes;
  }
}
