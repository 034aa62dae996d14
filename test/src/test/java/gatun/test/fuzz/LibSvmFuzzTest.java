package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.DType;
import gatun.engine.io.LibSvm;
import java.io.IOException;

class LibSvmFuzzTest {
  private static final long FREE = 1 << 20; // features without entries take memory, to this limit
  static final Promise SAMPLES =
      new Promise(
          ".svm",
          FREE,
          64,
          (file, workspace) -> {
            var sparse = LibSvm.read(file, workspace);
            var dense = LibSvm.readDense(file, workspace, DType.F64, 0);
            if (dense.features().shape().extent(1) != sparse.features().columns()) {
              throw new AssertionError(dense + " instead of " + sparse);
            }
          });

  @FuzzTest(maxDuration = "10s")
  void read(byte[] input) throws IOException {
    SAMPLES.check(input);
  }
}
