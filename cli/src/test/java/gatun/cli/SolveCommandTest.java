package gatun.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gatun solve} from the command line to the files it writes. */
class SolveCommandTest {
  @TempDir private Path folder;

  private Path matrix(String content) throws IOException {
    return Files.writeString(folder.resolve("a.mtx"), content);
  }

  /** Returns a .npy file of doubles as numpy writes it. */
  private Path numpy(String name, double... values) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + values.length + ",), }";
    header += " ".repeat(117 - header.length()) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(128 + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    bytes.put((byte) 1).put((byte) 0).putShort((short) 118);
    bytes.put(header.getBytes(StandardCharsets.ISO_8859_1));
    for (double value : values) {
      bytes.putDouble(value);
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  private static double[] doubles(Path file, int n) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = bytes.getDouble(bytes.capacity() - 8 * (n - i));
    }
    return values;
  }

  @Test
  void theJsonObjectIsComplete() throws IOException {
    Result result = Result.of("solve", "--poisson", "box:10", "--threads", "1", "--json");
    assertEquals(0, result.code(), result.err());
    JsonNode object = result.json();
    for (String text : List.of("outcome", "method", "preconditioner", "backend", "reason", "rhs")) {
      assertTrue(object.get(text).isTextual(), text);
      assertFalse(object.get(text).asText().isEmpty(), text);
    }
    assertEquals(1000, object.get("unknowns").asLong());
    assertEquals(7 * 1000 - 6 * 100, object.get("nonzeros").asLong());
    assertTrue(object.get("iterations").asInt() > 5);
    assertTrue(object.get("relativeResidual").asDouble() <= 1.001e-8);
    assertTrue(object.get("setupSeconds").asDouble() >= 0);
    assertTrue(object.get("solveSeconds").asDouble() > 0);
    assertTrue(object.get("peakBytes").asLong() > 1 << 20);
    assertEquals(1, object.get("threads").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "cg, none, f64, 1e-10",
    "pcg, jacobi, f64, 1e-10",
    "pcg, ssor, f64, 1e-10",
    "pcg, ic0, f64, 1e-10",
    "pcg, mic0, mixed, 1e-12",
    "fcg, ic0, mixed, 1e-12",
    "minres, none, mixed, 1e-12",
    "bicgstab, jacobi, f64, 1e-10",
    "gmres, none, mixed, 1e-11",
    "cg, none, f32, 1e-4",
    "auto, auto, mixed, 1e-12",
    "auto, ic0, f64, 1e-8",
    "pcg, mg, f64, 1e-10",
    "mg, auto, f64, 1e-8",
    "auto, mg, mixed, 1e-12",
    "fcg, mg, f32, 1e-4",
  })
  void everyMethodAndPrecisionIsTaken(String method, String m, String precision, String tolerance)
      throws IOException {
    Result result =
        Result.of(
            "solve",
            "--poisson",
            "mac:10",
            "--method",
            method,
            "--preconditioner",
            m,
            "--precision",
            precision,
            "--tolerance",
            tolerance,
            "--json");
    assertEquals(0, result.code(), result.out() + result.err());
    JsonNode object = result.json();
    assertEquals(precision, object.get("precision").asText());
    assertTrue(object.get("relativeResidual").asDouble() <= 1.002 * Double.parseDouble(tolerance));
    if (!method.equals("auto")) {
      assertEquals(method, object.get("method").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ones", "random", "random:7", "smooth", "plume"})
  void everyRightHandSideIsTaken(String rhs) {
    Result result = Result.of("solve", "--poisson", "mac:8", "--rhs", rhs);
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("converged after"), result.out());
  }

  @Test
  void whatIsWrittenCanBeReadAgain() throws IOException {
    Path a = matrix("%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 1\n2 2 1\n");
    double[] values = {0.1, -3e7};
    Path b = numpy("b.npy", values);
    Path x = folder.resolve("x.npy");
    Result result =
        Result.of("solve", a.toString(), "--rhs", b.toString(), "--output", x.toString());
    assertEquals(0, result.code(), result.err());
    assertArrayEquals(values, doubles(x, 2), 0);
    Path y = folder.resolve("y.npy");
    assertEquals(
        0,
        Result.of("solve", a.toString(), "--rhs", x.toString(), "--output", y.toString()).code());
    assertArrayEquals(Files.readAllBytes(x), Files.readAllBytes(y));
  }

  @Test
  void aVectorOfAnotherLengthOrContentIsOneLine() throws IOException {
    Path a = matrix("%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 1\n2 2 1\n");
    Path wrong = numpy("b.npy", 1, 2, 3);
    Path broken = Files.writeString(folder.resolve("c.npy"), "no numpy");
    Path nan = numpy("d.npy", 1, Double.NaN);
    for (Path b : List.of(wrong, broken, folder.resolve("absent.npy"))) {
      Result result = Result.of("solve", a.toString(), "--rhs", b.toString());
      assertEquals(2, result.code(), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(result.err().contains(b.getFileName().toString()), result.err());
    }
    Result result = Result.of("solve", a.toString(), "--rhs", nan.toString());
    assertEquals(1, result.code(), result.err());
    assertTrue(result.out().contains("at index 1"), result.out());
  }

  @Test
  void thePlotsArePictures() throws Exception {
    Path png = folder.resolve("history.png");
    Path svg = folder.resolve("history.svg");
    assertEquals(0, Result.of("solve", "--poisson", "mac:12", "--plot", png.toString()).code());
    assertEquals(0, Result.of("solve", "--poisson", "mac:12", "--plot", svg.toString()).code());
    var picture = ImageIO.read(png.toFile());
    assertNotNull(picture);
    assertTrue(picture.getWidth() >= 600 && picture.getHeight() >= 400);
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var document = factory.newDocumentBuilder().parse(svg.toFile());
    assertEquals("svg", document.getDocumentElement().getTagName());
    assertTrue(document.getElementsByTagName("*").getLength() > 50, "axes, curve and legend");
    Result refused =
        Result.of("solve", "--poisson", "mac:12", "--plot", folder.resolve("a.bmp") + "");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains(".png or .svg"), refused.err());
  }

  @Test
  void aSliceOfTheSolutionIsAPicture() throws IOException {
    Path png = folder.resolve("solution.png");
    Path svg = folder.resolve("solution-x.svg");
    Result result =
        Result.of(
            "solve", "--poisson", "mac:12", "--plot", png.toString(), "--plot", svg.toString());
    assertEquals(0, result.code(), result.err());
    var picture = ImageIO.read(png.toFile());
    var colours = new java.util.HashSet<Integer>();
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        colours.add(picture.getRGB(x, y));
      }
    }
    assertTrue(colours.size() > 40, "a map of colours, found " + colours.size());
    assertTrue(Files.readString(svg).contains("<svg"));
    Path a = matrix("%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 1\n2 2 1\n");
    Result refused = Result.of("solve", a.toString(), "--plot", png.toString());
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("on a grid"), refused.err());
  }

  @Test
  void comparedMethodsAreATableAndAPicture() throws IOException {
    Path svg = folder.resolve("c.svg");
    String[] some = {
      "solve", "--poisson", "mac:12", "--compare=cg,mic0,fcg+mg", "--plot", svg + ""
    };
    Result result = Result.of(some);
    assertEquals(0, result.code(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(5, lines.size(), result.out());
    assertTrue(lines.get(4).strip().startsWith("fcg+mg"), result.out());
    String picture = Files.readString(svg);
    for (String colour : List.of("rgb(31,111,180)", "rgb(192,57,43)", "rgb(58,157,93)")) {
      assertTrue(picture.split(java.util.regex.Pattern.quote(colour), -1).length > 2, colour);
    }
    JsonNode runs =
        Result.of("solve", "--poisson", "box:10", "--compare", "--json", "--threads", "1")
            .json()
            .get("runs");
    assertTrue(runs.size() > 3);
    for (JsonNode run : runs) {
      assertEquals("CONVERGED", run.get("outcome").asText(), run.toString());
      assertEquals(run.get("iterations").asInt() + 1, run.get("history").size());
      assertEquals(run.get("iterations").asInt() + 1, run.get("clock").size());
    }
  }

  @Test
  void whatRefusesAProblemIsComparedAsRefused() throws IOException {
    Path a = matrix("%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 1\n1 2 .5\n2 2 1\n");
    Result result = Result.of("solve", a.toString(), "--compare=cg,gmres");
    assertEquals(1, result.code(), result.err());
    assertTrue(result.out().contains("refused: cg: expected"), result.out());
    assertTrue(result.out().contains("gmres"), result.out());
    Result none = Result.of("solve", a.toString(), "--compare=cg");
    assertEquals(2, none.code(), none.out());
    Result nothing = Result.of("solve", "absent.mtx", "--compare");
    assertEquals("gatun solve: absent.mtx: there is no such file", nothing.err().strip());
    Result unknown = Result.of("solve", a.toString(), "--compare=cg,nothing");
    assertEquals(2, unknown.code(), unknown.out());
    assertTrue(unknown.err().contains("bicgstab"), unknown.err());
  }

  @Test
  void whatNeedsTooMuchMemoryIsComparedAsRefused() {
    Result result =
        Result.of(
            "solve", "--poisson", "box:24", "--compare=cg,ic0,minres", "--memory-limit", "2M");
    assertEquals(1, result.code(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(5, lines.size(), result.out());
    assertTrue(lines.get(3).contains("refused: ") && lines.get(3).contains("limit"), result.out());
    assertFalse(lines.get(2).contains("refused") || lines.get(4).contains("refused"), result.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--precision f16",
        "--preconditioner ilu",
        "--method pcg --rhs nothing",
        "--method cg --preconditioner ic0",
        "--tolerance none",
        "--max-iterations 1.5",
        "--rhs random:x",
        "--threads -1",
        "--output x.txt",
        "--plot x.pdf",
        "--compare=cg --output x.npy",
        "--compare=cg --plot solution.png",
        "--memory-limit lots",
        "--tolerance 0",
        "--unknown",
        "another.mtx"
      })
  void badOptionsAreOneLine(String options) {
    Result result = Result.ofLine("solve --poisson box:4 " + options);
    assertEquals(2, result.code(), result.out());
    assertEquals("", result.out());
    assertEquals(1, result.err().lines().count(), result.err());
  }
}
