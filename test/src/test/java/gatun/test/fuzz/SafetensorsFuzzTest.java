package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.io.FormatException;
import gatun.engine.io.Safetensors;
import java.io.IOException;

class SafetensorsFuzzTest {
  static final Promise TENSORS =
      new Promise(
          ".safetensors",
          0,
          2, // read and mapped
          (file, workspace) -> {
            var tensors = Safetensors.read(file, workspace);
            var mapped = Safetensors.map(file, workspace);
            if (!mapped.keySet().equals(tensors.keySet())) {
              throw new AssertionError(mapped + " instead of " + tensors);
            }
            try {
              Safetensors.verify(file);
            } catch (FormatException e) {
              Safetensors.header(file); // still sound
            }
          });

  @FuzzTest(maxDuration = "10s")
  void read(byte[] input) throws IOException {
    TENSORS.check(input);
  }
}
