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
import gatun.engine.Shape;
import gatun.engine.Slice;
import gatun.engine.Workspace;
import gatun.engine.WorkspaceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  private static final Path NUMPY = Path.of("src/test/resources/gatun/engine/io");

  @TempDir Path folder;

  private final Workspace w =
      Workspace.on(
          Backends.named("reference", new BackendOptions(1)),
          WorkspaceSettings.defaults().limitedTo(1 << 26));

  @AfterEach
  void close() {
    w.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void readsWhatNumpyWrote(String name) throws IOException {
    Path file = NUMPY.resolve(name);
    assertEquals(List.of("x", "n"), Npz.names(file));
    Map<String, HostTensor> all = Npz.read(file, w);
    assertEquals(List.of("x", "n"), List.copyOf(all.keySet()));
    HostTensor x = all.get("x");
    assertEquals(Shape.of(2, 3, 4), x.shape());
    for (int i = 0; i < 24; i++) {
      assertEquals(i, x.at(i / 12, i / 4 % 3, i % 4));
    }
    HostTensor n = Npz.read(file, "n", w);
    assertEquals(DType.I32, n.dtype());
    assertArrayEquals(new double[] {7, 8}, n.toArray());
  }

  private Map<String, HostTensor> tensors() {
    HostTensor big = w.zeros(DType.F64, 300_000);
    for (int i = 0; i < big.size(); i++) {
      big.set(Math.sin(i), i);
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("zeros", w.zeros(DType.F32, 1000, 500));
    tensors.put("big", big);
    tensors.put("ö/part", big.view(Slice.every(7)));
    tensors.put("none", w.zeros(DType.I8, 0));
    return tensors;
  }

  @Test
  void bf16HasNoNameInTheFormat() {
    HostTensor x = w.zeros(DType.BF16, 2);
    Path file = folder.resolve("none.npy");
    for (Executable write :
        List.<Executable>of(() -> Npy.write(x, file), () -> Npz.write(Map.of("x", x), file))) {
      var e = assertThrows(IllegalArgumentException.class, write);
      assertTrue(e.getMessage().contains("found BF16"), e.getMessage());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void writesWhatItReadsBack() throws IOException {
    Map<String, HostTensor> tensors = tensors();
    Path stored = folder.resolve("s.npz");
    Path deflated = folder.resolve("d.npz");
    Npz.write(tensors, stored);
    Npz.writeCompressed(tensors, deflated);
    assertTrue(Files.size(deflated) < Files.size(stored) - 1_900_000);
    for (Path file : List.of(stored, deflated)) {
      Map<String, HostTensor> read = Npz.read(file, w);
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.keySet()));
      tensors.forEach((name, x) -> {
        HostTensor y = read.get(name);
        assertEquals(x.dtype(), y.dtype());
        assertEquals(x.shape(), y.shape());
        if (x.shape().rank() == 1) {
          assertArrayEquals(x.toArray(), y.toArray());
        }
      });
    }
    byte[] first = Files.readAllBytes(stored);
    Npz.write(tensors, stored);
    assertArrayEquals(first, Files.readAllBytes(stored));
  }

  private FormatException refused(Path file) {
    var e = assertThrows(FormatException.class, () -> Npz.read(file, w));
    assertFalse(e.getMessage().contains("\n"), e::getMessage);
    assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    return e;
  }

  @Test
  void aMissingNameIsAnsweredWithThosePresent() {
    var e =
        assertThrows(FormatException.class, () -> Npz.read(NUMPY.resolve("stored.npz"), "y", w));
    assertTrue(e.getMessage().contains("named 'y', found 'x, n'"), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void everyCutAndEveryFlippedByteIsNoticedOrHarmless(String name) throws IOException {
    byte[] good = Files.readAllBytes(NUMPY.resolve(name));
    Path file = folder.resolve("bad.npz");
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      refused(file);
    }
    int noticed = 0;
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) 0x55;
      Files.write(file, bad);
      try {
        Npz.read(file, w);
      } catch (FormatException e) {
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
        noticed++;
      }
    }
    assertTrue(noticed > 0.6 * good.length, noticed + " of " + good.length);
  }

  @Test
  void dataThatDoesNotFitTheChecksumIsRefused() throws IOException {
    Path file = folder.resolve("x.npz");
    Npz.write(Map.of("x", w.vector(1, 2, 3)), file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[find(bytes, NpyHeader.MAGIC) + 128 + 5] ^= 1;
    Files.write(file, bytes);
    assertTrue(refused(file).getMessage().contains("checksum"));
  }

  @Test
  void whatIsNoArrayIsRefused() throws IOException {
    Path file = folder.resolve("x.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("notes.txt"));
      zip.write('x');
    }
    assertTrue(refused(file).getMessage().contains("expected entries NAME.npy"));
    Files.writeString(file, "no zip");
    assertTrue(refused(file).getMessage().contains("zip archive"));
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write("hello world".getBytes());
    }
    assertTrue(refused(file).getMessage().contains("array 'x', offset 0: expected"));
  }

  @Test
  void anAbsurdLengthInTheDirectoryTakesNoMemory() throws IOException {
    byte[] bytes = Files.readAllBytes(NUMPY.resolve("deflated.npz"));
    int directory = find(bytes, new byte[] {'P', 'K', 1, 2});
    bytes[directory + 26] = 0x7f; // size, the high half
    Path file = Files.write(folder.resolve("bad.npz"), bytes);
    long held = w.bytes();
    assertTrue(refused(file).getMessage().contains("expected at most"));
    assertEquals(held, w.bytes());
  }

  private static int find(byte[] bytes, byte[] what) {
    for (int i = 0; ; i++) {
      if (Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
  }
}
