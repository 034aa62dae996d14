package gatun.training;

import java.nio.file.Path;

/**
 * Hears how far a training run has come and may stop it. Called on the training thread, so an
 * implementation should be quick. The library itself prints nothing.
 */
@FunctionalInterface
public interface TrainingProgress {
  /** Hears nothing and never stops. */
  TrainingProgress SILENT = (step, steps, loss) -> true;

  /**
   * Called after each step.
   *
   * @param step steps done, those before a resume included
   * @param steps the most that will be done
   * @param loss of this step's batch
   * @return false to stop; a checkpoint is saved then if the run saves any
   */
  boolean step(long step, long steps, double loss);

  /** Called after each epoch; does nothing by default. */
  default void epoch(EpochResult result) {}

  /** Called when a checkpoint was saved; does nothing by default. */
  default void saved(long step, Path file) {}
}
