package gatun.training;

import gatun.engine.Check;

/**
 * How images are changed at random each time they are taken. What happens to an image depends on
 * the seed, the epoch and its place in the order of the epoch alone: not on the thread, the size of
 * the batch or the time.
 *
 * @param flip whether every second image, at random, is mirrored left to right
 * @param padding the image is moved by up to so many pixels in both directions; what comes in from
 *     outside is 0 (before normalisation), as if it had been padded and cropped
 */
public record Augmentation(boolean flip, int padding) {
  /** Leaves images as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0);

  /** What is usual for CIFAR: mirrored, moved by up to 4 pixels. */
  public static final Augmentation CIFAR = new Augmentation(true, 4);

  /**
   * Checks the padding.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Augmentation {
    Check.that(padding >= 0, () -> "augmentation: expected a padding from 0 on, found " + padding);
  }
}
