package gatun.linear.learned;

import gatun.engine.Check;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Philox;
import gatun.engine.Progress;
import gatun.engine.Workspace;
import gatun.linear.MacOperator;
import gatun.optim.Adam;
import gatun.optim.Schedule;
import gatun.training.Dataset;
import gatun.training.Loader;
import gatun.training.LoaderSettings;
import gatun.training.Trainer;
import gatun.training.TrainerSettings;
import gatun.training.TrainingProgress;
import gatun.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network that proposes search directions, on right-hand sides made from the operator
 * alone: random combinations of its Ritz vectors, the smooth half of them emphasised ({@link
 * RitzBasis}). No right-hand side of the application and no solution is needed. The loss is what
 * the best step along the direction leaves of a right-hand side of length 1: 0 for A⁻¹b, 1 for a
 * direction that is of no use.
 *
 * <pre>{@code
 * var settings = DirectionTraining.Settings.of(DirectionPlan.of("n64"));
 * var training = DirectionTraining.prepare(
 *     settings, List.of(new Domain("box:32", a)), null, Progress.SILENT, workspace);
 * training.run(TrainerSettings.of(settings.epochs()), TrainingProgress.SILENT);
 * training.network().save(Path.of("directions.safetensors"));
 * }</pre>
 */
public final class DirectionTraining {
  private static final double EMPHASIS = 0.55; // of the Ritz vectors
  private static final int HELD = 20; // right-hand sides to judge by

  private final Settings settings;
  private final DirectionNetwork network;
  private final Trainer trainer;

  private DirectionTraining(Settings settings, DirectionNetwork network, Trainer trainer) {
    this.settings = settings;
    this.network = network;
    this.trainer = trainer;
  }

  /**
   * What is trained and how.
   *
   * @param plan how the network is built
   * @param vectors Lanczos vectors, 2 or more
   * @param samples right-hand sides
   * @param epochs how often each of them is taken
   * @param batch right-hand sides in a step
   * @param rate of Adam at the first step; it falls in a straight line to a tenth
   * @param seed of the vectors, the right-hand sides, their order and the first weights
   */
  public record Settings(
      DirectionPlan plan, int vectors, int samples, int epochs, int batch, double rate, long seed) {
    /** Checks the numbers. */
    public Settings {
      int[] all = {vectors - 1, samples, epochs, batch};
      for (int value : all) {
        Check.that(value >= 1, () -> "direction training: expected counts above 0");
      }
    }

    /** Returns 300 vectors, 1000 right-hand sides, 5 epochs, batches of 10, rate 1e-3, seed 1. */
    public static Settings of(DirectionPlan plan) {
      return new Settings(plan, 300, 1000, 5, 10, 1e-3, 1);
    }

    /** Returns the training steps. */
    public long steps() {
      return (long) epochs * (samples / batch);
    }
  }

  /**
   * A problem to learn from.
   *
   * @param name kept with the network, such as {@code box:32}
   * @param operator in F32, of extents that the network can halve
   */
  public record Domain(String name, MacOperator operator) {}

  /**
   * Computes Lanczos vectors and right-hand sides and makes the network.
   *
   * @param domains one or more on the same grid; steps take them by turns
   * @param folder where Lanczos vectors are kept and found again, null for memory alone
   * @param progress hears of each vector
   * @param workspace owns all memory
   * @throws IOException if a file of the folder cannot be read or written
   */
  public static DirectionTraining prepare(
      Settings settings,
      List<Domain> domains,
      @Nullable Path folder,
      Progress progress,
      Workspace workspace)
      throws IOException {
    Check.that(!domains.isEmpty(), () -> "direction training: expected a domain, found none");
    List<RitzBasis> bases = new ArrayList<>();
    for (Domain domain : domains) {
      check(settings, domain.operator(), domains.getFirst().operator());
      Path own = folder == null ? null : folder.resolve(domain.name().replace(':', '-'));
      bases.add(basis(settings, domain, own, progress, workspace));
    }
    DirectionNetwork network =
        DirectionNetwork.untrained(settings.plan(), workspace, new Philox(settings.seed(), 2))
            .trainedOn(DirectionNetwork.TrainingDomain.of(domains));
    DirectionObjective objective =
        new DirectionObjective(network, domains, bases, settings.batch());
    int held = Math.ceilDiv(HELD, settings.batch()) * settings.batch();
    Philox drawn = new Philox(settings.seed(), 3);
    Loader train =
        new Loader(
            samples(settings, settings.samples(), drawn, workspace),
            LoaderSettings.training(DType.F32, settings.batch(), settings.seed()),
            workspace);
    Loader judged =
        new Loader(
            samples(settings, held, drawn, workspace),
            LoaderSettings.evaluation(DType.F32, settings.batch()),
            workspace);
    Schedule rate = Schedule.linear(settings.rate(), settings.rate() / 10, settings.steps());
    Trainer trainer = new Trainer(objective, Adam.of(rate), train, judged, workspace);
    return new DirectionTraining(settings, network, trainer);
  }

  private static void check(Settings settings, MacOperator a, MacOperator first) {
    Check.that(
        a.dtype() == DType.F32, () -> "direction training: expected F32, found " + a.description());
    var g = a.grid();
    long by = settings.plan().multiple();
    Check.that(
        g.equals(first.grid()),
        () -> "direction training: expected domains on one grid, found " + g);
    Check.that(
        g.nx() % by == 0 && g.ny() % by == 0 && g.nz() % by == 0,
        () ->
            "direction training: network "
                + settings.plan().name()
                + " needs extents divisible by "
                + by
                + ", found "
                + a.description());
  }

  private static RitzBasis basis(
      Settings settings,
      Domain domain,
      @Nullable Path folder,
      Progress progress,
      Workspace workspace)
      throws IOException {
    MacOperator a = domain.operator();
    Philox random = new Philox(settings.seed(), 1);
    HostTensor start = RitzBasis.start(a, a.cells(), random, workspace);
    String title = domain.name() + ", seed " + settings.seed();
    RitzBasis basis =
        RitzBasis.lanczos(a, start, settings.vectors(), folder, title, progress, workspace);
    Check.that(
        basis.size() == settings.vectors(),
        () ->
            "direction training: "
                + domain.name()
                + " has only "
                + basis.size()
                + " Lanczos vectors; ask for that many");
    return basis;
  }

  private static Dataset samples(Settings settings, int count, Philox random, Workspace w) {
    int m = settings.vectors();
    HostTensor all = w.zeros(DType.F32, count, m);
    double[] one = new double[m];
    for (int s = 0; s < count; s++) {
      RitzBasis.draw(random, (int) (EMPHASIS * m), one);
      for (int i = 0; i < m; i++) {
        all.set(one[i], s, i);
      }
    }
    return Dataset.targeted(all, w.zeros(DType.F32, count, 1));
  }

  /**
   * Trains. A run that goes on from a checkpoint ends in the same bits as one that was not stopped.
   *
   * @param how the epochs are those of the settings; the configuration is completed
   * @throws IOException if a checkpoint cannot be read or written
   * @throws IllegalArgumentException if there are checkpoints of another run
   */
  public TrainingReport run(TrainerSettings how, TrainingProgress progress) throws IOException {
    String words =
        network.domain().name()
            + ", "
            + settings.plan()
            + ", "
            + settings.vectors()
            + " vectors, rate "
            + settings.rate()
            + " over "
            + settings.steps()
            + " steps";
    return trainer.run(how.configuration(words), progress);
  }

  /** Returns the network, trained as far as the last {@link #run} came. */
  public DirectionNetwork network() {
    return network;
  }
}
