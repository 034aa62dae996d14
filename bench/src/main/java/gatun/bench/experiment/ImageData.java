package gatun.bench.experiment;

import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Workspace;
import gatun.training.Dataset;
import gatun.training.Datasets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The two sets of images that the experiments use. */
final class ImageData {
  private static final int PIXELS = 64;

  private ImageData() {}

  /** Returns scikit-learn's digits: 1797 images of 8×8, pixels from 0 to 1. */
  static Dataset digits(Path data, Workspace workspace) throws IOException {
    Path file = required(data.resolve("sklearn-small/digits.csv.gz"));
    List<String> lines;
    try (var in = new GZIPInputStream(Files.newInputStream(file));
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }
    HostTensor features = workspace.zeros(DType.F32, lines.size(), PIXELS);
    HostTensor labels = workspace.zeros(DType.I32, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",");
      if (fields.length != PIXELS + 1) {
        throw new IllegalArgumentException(
            file + ", line " + (i + 1) + ": expected 65 numbers, found " + fields.length);
      }
      for (int k = 0; k < PIXELS; k++) {
        features.set(Double.parseDouble(fields[k]) / 16, i, k);
      }
      labels.setInteger((long) Double.parseDouble(fields[PIXELS]), i);
    }
    return Dataset.classified(features, labels, 10);
  }

  /** Returns the 10,000 test images of MNIST as vectors of 784 bytes. */
  static Dataset mnist(Path data, Workspace workspace) throws IOException {
    Path folder = data.resolve("mnist-t10k");
    Path images = required(folder.resolve("t10k-images-idx3-ubyte.gz"));
    Path labels = required(folder.resolve("t10k-labels-idx1-ubyte.gz"));
    return Datasets.idx(images, labels, 10, workspace).shaped(784);
  }

  private static Path required(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--data: there is no " + file);
    }
    return file;
  }
}
