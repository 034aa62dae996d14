package gatun.training;

/**
 * The streams of {@link gatun.engine.Philox} that training takes: what is drawn depends on the
 * seed, the purpose and the epoch alone, never on what was drawn before or by which thread.
 */
final class Streams {
  private static final int EPOCH_BITS = 56;

  private Streams() {}

  /** The order of the samples in an epoch. */
  static long order(long epoch) {
    return stream(1, epoch);
  }

  /** The division into parts. */
  static long split() {
    return stream(2, 0);
  }

  /** The changes of the images of an epoch. */
  static long augmentation(long epoch) {
    return stream(3, epoch);
  }

  private static long stream(long purpose, long epoch) {
    return purpose << EPOCH_BITS | epoch;
  }
}
