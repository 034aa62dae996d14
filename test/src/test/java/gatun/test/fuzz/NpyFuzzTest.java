package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.io.FormatException;
import gatun.engine.io.Npy;
import java.io.IOException;

class NpyFuzzTest {
  static final Promise ARRAY =
      new Promise(
          ".npy",
          0,
          2, // read, and mapped if possible
          (file, workspace) -> {
            var tensor = Npy.read(file, workspace);
            try {
              var mapped = Npy.map(file, workspace);
              if (!mapped.shape().equals(tensor.shape())) {
                throw new AssertionError(mapped + " instead of " + tensor);
              }
            } catch (FormatException e) {
              if (!e.getMessage().contains("to map a file")) {
                throw new AssertionError("read but not mapped", e);
              }
            }
          });

  @FuzzTest(maxDuration = "10s")
  void read(byte[] input) throws IOException {
    ARRAY.check(input);
  }
}
