package gatun.cli;

import gatun.engine.MemoryLimitException;
import gatun.engine.Workspace;
import gatun.engine.io.CifarBinary;
import gatun.training.Dataset;
import gatun.training.Datasets;
import gatun.training.Splits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images of {@code gatun train}: those to learn from and those to judge by.
 *
 * @param train to learn from
 * @param heldOut to judge by
 * @param source where they come from, for people
 */
record TrainingImages(Dataset train, Dataset heldOut, String source) {
  static final List<String> SETS = List.of("mnist", "cifar", "digits");
  private static final long SPLIT = 1; // the held-out images do not depend on --seed
  private static final String[] DIGITS = {"digits-images-idx3-ubyte", "digits-labels-idx1-ubyte"};

  /**
   * Reads a set.
   *
   * @param folder of the files; null for the sample
   * @throws InputError if files are missing or broken
   */
  static TrainingImages load(String set, @Nullable Path folder, Workspace workspace) {
    try {
      if (folder == null) {
        return sample(set, workspace);
      }
      if (!Files.isDirectory(folder)) {
        throw new InputError("--data " + folder + ": there is no such folder");
      }
      return switch (set) {
        case "mnist" -> mnist(folder, workspace);
        case "cifar" -> cifar(folder, workspace);
        default -> digits(folder, folder.toString(), workspace);
      };
    } catch (MemoryLimitException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new InputError("--data: " + OutputFile.message(e), e);
    }
  }

  private static TrainingImages sample(String set, Workspace workspace) throws IOException {
    if (!set.equals("digits")) {
      throw new InputError(
          set + ": expected --data DIR, the folder of its files; only digits comes with gatun");
    }
    Path folder = Files.createTempDirectory("gatun-digits");
    try {
      for (String name : DIGITS) {
        try (InputStream in = TrainingImages.class.getResourceAsStream("digits/" + name + ".gz")) {
          if (in == null) {
            throw new IllegalStateException("the sample is not part of this build: " + name);
          }
          Files.copy(in, folder.resolve(name + ".gz"));
        }
      }
      return digits(folder, "the sample that comes with gatun", workspace);
    } finally {
      for (String name : DIGITS) {
        Files.deleteIfExists(folder.resolve(name + ".gz"));
      }
      Files.deleteIfExists(folder);
    }
  }

  private static TrainingImages digits(Path folder, String source, Workspace workspace)
      throws IOException {
    List<Path> files = require(folder, DIGITS);
    Dataset all = Datasets.idx(files.get(0), files.get(1), 10, workspace);
    return divided(all, all.size() / 6, source);
  }

  private static TrainingImages divided(Dataset all, long heldOut, String source) {
    Splits parts = Splits.stratified(all, heldOut, 0, SPLIT);
    return new TrainingImages(parts.train(), parts.validation(), source);
  }

  private static TrainingImages mnist(Path folder, Workspace workspace) throws IOException {
    String[] test = {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    String[] train = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"};
    List<Path> judged = find(folder, test);
    if (find(folder, train).isEmpty() && judged.size() == test.length) {
      Dataset all = Datasets.idx(judged.get(0), judged.get(1), 10, workspace);
      return divided(all, all.size() / 10, folder + ", t10k alone");
    }
    List<Path> files = require(folder, train[0], train[1], test[0], test[1]);
    return new TrainingImages(
        Datasets.idx(files.get(0), files.get(1), 10, workspace),
        Datasets.idx(files.get(2), files.get(3), 10, workspace),
        folder.toString());
  }

  private static TrainingImages cifar(Path given, Workspace workspace) throws IOException {
    Path unpacked = given.resolve("cifar-10-batches-bin");
    Path folder = Files.isDirectory(unpacked) ? unpacked : given;
    List<Path> other = find(folder, "train.bin", "test.bin");
    List<Path> files =
        other.size() == 2
            ? other
            : require(
                folder,
                "data_batch_1.bin",
                "data_batch_2.bin",
                "data_batch_3.bin",
                "data_batch_4.bin",
                "data_batch_5.bin",
                "test_batch.bin");
    Path[] train = files.subList(0, files.size() - 1).toArray(Path[]::new);
    return new TrainingImages(
        Datasets.cifar(CifarBinary.Labels.TEN, workspace, train),
        Datasets.cifar(CifarBinary.Labels.TEN, workspace, files.getLast()),
        folder.toString());
  }

  /** Returns those of the files that are there, plain or compressed. */
  static List<Path> find(Path folder, String... names) {
    List<Path> found = new ArrayList<>();
    for (String name : names) {
      for (String file : new String[] {name, name + ".gz"}) {
        if (Files.isRegularFile(folder.resolve(file))) {
          found.add(folder.resolve(file));
          break;
        }
      }
    }
    return found;
  }

  private static List<Path> require(Path folder, String... names) {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (find(folder, name).isEmpty()) {
        missing.add(name + "[.gz]");
      }
    }
    if (!missing.isEmpty()) {
      throw new InputError(
          "--data "
              + folder
              + ": missing "
              + String.join(", ", missing)
              + " (see gatun train --help)");
    }
    return find(folder, names);
  }
}
