package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.Workspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GunzipTest {
  private static final String MATRIX =
      "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n2 2 1\n";

  @TempDir Path folder;

  private static byte[] zipped(byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (var in = new Gunzip(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  @Test
  void membersFollowEachOtherAndZerosMayFillUp() throws IOException {
    byte[] random = new byte[300_000];
    new SplittableRandom(1).nextBytes(random);
    byte[] one = zipped(random);
    assertArrayEquals(random, unzipped(one));
    assertArrayEquals(join(random, random), unzipped(join(one, zipped(new byte[0]), one)));
    assertArrayEquals(random, unzipped(join(one, new byte[100_000])));
    byte[] header = {0x1f, (byte) 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 2, 0, 'a', 'b'};
    byte[] rest = Arrays.copyOfRange(one, 10, one.length);
    byte[] texts = {'n', 0, 'c', 'o', 0, 1, 2};
    assertArrayEquals(random, unzipped(join(header, texts, rest)));
  }

  @Test
  void whatFollowsTheLastMemberIsRefused() throws IOException {
    byte[] one = zipped(MATRIX.getBytes(StandardCharsets.UTF_8));
    for (byte[] garbage :
        new byte[][] {{1}, {0x1f}, "garbage".getBytes(), {0, 0, 7}, new byte[] {0x1f, 0x7b}}) {
      assertThrows(IOException.class, () -> unzipped(join(one, garbage)));
      Path file = Files.write(folder.resolve("g.mtx.gz"), join(one, garbage));
      try (Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)))) {
        var e = assertThrows(FormatException.class, () -> MatrixMarket.read(file, w));
        assertTrue(e.getMessage().contains("compressed data"), e::getMessage);
      }
    }
    var e = assertThrows(ZipException.class, () -> unzipped(join(one, "garbage".getBytes())));
    assertEquals(
        "expected the end of the file or another gzip member after member 1, found other bytes",
        e.getMessage());
  }

  @Test
  void damageIsNoticed() throws IOException {
    byte[] good = zipped(MATRIX.getBytes(StandardCharsets.UTF_8));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(EOFException.class, () -> unzipped(cut));
    }
    for (int i = 10; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      assertThrows(IOException.class, () -> unzipped(bad), "byte " + i);
    }
  }
}
