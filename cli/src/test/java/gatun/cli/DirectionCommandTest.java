package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gatun train dcdm} and {@code gatun solve --method dcdm}. */
class DirectionCommandTest {
  private static final String TINY =
      "train dcdm --poisson %s --vectors 40 --samples 12 --epochs 2 --json";

  @TempDir private Path folder;

  @Test
  void theNetworkThatComesAlongSolvesABox() throws IOException {
    Result result = Result.ofLine("solve --poisson box:32 --method dcdm --tolerance 1e-4 --json");
    assertEquals(0, result.code(), result.err());
    JsonNode json = result.json();
    assertEquals("dcdm", json.get("preconditioner").asText());
    assertTrue(json.get("iterations").asInt() <= 20, result.out()); // 65 for conjugate gradients
    assertEquals("", json.get("advice").asText());
  }

  @Test
  void itSaysWhereItDoesNotFit() throws IOException {
    Result result = Result.ofLine("solve --poisson mac:16 --method dcdm --tolerance 1e-4 --json");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.json().get("advice").asText().contains("walls make up 0 %"), result.out());
  }

  @ParameterizedTest
  @CsvSource({"'box:16,mac:16', cells", "box:16, n64"})
  void aTrainingGoesOnWithTheSameResult(String problem, String model) throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    Path parts = folder.resolve("parts.safetensors");
    Path plot = folder.resolve("loss.png");
    String line = TINY + " --model %s --checkpoint %s --output %s";
    Result result =
        Result.ofLine(line + " --plot %s", problem, model, folder.resolve("a"), whole, plot);
    assertEquals(0, result.code(), result.err());
    assertEquals(6, result.json().get("loss").size());
    assertNotNull(ImageIO.read(plot.toFile()));
    Result again =
        Result.ofLine(line + " --resume --threads 1", problem, model, folder.resolve("a"), parts);
    assertEquals(0, again.code(), again.err());
    assertEquals(6, again.json().get("resumedFrom").asInt());
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
    Result solved =
        Result.ofLine(
            "solve --poisson box:16 --method dcdm --network %s --tolerance 1e-3 --json", whole);
    assertEquals(0, solved.code(), solved.err());
  }

  @ParameterizedTest
  @CsvSource({
    "train dcdm --poisson box:17 --vectors 9, needs extents divisible by 2",
    "train dcdm --poisson box --vectors 9, expected box:N or mac:N",
    "train dcdm --model mlp, expected one of n64",
    "train dcdm --poisson box:4000, '1 to 2048'",
    "train dcdm --optimizer sgd, '--optimizer: expected with images, found dcdm'",
    "train dcdm --schedule constant, '--schedule: expected with images, found dcdm'",
    "train dcdm --download, '--download: expected with images, found dcdm'",
    "train dcdm --from file:x, '--from: expected with images, found dcdm'",
    "train digits --poisson box:8, '--poisson: expected with dcdm, found digits'",
    "train digits --vectors 9, '--vectors: expected with dcdm, found digits'",
    "solve --poisson box:8 --network pom.xml, '--network: expected with --method dcdm'",
    "solve --poisson box:8 --method dcdm --network nowhere, there is no such file"
  })
  void whatDoesNotFitIsRefused(String line, String message) {
    Result result = Result.ofLine(line);
    assertEquals(2, result.code());
    assertTrue(result.err().contains(message), result.err());
  }
}
