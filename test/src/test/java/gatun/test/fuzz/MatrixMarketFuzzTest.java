package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.io.MatrixMarket;
import java.io.IOException;

class MatrixMarketFuzzTest {
  private static final long FREE = 1 << 20; // rows without entries take memory, up to this limit
  static final Promise MATRIX =
      new Promise(".mtx", FREE, 64, (file, workspace) -> MatrixMarket.read(file, workspace));
  static final Promise VECTOR =
      new Promise(".mtx", FREE, 64, (file, workspace) -> MatrixMarket.readVector(file, workspace));

  @FuzzTest(maxDuration = "10s")
  void read(byte[] input) throws IOException {
    MATRIX.check(input);
  }

  @FuzzTest(maxDuration = "5s")
  void readVector(byte[] input) throws IOException {
    VECTOR.check(input);
  }
}
