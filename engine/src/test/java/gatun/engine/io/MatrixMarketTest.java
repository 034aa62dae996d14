package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.SparseMatrix;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixMarketTest {
  private static final String GOOD =
      "%%MatrixMarket matrix coordinate real symmetric\n% a comment\n3 3 5\n"
          + "1 1 4.0\n2 1 -1\n2 2 4e0\n3 2 -1.0D0\n3 3 0.1\n";

  @TempDir Path folder;

  private Workspace workspace(long limit) {
    return Workspace.on(
        Backends.named("reference", new BackendOptions(1)),
        WorkspaceSettings.defaults().limitedTo(limit));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("m.mtx"), content);
  }

  private Path file(String content) throws IOException {
    return file(content.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void checkGood(SparseMatrix a) {
    assertEquals(3, a.rows());
    assertEquals(7, a.nonzeros());
    assertTrue(a.symmetric());
    assertEquals(-1, a.at(0, 1));
    assertEquals(-1, a.at(1, 0));
    assertEquals(-1, a.at(1, 2));
    assertEquals(0.1, a.at(2, 2));
    assertEquals(0, a.at(0, 2));
  }

  @Test
  void readsVariantsOfOneMatrix() throws IOException {
    try (Workspace w = workspace(1 << 24)) {
      checkGood(MatrixMarket.read(file(GOOD), w));
      checkGood(MatrixMarket.read(file(GOOD.replace("\n", "\r\n")), w));
      checkGood(MatrixMarket.read(file(GOOD.replace("2 1 -1\n", "\n% x\n  2\t1   -1  \n")), w));
      Path zipped = folder.resolve("named.mtx");
      try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
        out.write(GOOD.getBytes(StandardCharsets.ISO_8859_1));
      }
      checkGood(MatrixMarket.read(zipped, w));
    }
  }

  @Test
  void sumsDuplicatesAndReadsPatternSkewAndArray() throws IOException {
    try (Workspace w = workspace(1 << 24)) {
      SparseMatrix sum =
          MatrixMarket.read(
              file(
                  "%%MatrixMarket matrix coordinate integer general\n2 3 3\n1 3 2\n2 1 5\n1 3 4\n"),
              w);
      assertEquals(6, sum.at(0, 2));
      assertEquals(2, sum.nonzeros());
      SparseMatrix pattern =
          MatrixMarket.read(
              file("%%MatrixMarket matrix coordinate pattern general\n2 2 1\n2 1\n"), w);
      assertEquals(1, pattern.at(1, 0));
      SparseMatrix skew =
          MatrixMarket.read(
              file("%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n2 1 3\n"), w);
      assertEquals(-3, skew.at(0, 1));
      assertFalse(skew.symmetric());
      var vector =
          MatrixMarket.readVector(
              file("%%MatrixMarket matrix array real general\n3 1\n1\n2\n3\n"), w);
      assertEquals("[1.0, 2.0, 3.0]", Arrays.toString(vector.toArray()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello",
        "%%MatrixMarket matrix coordinate complex general;1 1 1;1 1 1 1",
        "%%MatrixMarket matrix coordinate real general;2 2 2;1 1 1",
        "%%MatrixMarket matrix coordinate real general;2 2 1;1 1 1;2 2 1",
        "%%MatrixMarket matrix coordinate real general;2 2 1;0 1 1",
        "%%MatrixMarket matrix coordinate real general;2 2 1;3 1 1",
        "%%MatrixMarket matrix coordinate real general;2 2 1;1 1 x1",
        "%%MatrixMarket matrix coordinate real general;2 2 1;1 1",
        "%%MatrixMarket matrix coordinate real general;2 2 99999999999999999999;1 1 1",
        "%%MatrixMarket matrix coordinate real general;1000000000000000000 1000000000000000000 1;1 1 1",
        "%%MatrixMarket matrix coordinate real general;9 9 9000000000000000000;1 1 1",
        "%%MatrixMarket matrix coordinate real symmetric;2 3 1;1 1 1",
        "%%MatrixMarket matrix coordinate real general;2 2 1;1.5 1 1",
        "%%MatrixMarket matrix coordinate real general;;",
      })
  void refusesWithOneLineThatNamesTheFile(String content) throws IOException {
    Path file = file(content.replace(";", "\n") + "\n");
    try (Workspace w = workspace(1 << 20)) {
      FormatException e = assertThrows(FormatException.class, () -> MatrixMarket.read(file, w));
      assertTrue(e.getMessage().contains("m.mtx"), e::getMessage);
      assertFalse(e.getMessage().contains("\n"), e::getMessage);
      assertTrue(e.getMessage().contains("expected"), e::getMessage);
    }
  }

  @Test
  void writesWhatItReadsBackBitForBit() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text =
        new StringBuilder("%%MatrixMarket matrix coordinate real general\n40 30 200\n");
    for (int e = 0; e < 200; e++) {
      text.append(1 + random.nextInt(40)).append(' ').append(1 + random.nextInt(30)).append(' ');
      text.append(Double.longBitsToDouble(random.nextLong() & 0xbfefffffffffffffL)).append('\n');
    }
    try (Workspace w = workspace(1 << 24)) {
      SparseMatrix a = MatrixMarket.read(file(text.toString()), w);
      for (String name : new String[] {"out.mtx", "out.mtx.gz"}) {
        Path copy = folder.resolve(name);
        MatrixMarket.write(a, copy);
        SparseMatrix b = MatrixMarket.read(copy, w);
        assertEquals(a.nonzeros(), b.nonzeros());
        for (long e = 0; e < a.nonzeros(); e++) {
          assertEquals(a.column(e), b.column(e));
          assertEquals(a.value(e), b.value(e));
        }
      }
    }
  }
}
