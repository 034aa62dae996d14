package gatun.test.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import gatun.engine.io.CifarBinary;
import gatun.engine.io.Csv;
import gatun.engine.io.Idx;
import gatun.engine.io.LibSvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reads the data sets as they are published. They are not part of the sources: the folder is named
 * by {@code -Dgatun.data=DIR}, without it {@code shared/data} beside the checkout is looked for.
 */
class DataSetsTest {
  private static final Path DATA =
      Path.of(System.getProperty("gatun.data", "../../shared/data")).toAbsolutePath().normalize();

  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));

  @BeforeEach
  void theSetsAreThere() {
    Assumptions.assumeTrue(Files.isDirectory(DATA), () -> "no data sets under " + DATA);
  }

  @AfterEach
  void close() {
    w.close();
  }

  @Test
  void readsMnist() throws IOException {
    var images = Idx.readBytes(DATA.resolve("mnist-t10k/t10k-images-idx3-ubyte.gz"), w);
    var labels = Idx.read(DATA.resolve("mnist-t10k/t10k-labels-idx1-ubyte.gz"), w);
    assertEquals(Shape.of(10_000, 28, 28), images.shape());
    int[] first = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9}; // the digits that begin the set everywhere
    for (int i = 0; i < first.length; i++) {
      assertEquals(first[i], labels.at(i));
    }
  }

  @Test
  void readsCifar() throws IOException {
    var images =
        CifarBinary.read(
            CifarBinary.Labels.TEN,
            w,
            DATA.resolve("cifar10-subset/train.bin.gz"),
            DATA.resolve("cifar10-subset/test.bin.gz"));
    assertEquals(Shape.of(6_000, 3, 32, 32), images.pixels().shape());
    int[] counts = new int[10];
    for (int i = 0; i < 6_000; i++) {
      counts[(int) images.labels().at(i)]++;
    }
    for (int count : counts) {
      assertTrue(count > 300, "a class is rare");
    }
  }

  @Test
  void readsDigits() throws IOException {
    var table = Csv.read(DATA.resolve("sklearn-small/digits.csv.gz"), w, DType.F32, 0);
    assertEquals(Shape.of(1797, 65), table.shape());
    assertEquals(8, table.at(1796, 64));
  }

  @ParameterizedTest
  @CsvSource({
    "a9a/a9a.gz,32561,123,451592",
    "a9a/a9a.t.gz,16281,122,225731",
    "w8a/w8a.gz,49749,300,579586",
    "mushrooms-agaricus/agaricus.txt.train.gz,6513,126,143286",
    "mushrooms-agaricus/agaricus.txt.test.gz,1611,126,35442",
    "cora/cora.svm.gz,2708,1433,49216",
    "citeseer/citeseer.svm.gz,3327,3703,105165"
  })
  void readsLibSvm(String name, long rows, long features, long entries) throws IOException {
    LibSvm.Sparse set = LibSvm.read(DATA.resolve(name), w, DType.F32, 0);
    assertEquals(rows, set.labels().size());
    assertEquals(rows, set.features().rows());
    assertEquals(features, set.features().columns());
    assertEquals(entries, set.features().nonzeros());
  }
}
