package gatun.cli;

import gatun.linear.learned.DirectionPlan;
import gatun.linear.learned.DirectionTraining;
import java.util.Arrays;
import java.util.List;

/**
 * What one {@code gatun train dcdm} is asked to do, checked.
 *
 * @param domains the pressure problems, on one grid
 * @param training what is trained and how
 * @param common threads, files and the rest, as for other trainings
 */
record DirectionSettings(
    List<Source.PoissonGrid> domains, DirectionTraining.Settings training, TrainSettings common) {
  static final String SET = "dcdm";
  static final String MODEL = "n64";
  static final int EPOCHS = 4;
  static final int BATCH = 4;
  private static final int CHANNELS = 16;

  /**
   * Checks what is particular to this training.
   *
   * @param poisson {@code box:32}, or several of one size with commas
   * @param vectors Lanczos vectors
   * @param samples right-hand sides
   */
  static DirectionSettings of(String poisson, int vectors, int samples, TrainSettings common) {
    if (vectors < 2 || samples < common.batch()) {
      throw new InputError(
          "dcdm: expected --vectors of 2 or more and --samples for a batch of "
              + common.batch()
              + ", found "
              + vectors
              + " and "
              + samples);
    }
    List<Source.PoissonGrid> domains =
        Arrays.stream(poisson.split(",", -1)).map(Source.PoissonGrid::parse).toList();
    double rate = Double.isNaN(common.rate()) ? 1e-3 : common.rate();
    var training =
        new DirectionTraining.Settings(
            new DirectionPlan(common.model(), CHANNELS, false),
            vectors,
            samples,
            common.epochs(),
            common.batch(),
            rate,
            common.seed());
    return new DirectionSettings(domains, training, common);
  }
}
