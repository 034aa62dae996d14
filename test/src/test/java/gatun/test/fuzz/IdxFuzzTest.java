package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.io.Idx;
import java.io.IOException;

class IdxFuzzTest {
  static final Promise ARRAY =
      new Promise(".idx", 0, 8 * 1032, (file, workspace) -> Idx.read(file, workspace)); // gzip

  @FuzzTest(maxDuration = "5s")
  void read(byte[] input) throws IOException {
    ARRAY.check(input);
  }
}
