package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.MemoryLimitException;
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  private static final Path NUMPY = Path.of("src/test/resources/gatun/engine/io");

  @TempDir Path folder;

  private final Workspace w =
      Workspace.on(
          Backends.named("reference", new BackendOptions(1)),
          WorkspaceSettings.defaults().limitedTo(1 << 24));

  @AfterEach
  void close() {
    w.close();
  }

  /** Checks the array 0, 1, 2 … 23, minus something, of shape 2 × 3 × 4. */
  private static void checkCount(HostTensor t, DType dtype, int minus) {
    assertEquals(dtype, t.dtype());
    assertEquals(Shape.of(2, 3, 4), t.shape());
    assertTrue(t.contiguous());
    for (int i = 0; i < 24; i++) {
      assertEquals(i - minus, t.at(i / 12, i / 4 % 3, i % 4));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "little_f2,F16",
    "big_f2,F16",
    "little_f4,F32",
    "big_f4,F32",
    "little_f8,F64",
    "big_f8,F64",
    "i1,I8",
    "little_i4,I32",
    "big_i4,I32",
    "little_i8,I64",
    "big_i8,I64"
  })
  void readsWhatNumpyWrote(String name, DType dtype) throws IOException {
    Path file = NUMPY.resolve(name + ".npy");
    checkCount(Npy.read(file, w), dtype, 5);
    checkCount(Npy.read(file, w, DType.F64), DType.F64, 5);
    checkCount(Npy.read(file, w, DType.F32), DType.F32, 5);
    checkCount(Npy.read(file, w, DType.F16), DType.F16, 5);
    checkCount(Npy.read(file, w, DType.BF16), DType.BF16, 5);
    if (!dtype.real()) {
      checkCount(Npy.read(file, w, DType.I64), DType.I64, 5);
    }
  }

  @Test
  void readsColumnMajorScalarsNothingAndLaterVersions() throws IOException {
    checkCount(Npy.read(NUMPY.resolve("fortran_f8.npy"), w), DType.F64, 0);
    checkCount(Npy.read(NUMPY.resolve("fortran_big_i4.npy"), w), DType.I32, 0);
    checkCount(Npy.read(NUMPY.resolve("fortran_big_i4.npy"), w, DType.F32), DType.F32, 0);
    assertEquals(2.5, Npy.read(NUMPY.resolve("scalar.npy"), w).at());
    assertEquals(Shape.of(3, 0, 2), Npy.read(NUMPY.resolve("empty.npy"), w).shape());
    for (int version = 2; version <= 3; version++) {
      assertArrayEquals(
          new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY},
          Npy.read(NUMPY.resolve("version" + version + ".npy"), w).toArray());
    }
  }

  @Test
  void integersAreNotNarrowed() {
    Path longs = NUMPY.resolve("little_i8.npy");
    var e = assertThrows(FormatException.class, () -> Npy.read(longs, w, DType.I32));
    assertTrue(e.getMessage().contains("expected elements that I32 can hold, found I64"));
    Path reals = NUMPY.resolve("little_f4.npy");
    assertThrows(FormatException.class, () -> Npy.read(reals, w, DType.I64));
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "BF16")
  void writesTheBytesThatNumpyWrites(DType dtype) throws IOException {
    String name = (dtype == DType.I8 ? "i" : dtype.real() ? "little_f" : "little_i");
    Path original = NUMPY.resolve(name + dtype.bytes() + ".npy");
    Path copy = folder.resolve("copy.npy");
    Npy.write(Npy.read(original, w), copy);
    assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(copy));
    Npy.write(Npy.map(original, w), copy);
    assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(copy));
  }

  @Test
  void writesAndReadsEveryShape() throws IOException {
    Path file = folder.resolve("x.npy");
    for (long[] extents : new long[][] {{}, {0}, {1}, {7}, {2, 3}, {4, 0, 2}, {200_000}}) {
      HostTensor x = w.zeros(DType.F64, extents);
      HostTensor flat = x.reshape(x.size());
      for (long i = 0; i < flat.size(); i++) {
        flat.set(Math.sqrt(i), i);
      }
      Npy.write(x, file);
      assertEquals(0, (Files.size(file) - 8 * x.size()) % 64, "elements begin aligned");
      HostTensor y = Npy.read(file, w);
      assertEquals(x.shape(), y.shape());
      assertArrayEquals(flat.toArray(), y.reshape(y.size()).toArray());
      assertEquals(List.of(file), Files.list(folder).toList(), "nothing else stays");
    }
  }

  @Test
  void packsStridedViews() throws IOException {
    HostTensor x = w.zeros(DType.I32, 300, 700);
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < 700; j++) {
        x.setInteger(1000 * i + j, i, j);
      }
    }
    Path file = folder.resolve("x.npy");
    Npy.write(x.view(new Slice(1, 300, 3), new Slice(2, 700, 2)), file);
    HostTensor y = Npy.read(file, w);
    assertEquals(Shape.of(100, 349), y.shape());
    assertEquals(1002, y.integerAt(0, 0));
    assertEquals(298_698, y.integerAt(99, 348));
    assertEquals(4_012, y.integerAt(1, 5));
  }

  @Test
  void aMappedFileIsNotCopiedNorChanged() throws IOException {
    Path file = Files.copy(NUMPY.resolve("little_f8.npy"), folder.resolve("m.npy"));
    byte[] before = Files.readAllBytes(file);
    long held = w.bytes();
    HostTensor x = Npy.map(file, w);
    checkCount(x, DType.F64, 5);
    assertEquals(held + 24 * 8, w.bytes());
    x.set(99, 0, 0, 0);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @CsvSource({
    "big_f8,byte order of this machine",
    "fortran_f8,row-major elements",
    "structured,structured elements"
  })
  void whatCannotBeMappedIsSaid(String name, String reason) {
    Path file = NUMPY.resolve(name + ".npy");
    var e = assertThrows(FormatException.class, () -> Npy.map(file, w));
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }

  @Test
  void misalignedElementsAreReadButNotMapped() throws IOException {
    Path file = npy("{'descr':'<f8','fortran_order':False,'shape':(1,)}", new byte[8]);
    assertEquals(0, Npy.read(file, w).at(0));
    var e = assertThrows(FormatException.class, () -> Npy.map(file, w));
    assertTrue(e.getMessage().contains("aligned to their size"), e::getMessage);
  }

  private Path npy(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[10 + text.length + data.length];
    System.arraycopy(NpyHeader.MAGIC, 0, all, 0, 6);
    all[6] = 1;
    all[8] = (byte) text.length;
    all[9] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, all, 10, text.length);
    System.arraycopy(data, 0, all, 10 + text.length, data.length);
    return Files.write(folder.resolve("made.npy"), all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
        " { \"shape\" :(1,2) ,\n'fortran_order':True, 'descr':'=f8' }  \n",
        "{'shape': (1L, 2L), 'descr': '<f8', 'fortran_order': False}",
      })
  void headersMayBeWrittenInSeveralWays(String header) throws IOException {
    assertEquals(2, Npy.read(npy(header, new byte[16]), w).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "('descr': '<f8')|offset 10: expected '{'",
        "{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}|offset 20: expected elements f2",
        "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,)}|expected True or False",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [1]}|expected '(' and the extents",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}|expected an extent",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}|at most 2^63",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000, 4000000000)}|less than 2^63",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}|8000000000000 bytes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4000000000, 4000000000)}|2^63 bytes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1 1)}|expected ',' or ')'",
        "{'descr': '<f8', 'fortran_order': False}|expected the key 'shape'",
        "{'descr': '<f8', 'descr': '<f8'}|expected every key once",
        "{'color': '<f8'}|expected the key descr, fortran_order or shape",
        "{'descr': '<f8|expected the element type in quotes that ends",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x|expected the end of the header",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)|expected ',' or '}', found the end",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}|expected 16 bytes of data for F64[2]",
      })
  void brokenHeadersAreRefusedWithThePlace(String header, String message) throws IOException {
    Path file = npy(header, new byte[8]);
    long held = w.bytes();
    var e = assertThrows(FormatException.class, () -> Npy.read(file, w));
    assertTrue(e.getMessage().startsWith(file + ": offset "), e::getMessage);
    assertTrue(e.getMessage().contains(message), e::getMessage);
    assertFalse(e.getMessage().contains("\n"), e::getMessage);
    assertThrows(FormatException.class, () -> Npy.map(file, w));
    assertEquals(held, w.bytes(), "nothing was taken");
  }

  @Test
  void tooManyAxesAreRefused() throws IOException {
    String ones = "1,".repeat(65);
    Path file =
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (" + ones + ")}", new byte[8]);
    var e = assertThrows(FormatException.class, () -> Npy.read(file, w));
    assertTrue(e.getMessage().contains("at most 64 axes"), e::getMessage);
  }

  @Test
  void brokenBeginningsAreRefused() throws IOException {
    byte[] good = Files.readAllBytes(NUMPY.resolve("version2.npy"));
    Path file = folder.resolve("cut.npy");
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      var e = assertThrows(FormatException.class, () -> Npy.read(file, w));
      assertTrue(e.getMessage().contains("expected"), e::getMessage);
    }
    good[6] = 9;
    Files.write(file, good);
    var e = assertThrows(FormatException.class, () -> Npy.read(file, w));
    assertTrue(e.getMessage().contains("found version 9"), e::getMessage);
    Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1});
    e = assertThrows(FormatException.class, () -> Npy.read(file, w));
    assertTrue(e.getMessage().contains("found a length of 4294967295"), e::getMessage);
  }

  @Test
  void filesThatAreNoneAreRefused() {
    assertThrows(NoSuchFileException.class, () -> Npy.read(folder.resolve("none.npy"), w));
    var e = assertThrows(FormatException.class, () -> Npy.read(folder, w));
    assertTrue(e.getMessage().contains("found a folder"), e::getMessage);
  }

  @Test
  void theMemoryLimitHolds() throws IOException {
    Path file = folder.resolve("x.npy");
    Npy.write(w.zeros(DType.F64, 1000), file);
    try (Workspace small =
        Workspace.on(w.backend(), WorkspaceSettings.defaults().limitedTo(7999))) {
      assertThrows(MemoryLimitException.class, () -> Npy.read(file, small));
      assertThrows(MemoryLimitException.class, () -> Npy.map(file, small));
    }
  }
}
