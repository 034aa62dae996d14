package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes batches of a data set: any batch of any epoch, whose content depends on the settings alone
 * and not on what was made before. Allocates nothing but its batches. Not for several threads at
 * once; {@link Prefetch} runs one on a thread of its own.
 */
public final class Loader {
  private final Dataset set;
  private final LoaderSettings settings;
  private final Workspace workspace;
  private final HostTensor order;
  private final SampleCopy copy;
  private final long labelSize;
  private long orderedEpoch = -1;

  /**
   * Prepares a loader.
   *
   * @param workspace owns the order (8 bytes for each sample) and the batches
   * @throws IllegalArgumentException if not even one batch can be made, or normalisation or
   *     augmentation do not fit the samples
   */
  public Loader(Dataset set, LoaderSettings settings, Workspace workspace) {
    this.set = set;
    this.settings = settings;
    this.workspace = workspace;
    Check.that(
        set.size() >= (settings.wholeOnly() ? settings.batch() : 1),
        () -> "loader: expected samples for a batch of " + settings.batch() + ", found " + set);
    this.order = workspace.zeros(DType.I64, set.size());
    SampleOrder.identity(order);
    this.copy = new SampleCopy(set, settings);
    this.labelSize = set.labelShape().size();
  }

  /** Returns the samples. */
  public Dataset set() {
    return set;
  }

  /** Returns the settings. */
  public LoaderSettings settings() {
    return settings;
  }

  /** Returns the number of batches in an epoch. */
  public long batches() {
    return settings.wholeOnly()
        ? set.size() / settings.batch()
        : Math.ceilDiv(set.size(), settings.batch());
  }

  /** Returns new memory for a batch. */
  public Batch batch() {
    long rest = set.size() % settings.batch();
    return new Batch(workspace, set, settings.dtype(), settings.batch(), rest);
  }

  /**
   * Fills a batch of this loader. The first one of an epoch also costs the order of the epoch, if
   * it is shuffled.
   *
   * @param epoch from 0 on
   * @param index of the batch, from 0 to {@code batches() − 1}
   * @throws IllegalArgumentException if there is no such batch
   */
  public void fill(Batch batch, long epoch, long index) {
    if (epoch < 0 || index < 0 || index >= batches()) { // no lambda: this must not allocate
      throw new IllegalArgumentException(
          "fill: expected a batch from 0 to " + (batches() - 1) + ", found " + index);
    }
    if (settings.shuffled() && epoch != orderedEpoch) {
      SampleOrder.ofEpoch(settings.seed(), epoch, order);
      orderedEpoch = epoch;
    }
    long first = index * settings.batch();
    batch.hold(epoch, index, set.size() - first >= settings.batch());
    MemorySegment samples = order.segment();
    for (long slot = 0; slot < batch.size(); slot++) {
      long sample = samples.getAtIndex(ValueLayout.JAVA_LONG, first + slot);
      copy.copy(sample, epoch, first + slot, batch.features(), slot);
      label(sample, batch.labels(), slot);
    }
  }

  private void label(long sample, HostTensor labels, long slot) {
    MemorySegment in = set.labels().segment();
    MemorySegment out = labels.segment();
    if (set.classes() > 0) {
      int label = in.getAtIndex(ValueLayout.JAVA_INT, set.row(sample));
      out.setAtIndex(ValueLayout.JAVA_INT, slot, label);
      return;
    }
    for (long k = 0; k < labelSize; k++) {
      double x = Normalization.value(in, set.labels().dtype(), set.row(sample) * labelSize + k);
      if (labels.dtype() == DType.F32) {
        out.setAtIndex(ValueLayout.JAVA_FLOAT, slot * labelSize + k, (float) x);
      } else {
        out.setAtIndex(ValueLayout.JAVA_DOUBLE, slot * labelSize + k, x);
      }
    }
  }
}
