package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.io.CifarBinary;
import java.io.IOException;

class CifarFuzzTest {
  static final Promise IMAGES =
      new Promise(
          ".bin",
          0,
          2 * 1032, // gzip
          (file, workspace) -> CifarBinary.read(CifarBinary.Labels.FINE, workspace, file));

  @FuzzTest(maxDuration = "5s")
  void read(byte[] input) throws IOException {
    IMAGES.check(input);
  }
}
