package gatun.cli;

import gatun.linear.learned.DirectionPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatun train}: trains a network on a set of images, or on a pressure problem. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Trains a network to tell images apart and judges it on images it has not seen; or (dcdm) to",
      "propose search directions for gatun solve --method dcdm, from the operator alone.",
      "Results have the same bits for any number of threads, and after --resume."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  gatun train digits                               1797 small digits, part of the program",
      "  gatun train mnist --data DIR --model cnn --plot curves.png",
      "  gatun train cifar --data DIR --model resnet20 --checkpoint run1 --resume",
      "  gatun train mnist --data DIR --download --from URL",
      "  gatun train dcdm --poisson box:32 --output box.safetensors --checkpoint run2 --resume",
      "",
      "DIR holds the files under their published names, plain or .gz:",
      "  mnist   train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-…; or t10k-… alone, of",
      "          which 1000 images are held out",
      "  cifar   data_batch_1.bin to data_batch_5.bin, test_batch.bin (CIFAR-10, binary version);",
      "          or train.bin and test.bin",
      "  digits  digits-images-idx3-ubyte, digits-labels-idx1-ubyte",
      "Images to learn from are moved by up to 2 pixels in mnist, 4 in cifar, where they are also",
      "mirrored. --download knows the files and checksums of mnist alone; for cifar unpack",
      "cifar-10-binary.tar.gz into DIR.",
      "",
      "Ctrl-C (or kill) stops after the current step, saves a checkpoint if --checkpoint is given,",
      "and ends with 130; after kill -9, --resume goes on from the last checkpoint.",
      "Exit codes: 0 done, 1 the loss became infinite, 2 bad usage or bad input, 130 stopped.",
    })
final class TrainCommand implements Callable<Integer> {
  private static final List<String> SETS =
      Stream.concat(TrainingImages.SETS.stream(), Stream.of(DirectionSettings.SET)).toList();

  private static final List<String> OF_DIRECTIONS = List.of("--poisson", "--vectors", "--samples");
  private static final List<String> OF_IMAGES =
      List.of("--data", "--optimizer", "--schedule", "--patience", "--download", "--from");

  @Parameters(
      paramLabel = "mnist|cifar|digits|dcdm",
      description = "The set of images, or dcdm for search directions.")
  private String set = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the files. Only digits comes with the program.")
  private @Nullable Path data;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "mlp (default), cnn, resnet20 (cifar) or vit; for dcdm n64 (default), n128, or cells,"
              + " which sees walls and air.")
  private @Nullable String model;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description =
          "sgd (Nesterov's momentum 0.9), adam, adamw, amsgrad, rmsprop, adagrad, diffgrad or muon."
              + " Default: ${DEFAULT-VALUE}.")
  private String optimizer = "adam";

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      defaultValue = "NaN",
      description = "Default: what is usual for the optimizer.")
  private double rate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "cosine",
      description =
          "cosine: the rate falls to 0 over all epochs; or constant. Default: ${DEFAULT-VALUE}.")
  private String schedule = "cosine";

  @Option(names = "--epochs", paramLabel = "N", description = "Default: 10, for dcdm 4.")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples in a step. Default: 128, for digits 32, for dcdm 4.")
  private @Nullable Integer batch;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all that is random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after N epochs in which the held-out loss did not fall. Default: never.")
  private int patience;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Save checkpoints in this folder; it is made if it is not there.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--interval",
      paramLabel = "N",
      defaultValue = "100",
      description = "Steps between checkpoints. Default: ${DEFAULT-VALUE}.")
  private int interval;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many checkpoints stay. Default: ${DEFAULT-VALUE}.")
  private int keep;

  @Option(
      names = "--resume",
      description = "Go on from the newest sound checkpoint, or begin if there is none.")
  private boolean resume;

  @Option(names = "--threads", paramLabel = "N", description = "Default: every processor.")
  private @Nullable Integer threads;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = SolveSettings.AUTO,
      description = "auto, reference or simd (see gatun doctor). Default: auto.")
  private String backend = SolveSettings.AUTO;

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      description = "The most off-heap memory, such as 4G. Default: what is available.")
  private @Nullable String memoryLimit;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the trained model as .safetensors, with PyTorch's names and layouts.")
  private @Nullable Path output;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw the curves of loss and accuracy into a .png or .svg file.")
  private @Nullable Path plot;

  @Option(names = "--json", description = "Print one JSON object instead of the summary.")
  private boolean json;

  @Option(
      names = "--download",
      description = "Fetch what is missing in --data first; needs --from.")
  private boolean download;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "The folder that --download fetches the published files from.")
  private @Nullable String from;

  @Option(
      names = "--poisson",
      paramLabel = "box:N|mac:N",
      description = "dcdm: what to learn from; several of one size with commas. Default: box:32.")
  private @Nullable String poisson;

  @Option(
      names = "--vectors",
      paramLabel = "N",
      defaultValue = "300",
      description = "dcdm: Lanczos vectors. Default: ${DEFAULT-VALUE}.")
  private int vectors;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1000",
      description = "dcdm: right-hand sides. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Spec private CommandSpec spec;

  /** For picocli. */
  TrainCommand() {}

  @Override
  public Integer call() {
    TrainSettings settings = settings();
    if (settings.set().equals(DirectionSettings.SET)) {
      return directions(settings);
    }
    refuse(OF_DIRECTIONS, "expected with dcdm, found " + set);
    if (download != (from != null)) {
      throw new InputError("--download and --from URL go together");
    }
    if (from != null) {
      new Download(settings.set(), settings.data(), from, spec.commandLine().getErr()).run();
    }
    PrintWriter terminal = ProgressLine.wanted() ? spec.commandLine().getErr() : null;
    TrainReport report = new TrainJob(settings, terminal).run(this::show);
    return report.success() ? 0 : Failures.NOT_CONVERGED;
  }

  private int directions(TrainSettings settings) {
    refuse(OF_IMAGES, "expected with images, found " + set);
    PrintWriter terminal = ProgressLine.wanted() ? spec.commandLine().getErr() : null;
    String problem = poisson == null ? "box:32" : poisson;
    DirectionSettings all = DirectionSettings.of(problem, vectors, samples, settings);
    DirectionReport report = new DirectionJob(all, terminal).run(this::show);
    return report.success() ? 0 : Failures.NOT_CONVERGED;
  }

  /** Refuses options that would have no effect. */
  private void refuse(List<String> options, String why) {
    for (String option : options) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new InputError(option + ": " + why);
      }
    }
  }

  private void show(Report report) {
    report.show(json, spec.commandLine().getOut());
  }

  private TrainSettings settings() {
    boolean dcdm = set.equals(DirectionSettings.SET);
    String network = model == null ? (dcdm ? DirectionSettings.MODEL : "mlp") : model;
    return new TrainSettings(
        SolveCommand.oneOf("set", set, SETS),
        data,
        SolveCommand.oneOf("--model", network, dcdm ? DirectionPlan.NAMES : Networks.MODELS),
        SolveCommand.oneOf("--optimizer", optimizer, Networks.OPTIMIZERS),
        SolveCommand.oneOf("--schedule", schedule, List.of("cosine", "constant")),
        rate,
        epochs == null ? (dcdm ? DirectionSettings.EPOCHS : 10) : epochs,
        batch == null ? usualBatch() : batch,
        seed,
        SolveCommand.threads(threads),
        backend,
        SolveCommand.memory(memoryLimit),
        patience,
        checkpoints,
        interval,
        keep,
        resume,
        output,
        plot);
  }

  private int usualBatch() {
    return switch (set) {
      case "digits" -> 32;
      case DirectionSettings.SET -> DirectionSettings.BATCH;
      default -> 128;
    };
  }
}
