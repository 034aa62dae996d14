package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Samples in memory: features and what is to be learned of them, a class or numbers. Immutable; the
 * tensors belong to the workspace they were made in and are not copied. A part of a data set
 * ({@link #select}) shares them.
 */
public final class Dataset {
  private final HostTensor features;
  private final HostTensor labels;
  private final int classes;
  private final @Nullable HostTensor index;

  private Dataset(HostTensor features, HostTensor labels, int classes, @Nullable HostTensor index) {
    this.features = features;
    this.labels = labels;
    this.classes = classes;
    this.index = index;
  }

  /**
   * Returns a set of samples with classes.
   *
   * @param features one sample at each position of the first axis, densely packed; F32, F64, or I8
   *     for unsigned bytes: {@code b} stands for {@code (b & 0xff) / 255}; images are [rows,
   *     columns, channels]
   * @param labels I32, the class of each sample, counted from 0
   * @param classes how many there are
   * @throws IllegalArgumentException if shapes or types do not fit, or a label is no class
   */
  public static Dataset classified(HostTensor features, HostTensor labels, int classes) {
    Check.dtype("labels", labels, DType.I32);
    Check.rank("labels", labels, 1);
    Check.that(classes > 0, () -> "classified: expected classes, found " + classes);
    requireMatching(features, labels);
    MemorySegment memory = labels.segment();
    for (long i = 0; i < labels.size(); i++) {
      int label = memory.getAtIndex(ValueLayout.JAVA_INT, i);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "labels: expected classes from 0 to "
                + (classes - 1)
                + ", found "
                + label
                + " at sample "
                + i);
      }
    }
    return new Dataset(features, labels, classes, null);
  }

  /**
   * Returns a set of samples with targets, one number or more for each.
   *
   * @param features as for {@link #classified}
   * @param targets F32 or F64, one target at each position of the first axis, densely packed
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Dataset targeted(HostTensor features, HostTensor targets) {
    Check.that(
        targets.dtype().computes(),
        () -> "targets: expected F32 or F64, found " + targets.dtype() + "; convert them first");
    requireMatching(features, targets);
    return new Dataset(features, targets, 0, null);
  }

  private static void requireMatching(HostTensor features, HostTensor labels) {
    Check.that(
        features.dtype().computes() || features.dtype() == DType.I8,
        () -> "features: expected F32, F64, or I8 for unsigned bytes, found " + features.dtype());
    boolean fit =
        features.shape().rank() > 0
            && labels.shape().rank() > 0
            && features.shape().extent(0) == labels.shape().extent(0);
    Check.that(
        fit,
        () ->
            "expected as many labels as samples, found shapes "
                + features.shape()
                + " and "
                + labels.shape());
    Check.that(
        features.contiguous() && labels.contiguous(),
        () -> "features and labels: expected densely packed elements; copy the views first");
  }

  /** Returns the number of samples. */
  public long size() {
    return index == null ? features.shape().extent(0) : index.size();
  }

  /** Returns the number of classes; 0 if samples have targets. */
  public int classes() {
    return classes;
  }

  /** Returns the shape of the features of one sample. */
  public Shape sampleShape() {
    return tail(features);
  }

  /** Returns the shape of the label of one sample: rank 0 for classes. */
  public Shape labelShape() {
    return tail(labels);
  }

  private static Shape tail(HostTensor tensor) {
    long[] extents = tensor.shape().extents();
    return Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
  }

  /** Returns the features of all samples, also of those that a part left out. */
  public HostTensor features() {
    return features;
  }

  /** Returns the labels of all samples, also of those that a part left out. */
  public HostTensor labels() {
    return labels;
  }

  /** Returns where in {@link #features} and {@link #labels} a sample stands. */
  public long row(long sample) {
    return index == null ? sample : index.segment().getAtIndex(ValueLayout.JAVA_LONG, sample);
  }

  /** Returns the class of a sample. */
  public int label(long sample) {
    return labels.segment().getAtIndex(ValueLayout.JAVA_INT, row(sample));
  }

  /**
   * Returns the part that consists of some samples in the order given.
   *
   * @param samples I64, densely packed, each from 0 to {@code size() − 1}
   * @throws IllegalArgumentException if a number is out of range
   */
  public Dataset select(HostTensor samples) {
    Check.dense("samples", samples, DType.I64, samples.size());
    MemorySegment memory = samples.segment();
    HostTensor rows = samples.owner().zeros(DType.I64, samples.size());
    for (long i = 0; i < samples.size(); i++) {
      long sample = memory.getAtIndex(ValueLayout.JAVA_LONG, i);
      if (sample < 0 || sample >= size()) {
        throw new IllegalArgumentException(
            "select: expected samples from 0 to " + (size() - 1) + ", found " + sample);
      }
      rows.segment().setAtIndex(ValueLayout.JAVA_LONG, i, row(sample));
    }
    return new Dataset(features, labels, classes, rows);
  }

  /** Returns the part with the samples {@code from} to {@code to − 1}. */
  public Dataset range(long from, long to) {
    Check.that(
        0 <= from && from <= to && to <= size(),
        () -> "range: expected 0 <= from <= to <= " + size() + ", found " + from + " and " + to);
    HostTensor samples = features.owner().zeros(DType.I64, to - from);
    for (long i = from; i < to; i++) {
      samples.segment().setAtIndex(ValueLayout.JAVA_LONG, i - from, i);
    }
    return select(samples);
  }

  /** Returns this set with the features of each sample seen under another shape of one size. */
  public Dataset shaped(long... extents) {
    long[] all = new long[extents.length + 1];
    all[0] = features.shape().extent(0);
    System.arraycopy(extents, 0, all, 1, extents.length);
    return new Dataset(features.reshape(all), labels, classes, index);
  }

  @Override
  public String toString() {
    return size()
        + " samples "
        + features.dtype()
        + sampleShape()
        + (classes > 0 ? " of " + classes + " classes" : " with targets " + labelShape());
  }
}
