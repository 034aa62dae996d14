package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user meets it: exit codes, what is said and where, what is written. */
class MainTest {
  @TempDir private Path folder;

  private static void refused(Result result, String part) {
    assertEquals(2, result.code(), result.err());
    assertEquals("", result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(part), result.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "solve",
        "solve --poisson",
        "solve --poisson ball:3",
        "solve --poisson mac:0",
        "solve --poisson mac:99999",
        "solve --poisson box:4 --tolerance 2",
        "solve --poisson box:4 --max-iterations 0",
        "solve --poisson box:4 --threads 0",
        "solve --poisson box:4 --threads many",
        "solve --poisson box:4 --backend other",
        "solve --poisson box:4 --method other",
        "solve --poisson box:4 --rhs other",
        "solve --poisson box:4 --output /no/such/folder/x.npy",
        "solve --poisson box:64 --memory-limit 1M",
        "solve /no/such/file.mtx",
        "solve /"
      })
  void badUsageIsOneLineAndTwo(String line) {
    refused(Result.of(line.isEmpty() ? new String[0] : line.split(" ")), "gatun");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%%MatrixMarket matrix coordinate real general\n2 2 4\n1 1 1\n2 2",
        "\u0000\u0001\u0002binary",
        "%%MatrixMarket matrix coordinate real general\n1000000000000000000 1 1\n1 1 1\n",
        "%%MatrixMarket matrix coordinate real general\n2 3 1\n1 1 1\n",
        ""
      })
  void brokenMatrixIsOneLineAndTwo(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.mtx"), content);
    refused(Result.of("solve", file.toString()), "broken.mtx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void solvesOnEachBackend(String backend) {
    Result result = Result.of("solve", "--poisson", "mac:12", "--backend", backend, "--json");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("\"outcome\" : \"CONVERGED\""), result.out());
    assertTrue(result.out().contains("\"backend\" : \"" + backend + "\""), result.out());
  }

  @Test
  void theSolutionDoesNotDependOnTheThreads() throws IOException {
    Path one = folder.resolve("one.npy");
    Path two = folder.resolve("two.npy");
    assertEquals(
        0,
        Result.of("solve", "--poisson", "mac:24", "--threads", "1", "--output", one.toString())
            .code());
    assertEquals(
        0,
        Result.of("solve", "--poisson", "mac:24", "--threads", "2", "--output", two.toString())
            .code());
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void tooFewIterationsAreNotConverged() {
    Result result = Result.of("solve", "--poisson", "box:12", "--max-iterations", "3");
    assertEquals(1, result.code());
    assertTrue(result.out().contains("NOT converged"), result.out());
    assertFalse(result.err().contains("Exception"), result.err());
  }

  @Test
  void aMatrixThatIsNotDefiniteFallsBackToMinres() throws IOException {
    String content =
        "%%MatrixMarket matrix coordinate real symmetric\n2 2 3\n1 1 1\n2 1 3\n2 2 1\n";
    Path file = Files.writeString(folder.resolve("indefinite.mtx"), content);
    Result result =
        Result.of("solve", file.toString(), "--rhs", "random", "--backend", "reference", "--json");
    assertEquals(0, result.code(), result.err());
    assertEquals("minres", result.json().get("method").asText(), result.out());
  }
}
