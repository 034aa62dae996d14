package gatun.training;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Slice;
import gatun.engine.Workspace;

/**
 * Some samples side by side, in memory that is used again for later ones. Made by {@link
 * Loader#batch}, filled by {@link Loader#fill}.
 */
public final class Batch {
  private final HostTensor allFeatures;
  private final HostTensor allLabels;
  private final HostTensor lastFeatures; // views for the last, shorter batch of an epoch
  private final HostTensor lastLabels;
  private HostTensor features;
  private HostTensor labels;
  private long epoch;
  private long index;

  Batch(Workspace workspace, Dataset set, DType dtype, long size, long last) {
    this.allFeatures = workspace.zeros(dtype, prepend(size, set.sampleShape().extents()));
    DType labelType = set.classes() > 0 ? DType.I32 : dtype;
    this.allLabels = workspace.zeros(labelType, prepend(size, set.labelShape().extents()));
    this.lastFeatures = first(allFeatures, last);
    this.lastLabels = first(allLabels, last);
    this.features = allFeatures;
    this.labels = allLabels;
  }

  private static long[] prepend(long first, long[] rest) {
    long[] all = new long[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static HostTensor first(HostTensor tensor, long count) {
    Slice[] slices = new Slice[tensor.shape().rank()];
    for (int axis = 0; axis < slices.length; axis++) {
      slices[axis] = Slice.range(0, axis == 0 ? count : tensor.shape().extent(axis));
    }
    return tensor.view(slices);
  }

  void hold(long newEpoch, long newIndex, boolean whole) {
    epoch = newEpoch;
    index = newIndex;
    features = whole ? allFeatures : lastFeatures;
    labels = whole ? allLabels : lastLabels;
  }

  /** Returns the number of samples. */
  public long size() {
    return labels.shape().extent(0);
  }

  /** Returns the features, [size, sample shape …]. */
  public HostTensor features() {
    return features;
  }

  /** Returns the labels: I32 classes [size], or targets [size, …] of the features' type. */
  public HostTensor labels() {
    return labels;
  }

  /** Returns the epoch, counted from 0. */
  public long epoch() {
    return epoch;
  }

  /** Returns the place among the batches of the epoch, counted from 0. */
  public long index() {
    return index;
  }
}
