package gatun.cli;

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

/** {@code gatun train} from the command line to the files it writes. */
class TrainCommandTest {
  @TempDir private Path folder;

  @Test
  void theSampleTrainsOutOfTheBox() throws IOException {
    Path plot = folder.resolve("curves.png");
    Path model = folder.resolve("model.safetensors");
    Result result =
        Result.ofLine("train digits --epochs 5 --json --plot %s --output %s", plot, model);
    assertEquals(0, result.code(), result.err());
    JsonNode json = result.json();
    assertEquals(1498, json.get("images").asInt());
    assertEquals(5, json.get("epochs").size());
    assertEquals("COMPLETED", json.get("end").asText());
    assertTrue(json.get("accuracy").asDouble() > 0.9, result.out());
    assertNotNull(ImageIO.read(plot.toFile()));
    assertTrue(Files.size(model) > 4 * json.get("parameters").asLong());
  }

  @Test
  void aRunGoesOnWithTheSameResultOrIsRefused() throws IOException {
    Path checkpoints = folder.resolve("run");
    String line = "train digits --epochs 2 --threads 1 --json --checkpoint %s --interval 20";
    Result first = Result.ofLine(line, checkpoints);
    assertEquals(0, first.code(), first.err());
    Result again = Result.ofLine(line, checkpoints);
    assertEquals(2, again.code());
    assertTrue(again.err().contains("there are checkpoints already; resume"), again.err());
    Result other = Result.ofLine(line + " --resume --optimizer sgd", checkpoints);
    assertEquals(2, other.code());
    assertTrue(other.err().contains("it is of another run"), other.err());
    Result resumed = Result.ofLine(line + " --resume", checkpoints);
    assertEquals(0, resumed.code(), resumed.err());
    JsonNode json = resumed.json();
    assertEquals(first.json().get("epochs"), json.get("epochs"));
    assertEquals(92, json.get("resumedFrom").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train digit | set 'digit': expected one of mnist, cifar, digits",
        "train digits --model big | --model 'big': expected one of mlp, cnn, resnet20, vit",
        "train digits --optimizer lion | --optimizer 'lion': expected one of sgd, adam",
        "train digits --model resnet20 | expected images of 32 x 32 in colour (cifar)",
        "train digits --epochs 0 | --epochs 0: expected at least 1",
        "train digits --batch 5000 | --batch 5000: there are only 1498 images",
        "train digits --learning-rate -1 | --learning-rate -1.0: expected a number above 0",
        "train digits --resume | --resume: expected --checkpoint DIR",
        "train digits --plot x.pdf | expected a file name ending in .png or .svg",
        "train digits --output x.bin | expected a name ending in .safetensors",
        "train digits --download | --download and --from URL go together",
        "train mnist | mnist: expected --data DIR, the folder of its files",
        "train mnist --data /no/such | there is no such folder",
        "train mnist --data DIR | missing train-images-idx3-ubyte[.gz], train-labels",
        "train cifar --data DIR | missing data_batch_1.bin[.gz], data_batch_2.bin[.gz]",
        "train mnist --data DIR --download --from file:DIR | could not be fetched",
        "train cifar --data DIR --download --from file:DIR | unpack cifar-10-binary.tar.gz",
        "train mnist --download --from file:DIR | --download: expected --data DIR"
      })
  void whatCannotBeDoneIsOneLine(String line, String part) {
    Result result = Result.of(line.replace("DIR", folder.toString()).split(" "));
    assertEquals(2, result.code(), result.err());
    String last = result.err().lines().toList().getLast();
    assertTrue(last.startsWith("gatun train: ") && last.contains(part.strip()), result.err());
  }

  @Test
  void anotherFileThanThePublishedOneIsNotKept() throws IOException {
    Path remote = Files.createDirectory(folder.resolve("remote"));
    Files.writeString(remote.resolve("train-images-idx3-ubyte.gz"), "something else");
    Path data = folder.resolve("data");
    Result result =
        Result.ofLine("train mnist --data %s --download --from %s", data, remote.toUri());
    assertEquals(2, result.code());
    assertTrue(result.err().contains("is another file than the published one"), result.err());
    try (var files = Files.list(data)) {
      assertEquals(0, files.count());
    }
  }
}
