package gatun.training;

import gatun.engine.Check;
import gatun.engine.DType;

/**
 * How batches are made.
 *
 * @param dtype F32 or F64, of the features
 * @param batch samples in each
 * @param seed of the order and of what is random in the augmentation
 * @param shuffled whether each epoch has an order of its own; otherwise that of the set
 * @param wholeOnly whether the last batch of an epoch is left out if it is shorter
 * @param normalization of the features
 * @param augmentation of images
 */
public record LoaderSettings(
    DType dtype,
    long batch,
    long seed,
    boolean shuffled,
    boolean wholeOnly,
    Normalization normalization,
    Augmentation augmentation) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the type is not F32 or F64, or the batch is empty
   */
  public LoaderSettings {
    DType type = dtype;
    long size = batch;
    Check.that(type.computes(), () -> "loader: expected F32 or F64 features, found " + type);
    Check.that(size > 0, () -> "loader: expected a batch of 1 sample or more, found " + size);
  }

  /** Returns settings for training: shuffled, whole batches only, features as they are. */
  public static LoaderSettings training(DType dtype, long batch, long seed) {
    return new LoaderSettings(
        dtype, batch, seed, true, true, Normalization.NONE, Augmentation.NONE);
  }

  /** Returns settings for evaluation: every sample once, in order, features as they are. */
  public static LoaderSettings evaluation(DType dtype, long batch) {
    return new LoaderSettings(dtype, batch, 0, false, false, Normalization.NONE, Augmentation.NONE);
  }

  /** Returns these settings with a normalisation. */
  public LoaderSettings with(Normalization other) {
    return new LoaderSettings(dtype, batch, seed, shuffled, wholeOnly, other, augmentation);
  }

  /** Returns these settings with an augmentation. */
  public LoaderSettings with(Augmentation other) {
    return new LoaderSettings(dtype, batch, seed, shuffled, wholeOnly, normalization, other);
  }
}
