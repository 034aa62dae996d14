package gatun.training;

/**
 * What an epoch came to.
 *
 * @param epoch counted from 0
 * @param step the training steps done at its end
 * @param trainLoss mean of the losses of its steps
 * @param validationLoss mean over the validation samples; NaN without any
 * @param validationAccuracy part of the validation samples that were classified rightly; NaN
 *     without any
 */
public record EpochResult(
    long epoch, long step, double trainLoss, double validationLoss, double validationAccuracy) {

  /** Returns this as one word, from which {@link #of} gets the same bits back. */
  String word() {
    return epoch
        + ","
        + step
        + ","
        + Double.toHexString(trainLoss)
        + ","
        + Double.toHexString(validationLoss)
        + ","
        + Double.toHexString(validationAccuracy);
  }

  /** Reads a {@link #word}. */
  static EpochResult of(String word) {
    String[] parts = word.split(",");
    return new EpochResult(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]),
        Double.parseDouble(parts[4]));
  }
}
