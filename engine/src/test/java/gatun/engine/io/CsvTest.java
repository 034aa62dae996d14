package gatun.engine.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.HostTensor;
import gatun.engine.Shape;
import gatun.engine.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
  @TempDir Path folder;

  private final Workspace w = Workspace.on(Backends.named("reference", new BackendOptions(1)));

  @AfterEach
  void close() {
    w.close();
  }

  private Path text(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  @Test
  void readsTablesOfNumbers() throws IOException {
    Path file = text("a,b\r\n1, 2.5 ,-3e2\r\n.5,nan,-inf\n\n\n");
    HostTensor table = Csv.read(file, w, DType.F64, 1);
    assertEquals(Shape.of(2, 3), table.shape());
    double[] expected = {1, 2.5, -300, 0.5, Double.NaN, Double.NEGATIVE_INFINITY};
    assertArrayEquals(expected, table.reshape(6).toArray());
    byte[] plain = Files.readAllBytes(file);
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(plain);
    }
    assertEquals(Shape.of(2, 3), Csv.read(file, w, DType.F32, 1).shape());
    assertEquals(0, Csv.read(text(""), w, DType.F32, 0).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2;1,x | line 2, column 3: expected a number, found 'x'",
        "1,2;3 | line 2, column 1: expected 2 numbers as in the lines before, found 1",
        "1,;2 | line 1, column 3: expected a number, found ''",
        "1;;2 | line 2, column 1: expected numbers, found a blank line",
        "0x1p3 | expected a number, found '0x1p3'",
        "1f | expected a number, found '1f'"
      })
  void whatIsNoTableIsRefusedWithItsPlace(String lines, String part) throws IOException {
    Path file = text(lines.replace(';', '\n'));
    var e = assertThrows(FormatException.class, () -> Csv.read(file, w, DType.F64, 0));
    assertTrue(e.getMessage().contains(part), e::getMessage);
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(0, w.bytes());
  }
}
