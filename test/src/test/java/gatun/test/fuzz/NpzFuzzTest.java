package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.io.Npz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class NpzFuzzTest {
  static final Promise ARCHIVE =
      new Promise(".npz", 0, 1032, (file, workspace) -> Npz.read(file, workspace));

  @FuzzTest(maxDuration = "10s")
  void read(byte[] input) throws IOException {
    ARCHIVE.check(input);
  }

  /** The bytes as an array in a sound archive, which mutations of a whole one hardly reach. */
  @FuzzTest(maxDuration = "5s")
  void readWrapped(byte[] input) throws IOException {
    ARCHIVE.check(wrapped(input));
  }

  static byte[] wrapped(byte[] array) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(array);
    }
    return bytes.toByteArray();
  }
}
