package gatun.training;

import java.util.List;

/**
 * How a training run ended.
 *
 * @param end why
 * @param steps training steps done, those before a resume included
 * @param resumedFrom the step of the checkpoint from which the run went on; −1 if it began anew
 * @param refused what was wrong with later checkpoints that were passed over, one line for each
 * @param epochs what each whole epoch came to, those before a resume included
 * @param lastLoss of the last step's batch; NaN if no step was done
 */
public record TrainingReport(
    End end,
    long steps,
    long resumedFrom,
    List<String> refused,
    List<EpochResult> epochs,
    double lastLoss) {

  /** Why a run ended. */
  public enum End {
    /** All epochs are done. */
    COMPLETED,
    /** The validation loss did not fall any more. */
    STOPPED_EARLY,
    /** The progress said so. */
    CANCELLED,
    /** The loss became infinite or NaN; the last checkpoint was saved before that. */
    DIVERGED
  }

  /** Keeps copies of the lists. */
  public TrainingReport {
    refused = List.copyOf(refused);
    epochs = List.copyOf(epochs);
  }
}
