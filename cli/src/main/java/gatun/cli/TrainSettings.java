package gatun.cli;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code gatun train} is asked to do, checked.
 *
 * @param set mnist, cifar or digits
 * @param data the folder of its files; null for the sample that comes with the program
 * @param model mlp, cnn, resnet20 or vit
 * @param optimizer name of the optimizer
 * @param schedule constant or cosine
 * @param rate learning rate; NaN for what is usual for the optimizer
 * @param epochs how often all samples are taken
 * @param batch samples in a step
 * @param seed of the first weights, the order of the samples and all else that is random
 * @param threads number of threads
 * @param backend name of the backend, {@code auto} for the best
 * @param memoryLimit the most off-heap memory in bytes
 * @param patience epochs without progress after which to stop, 0 for never
 * @param checkpoints the folder of the checkpoints
 * @param interval steps between checkpoints
 * @param keep how many checkpoints stay
 * @param resume whether to go on from the newest checkpoint
 * @param output where the trained model goes
 * @param plot where the curves are drawn
 */
record TrainSettings(
    String set,
    @Nullable Path data,
    String model,
    String optimizer,
    String schedule,
    double rate,
    int epochs,
    int batch,
    long seed,
    int threads,
    String backend,
    long memoryLimit,
    int patience,
    @Nullable Path checkpoints,
    int interval,
    int keep,
    boolean resume,
    @Nullable Path output,
    @Nullable Path plot) {

  /** Checks numbers, and that the files asked for can be written. */
  TrainSettings {
    atLeast("--epochs", epochs, 1);
    atLeast("--batch", batch, 1);
    atLeast("--patience", patience, 0);
    atLeast("--interval", interval, 1);
    atLeast("--keep", keep, 1);
    if (!Double.isNaN(rate) && !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new InputError("--learning-rate " + rate + ": expected a number above 0");
    }
    if (resume && checkpoints == null) {
      throw new InputError("--resume: expected --checkpoint DIR, the folder to resume from");
    }
    if (checkpoints != null && java.nio.file.Files.isRegularFile(checkpoints)) {
      throw new InputError("--checkpoint " + checkpoints + ": expected a folder, found a file");
    }
    if (output != null) {
      OutputFile.check("--output", output);
      if (!output.toString().endsWith(".safetensors")) {
        throw new InputError("--output " + output + ": expected a name ending in .safetensors");
      }
    }
    if (plot != null) {
      ConvergencePlot.check(plot);
    }
  }

  /** Opens the backend that was asked for. */
  Backend open() {
    BackendOptions options = new BackendOptions(threads);
    try {
      return backend.equals(SolveSettings.AUTO)
          ? Backends.auto(options)
          : Backends.named(backend, options);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InputError("--backend: " + e.getMessage(), e);
    }
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new InputError(option + " " + value + ": expected at least " + least);
    }
  }
}
