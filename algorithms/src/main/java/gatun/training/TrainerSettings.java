package gatun.training;

import gatun.engine.Check;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a run goes.
 *
 * @param epochs how often all training samples are taken
 * @param prefetch batches in memory, one in use and the others made ahead; 2 or more
 * @param patience epochs without a fall of the validation loss after which the run stops; 0 for
 *     never
 * @param folder of the checkpoints; null for none
 * @param interval steps between checkpoints; one more is saved at the end
 * @param keep how many checkpoints stay
 * @param resume whether to go on from the newest sound checkpoint of the folder, if there is one;
 *     otherwise a folder with checkpoints is refused
 * @param configuration what else makes this run what it is, such as model and learning rate, in
 *     words of the caller: a checkpoint of another configuration is refused
 */
public record TrainerSettings(
    long epochs,
    int prefetch,
    int patience,
    @Nullable Path folder,
    long interval,
    int keep,
    boolean resume,
    String configuration) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TrainerSettings {
    Check.that(
        epochs >= 0 && prefetch >= 2 && patience >= 0 && interval > 0 && keep > 0,
        () ->
            "trainer: expected a prefetch of 2 or more, an interval and a number to keep above 0");
  }

  /** Returns settings without checkpoints and without an early stop. */
  public static TrainerSettings of(long epochs) {
    return new TrainerSettings(epochs, 2, 0, null, 1, 1, false, "");
  }

  /** Returns these settings with an early stop. */
  public TrainerSettings patience(int inEpochs) {
    return new TrainerSettings(
        epochs, prefetch, inEpochs, folder, interval, keep, resume, configuration);
  }

  /** Returns these settings with checkpoints. */
  public TrainerSettings checkpoints(Path inFolder, long everySteps, int kept, boolean resumed) {
    return new TrainerSettings(
        epochs, prefetch, patience, inFolder, everySteps, kept, resumed, configuration);
  }

  /** Returns these settings with a configuration. */
  public TrainerSettings configuration(String words) {
    return new TrainerSettings(epochs, prefetch, patience, folder, interval, keep, resume, words);
  }
}
