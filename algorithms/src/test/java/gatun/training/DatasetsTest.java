package gatun.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import gatun.engine.io.CifarBinary;
import gatun.engine.io.Npz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path folder;

  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));

  @AfterEach
  void close() {
    w.close();
  }

  @Test
  void idxImagesHaveOneChannel() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 12);
    images.putInt(0x803).putInt(2).putInt(2).putInt(3).put(27, (byte) 255);
    ByteBuffer labels = ByteBuffer.allocate(8 + 2).putInt(0x801).putInt(2).put((byte) 9);
    Path x = Files.write(folder.resolve("x"), images.array());
    Path y = Files.write(folder.resolve("y"), labels.array());
    Dataset set = Datasets.idx(x, y, 10, w);
    assertEquals(Shape.of(2, 3, 1), set.sampleShape());
    assertEquals(9, set.label(0));
    Loader loader = new Loader(set, LoaderSettings.evaluation(DType.F32, 2), w);
    Batch batch = loader.batch();
    loader.fill(batch, 0, 0);
    assertEquals(1, batch.features().at(1, 1, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> Datasets.idx(x, y, 9, w));
    assertThrows(IllegalArgumentException.class, () -> Datasets.idx(y, y, 10, w));
  }

  @Test
  void channelsOfCifarComeLast() throws IOException {
    byte[] record = new byte[3073];
    record[0] = 3;
    for (int k = 0; k < 3072; k++) {
      record[1 + k] = (byte) (k * 31);
    }
    Path file = Files.write(folder.resolve("batch.bin"), record);
    Dataset set = Datasets.cifar(CifarBinary.Labels.TEN, w, file, file);
    assertEquals("2 samples I8[32, 32, 3] of 10 classes", set.toString());
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < 1024; p++) {
        assertEquals((byte) ((1024 * c + p) * 31), set.features().at(1, p / 32, p % 32, c));
      }
    }
  }

  @Test
  void labelsOfLibSvmBecomeClasses() throws IOException {
    Path file = Files.writeString(folder.resolve("a.svm"), "-1 1:2\n1 3:4\n");
    Dataset set = Datasets.libSvm(file, DType.F32, 4, w, -1, 1);
    assertEquals(0, set.label(0));
    assertEquals(1, set.label(1));
    assertEquals(Shape.of(4), set.sampleShape());
    assertEquals(0, Datasets.libSvm(file, DType.F64, 0, w).classes());
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Datasets.libSvm(file, DType.F32, 4, w, 0, 1));
    assertTrue(e.getMessage().endsWith("found -1.0 at sample 0"), e::getMessage);
  }

  @Test
  void archivesHaveFeaturesAndLabels() throws IOException {
    HostTensor x = w.zeros(DType.F64, 3, 2);
    HostTensor classes = w.zeros(DType.I64, 3);
    classes.set(1, 2);
    Path file = folder.resolve("a.npz");
    Npz.write(Map.of("x", x, "y", classes, "t", w.zeros(DType.F32, 3, 4)), file);
    assertEquals(1, Datasets.npz(file, "x", "y", 2, w).label(2));
    assertEquals(Shape.of(4), Datasets.npz(file, "x", "t", 0, w).labelShape());
    assertThrows(IllegalArgumentException.class, () -> Datasets.npz(file, "x", "t", 2, w));
  }
}
