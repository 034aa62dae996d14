package gatun.test.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import gatun.engine.DType;
import gatun.engine.io.Csv;
import java.io.IOException;

class CsvFuzzTest {
  static final Promise TABLE =
      new Promise(
          ".csv",
          0,
          8 * 1032, // gzip
          (file, workspace) -> Csv.read(file, workspace, DType.F64, 0));

  @FuzzTest(maxDuration = "5s")
  void read(byte[] input) throws IOException {
    TABLE.check(input);
  }
}
