package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers of data sets: IDX, the binary files of CIFAR, LIBSVM. */
class DataFilesTest {
  @TempDir Path folder;

  private final Workspace w =
      Workspace.on(
          Backends.named("reference", new BackendOptions(1)),
          WorkspaceSettings.defaults().limitedTo(1 << 22));

  @AfterEach
  void close() {
    w.close();
  }

  private Path file(byte[] bytes, boolean compressed) throws IOException {
    Path file = folder.resolve("data");
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = compressed ? new GZIPOutputStream(plain) : plain) {
      out.write(bytes);
    }
    return file;
  }

  private Path text(String text) throws IOException {
    return file(text.getBytes(), false);
  }

  private void refused(String part, Executable read) {
    var e = assertThrows(FormatException.class, read);
    assertTrue(e.getMessage().contains(part), e::getMessage);
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().startsWith(folder.toString()), e::getMessage);
    assertEquals(0, w.bytes());
  }

  private static byte[] idx(int code, int... extents) {
    ByteBuffer bytes = ByteBuffer.allocate(200);
    bytes.put((byte) 0).put((byte) 0).put((byte) code).put((byte) extents.length);
    int size = 1;
    for (int extent : extents) {
      bytes.putInt(extent);
      size *= extent;
    }
    for (int i = 0; i < size; i++) {
      switch (code) {
        case 8, 9 -> bytes.put((byte) (i - 3));
        case 11 -> bytes.putShort((short) (i - 3));
        case 12 -> bytes.putInt(i - 3);
        case 13 -> bytes.putFloat(i - 3);
        default -> bytes.putDouble(i - 3);
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  @ParameterizedTest
  @CsvSource({"8,I32", "9,I8", "11,I32", "12,I32", "13,F32", "14,F64"})
  void readsEveryTypeOfIdx(int code, DType natural) throws IOException {
    for (boolean compressed : new boolean[] {false, true}) {
      Path file = file(idx(code, 2, 3), compressed);
      double[] expected = {
        code == 8 ? 253 : -3, code == 8 ? 254 : -2, code == 8 ? 255 : -1, 0, 1, 2
      };
      HostTensor plain = Idx.read(file, w);
      assertEquals(natural, plain.dtype());
      assertEquals(Shape.of(2, 3), plain.shape());
      assertArrayEquals(expected, plain.reshape(6).toArray());
      assertArrayEquals(expected, Idx.read(file, w, DType.F32).reshape(6).toArray());
      assertArrayEquals(expected, Idx.read(file, w, DType.F64).reshape(6).toArray());
      if (!natural.real()) {
        assertArrayEquals(expected, Idx.read(file, w, DType.I64).reshape(6).toArray());
      }
    }
  }

  @Test
  void bytesOfIdxAreKept() throws IOException {
    HostTensor bytes = Idx.readBytes(file(idx(8, 6), false), w);
    assertEquals(DType.I8, bytes.dtype());
    assertArrayEquals(new double[] {-3, -2, -1, 0, 1, 2}, bytes.toArray());
  }

  @Test
  void whatIsNoIdxIsRefusedBeforeMemoryIsTaken() throws IOException {
    Path file = file(idx(8, 2, 3), false);
    refused("offset 2: expected elements that I8 can hold", () -> Idx.read(file, w, DType.I8));
    file(idx(14, 2), false);
    refused("elements that I64 can hold", () -> Idx.read(file, w, DType.I64));
    refused("unsigned bytes, found F64", () -> Idx.readBytes(file, w));
    byte[] good = idx(12, 2, 3);
    for (int length = 0; length < good.length; length++) {
      file(Arrays.copyOf(good, length), false);
      refused("offset ", () -> Idx.read(file, w));
    }
    file(Arrays.copyOf(good, good.length + 1), true);
    refused("expected 24 bytes for I32[2, 3], found 25", () -> Idx.read(file, w));
    good[2] = 10;
    file(good, false);
    refused("offset 2: expected a type", () -> Idx.read(file, w));
    file(ByteBuffer.allocate(20).putInt(0x0e04).putInt(-1).putInt(-1).putInt(-1).array(), false);
    refused("shape of less than 2^63 bytes", () -> Idx.read(file, w));
    good[0] = 1;
    file(good, false);
    refused("two zeros, as an IDX file begins, found 1 and 0", () -> Idx.read(file, w));
  }

  @Test
  void readsCifar() throws IOException {
    byte[] ten = new byte[2 * 3073];
    ten[0] = 9;
    ten[1] = -1;
    ten[3073 + 3072] = 5;
    Path file = file(ten, true);
    CifarBinary.Images images = CifarBinary.read(CifarBinary.Labels.TEN, w, file, file);
    assertEquals(Shape.of(4, 3, 32, 32), images.pixels().shape());
    assertArrayEquals(new double[] {9, 0, 9, 0}, images.labels().toArray());
    assertEquals(-1, images.pixels().at(2, 0, 0, 0));
    assertEquals(5, images.pixels().at(3, 2, 31, 31));
    byte[] hundred = new byte[3074];
    hundred[0] = 19;
    hundred[1] = 99;
    file(hundred, false);
    assertEquals(19, CifarBinary.read(CifarBinary.Labels.COARSE, w, file).labels().at(0));
    assertEquals(99, CifarBinary.read(CifarBinary.Labels.FINE, w, file).labels().at(0));
  }

  @Test
  void whatIsNoCifarIsRefused() throws IOException {
    byte[] ten = new byte[2 * 3073];
    Path file = file(Arrays.copyOf(ten, 3074), false);
    refused(
        "offset 3073: expected records of 3073 bytes, found 1 bytes after 1 records",
        () -> CifarBinary.read(CifarBinary.Labels.TEN, w, file));
    ten[3073] = 10;
    file(ten, false);
    var e =
        assertThrows(
            FormatException.class, () -> CifarBinary.read(CifarBinary.Labels.TEN, w, file));
    assertTrue(
        e.getMessage().contains("offset 3073: record 1: expected a label below 10, found 10"));
  }

  @Test
  void readsLibSvm() throws IOException {
    Path file =
        text("# of toys\n+1 1:0.5 3:-2e1# tail\n\n-1\r\n  2.5 2:1 4:1e-3\t\n0 1:nan 2:-inf");
    LibSvm.Sparse sparse = LibSvm.read(file, w);
    assertArrayEquals(new double[] {1, -1, 2.5, 0}, sparse.labels().toArray());
    assertEquals(4, sparse.features().columns());
    assertEquals(6, sparse.features().nonzeros());
    LibSvm.Dense dense = LibSvm.readDense(file, w, DType.F32, 5);
    assertEquals(Shape.of(4, 5), dense.features().shape());
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertEquals(
            (float) sparse.features().at(i, j), (float) dense.features().at(i, j), i + "," + j);
      }
    }
    assertEquals(-20, sparse.features().at(0, 2));
    assertEquals(0.001, sparse.features().at(2, 3));
    assertTrue(Double.isNaN(sparse.features().at(3, 0)));
    assertEquals(Double.NEGATIVE_INFINITY, sparse.features().at(3, 1));
    assertEquals(0, LibSvm.read(text("\n# nothing"), w).labels().size());
  }

  @Test
  void numbersOfLibSvmAreTheNearest() throws IOException {
    String[] numbers = {
      "0.1",
      "-0",
      "123456789012345678901234567890",
      "4.9e-324",
      "1e-400",
      "1.7976931348623157e308",
      "0.00000000000000000000000000000000000000012345678901234567",
      ".5",
      "5.",
      "9007199254740993"
    };
    for (String number : numbers) {
      HostTensor labels = LibSvm.read(text(number + " 1:" + number), w).labels();
      assertEquals(Double.parseDouble(number), labels.at(0), number);
      assertEquals(
          Double.doubleToRawLongBits(Double.parseDouble(number)),
          Double.doubleToRawLongBits(LibSvm.read(text("1 7:" + number), w).features().value(0)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longLinesAndFilesAreRead(boolean compressed) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 3; row++) {
      text.append(row);
      for (int j = 1; j <= 20_000; j++) {
        text.append(' ').append(j).append(':').append(j % 97 / 8.0);
      }
      text.append("  # ").repeat('x', 70_000).append('\n');
    }
    LibSvm.Sparse rows = LibSvm.read(file(text.toString().getBytes(), compressed), w);
    assertEquals(60_000, rows.features().nonzeros());
    for (int e = 0; e < 60_000; e++) {
      assertEquals((e % 20_000 + 1) % 97 / 8.0, rows.features().value(e));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x 1:1 | line 1, column 1: expected a label, a number,, found 'x'",
        "1,2 1:1 | expected a label, a number,, found '1,2'",
        "1:2 | expected a label, a number,, found '1:2'",
        "1 0:1 | line 1, column 3: expected indices that count from 1, found '0:1'",
        "1 2:1 2:3 | column 7: expected an index from 3 to 5, increasing, found '2:3'",
        "1 6:1 | expected an index from 1 to 5, found '6:1'",
        "1 5:1 6:1 | expected the end of the line after index 5, found '6:1'",
        "1 qid:3 1:1 | expected INDEX:VALUE, found 'qid:3'",
        "1 2 | expected INDEX:VALUE, found '2'",
        "1 2: 3 | expected a value, found the end of the line",
        "1 2:3x | expected a value, found '3x'",
        "1 2:3e | expected a value, found '3e'",
        "1 2:1e999 | expected a value below 1.8e308, found '1e999'",
        "1 99999999999999999999:1 | expected an index from 1 to 5, found '9999",
        "1 2:1e39 | expected a value below 3.4e38, which F32 holds, found '2:1e39'"
      })
  void whatIsNoLibSvmIsRefusedWithItsPlace(String line, String part) throws IOException {
    Path file = text(line);
    refused(part, () -> LibSvm.read(file, w, DType.F32, 5));
    refused(part, () -> LibSvm.readDense(file, w, DType.F32, 5));
  }

  @Test
  void aWordWithoutEndIsRefused() throws IOException {
    Path file = text("1 2:" + "0".repeat(200_000) + "1");
    refused("column 5: expected words of at most 256 bytes", () -> LibSvm.read(file, w));
    text("1 " + "7".repeat(200_000) + ":1");
    refused("column 3: expected INDEX:VALUE", () -> LibSvm.read(file, w));
  }

  @Test
  void aDamagedArchiveIsNamed() throws IOException {
    Path file = file("1 2:3\n".repeat(1000).getBytes(), true);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
    refused("damaged or cut short", () -> LibSvm.read(file, w));
    refused("damaged or cut short", () -> Idx.read(file, w));
  }
}
