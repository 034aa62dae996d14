package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.DType;
import gatun.engine.spi.Program;
import gatun.engine.spi.Recurrence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels compile without a device, and fit the Java that launches them. */
class KernelSourcesTest {
  private static final Path CUDA = Path.of("src/main/cuda");
  private static final Path JAVA = Path.of("src/main/java/gatun/gpu");
  static final Pattern KERNEL = Pattern.compile("extern \"C\" __global__ void (\\w+)\\(([^)]*)\\)");
  private static final Pattern USE = Pattern.compile("function\\(\\s*\"(\\w+)\",\\s*\"(\\w+)\"\\)");

  /** Sources without kernels: {@code common.cu} stands before every one, others name the rest. */
  private static final Set<String> SHARED =
      Set.of("common.cu", "functions.cu", "types.cu", "tile.cu", "map.cu", "lanes.cu", "window.cu");

  private record Compilation(String file, DType dtype, String architecture) {}

  static List<Compilation> compilations() throws IOException {
    List<Compilation> all = new ArrayList<>();
    for (String file : files()) {
      for (DType dtype : new DType[] {DType.F32, DType.F64}) {
        for (String architecture : new String[] {"sm_80", "sm_90"}) {
          all.add(new Compilation(file, dtype, architecture));
        }
      }
    }
    return all;
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(CUDA)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !SHARED.contains(name))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("compilations")
  void compiles(Compilation c) throws IOException {
    Installed.require(Library.NVRTC);
    String source = KernelModule.source(c.file, c.dtype);
    byte[] cubin = KernelCompiler.compile(c.file, source, c.architecture);
    String symbols = new String(cubin, StandardCharsets.ISO_8859_1);
    Matcher kernels = KERNEL.matcher(Files.readString(CUDA.resolve(c.file)));
    int found = 0;
    while (kernels.find()) {
      found++;
      assertTrue(symbols.contains(".text." + kernels.group(1)), kernels.group(1));
    }
    assertTrue(found > 0);
  }

  @Test
  void namesFileAndLineOfAnError() {
    Installed.require(Library.NVRTC);
    String broken = KernelModule.source("krylov.cu", DType.F64).replace("fma((real)alpha", "fma(q");
    CudaException error =
        assertThrows(
            CudaException.class, () -> KernelCompiler.compile("krylov.cu", broken, "sm_90"));
    assertTrue(error.getMessage().contains("krylov.cu(2"), error.getMessage());
  }

  @Test
  void javaNamesTheParametersThatTheKernelsTake() throws IOException {
    TreeMap<String, String> declared = new TreeMap<>();
    for (String file : files()) {
      Matcher kernels = KERNEL.matcher(Files.readString(CUDA.resolve(file)));
      while (kernels.find()) {
        declared.put(kernels.group(1), letters(kernels.group(2)));
      }
    }
    TreeMap<String, String> used = new TreeMap<>();
    try (Stream<Path> all = Files.list(JAVA)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher uses = USE.matcher(Files.readString(file));
        while (uses.find()) {
          used.put(uses.group(1), uses.group(2));
        }
      }
    }
    assertEquals(declared, used);
  }

  /** The letters of {@link KernelFunction} for a list of parameters. */
  static String letters(String parameters) {
    StringBuilder letters = new StringBuilder();
    for (String parameter : parameters.split(",")) {
      String type = parameter.strip().replaceFirst("\\w+$", "").strip();
      letters.append(
          switch (type) {
            case "i64" -> 'i';
            case "double" -> 'd';
            case "Layout" -> 's';
            default -> {
              assertTrue(type.endsWith("*"), "a parameter has 64 bits, found " + parameter);
              yield 'p';
            }
          });
    }
    return letters.toString();
  }

  @Test
  void javaAndCudaAgreeOnTheSizesOfBlocksAndTiles() throws IOException {
    String common = Files.readString(CUDA.resolve("common.cu"));
    assertTrue(common.contains("int BLOCK = " + KernelFunction.BLOCK + ";"));
    assertTrue(common.contains("int LAYOUT = " + KernelFunction.STRUCTURE + ";"));
    assertTrue(common.contains("int EACH = " + KernelFunction.EACH + ";"));
    String map = Files.readString(CUDA.resolve("map.cu"));
    assertTrue(map.contains("int AXES = " + Axes.MOST + ";"));
    assertTrue((Program.OPERANDS + 2) * Axes.MOST <= KernelFunction.STRUCTURE);
    String tile = Files.readString(CUDA.resolve("tile.cu"));
    assertTrue(tile.contains("int TILE = " + KernelFunction.TILE + ";"));
    String mac = Files.readString(CUDA.resolve("mac.cu"));
    assertTrue(mac.contains("int WIDE = " + CudaMacStencil.WIDE + ";"));
    assertTrue(mac.contains("int DEEP = " + CudaMacStencil.DEEP + ";"));
    assertEquals(KernelFunction.BLOCK, CudaMacStencil.WIDE * CudaMacStencil.HIGH);
  }

  @Test
  void javaAndCudaAgreeOnTheNumbersOfALoop() throws Exception {
    String loop = Files.readString(CUDA.resolve("loop.cu"));
    int cells = 0;
    for (var field : Recurrence.class.getFields()) {
      String constant = field.getName() + " = " + field.getInt(null);
      assertTrue(Pattern.compile("\\b" + constant + "[,;]").matcher(loop).find(), constant);
      cells++;
    }
    assertEquals(Recurrence.NORMS + 2, cells, "each cell before the norms, NORMS and BATCH");
  }

  @Test
  void aReductionsGridDependsOnTheLengthAlone() {
    assertEquals(1, KernelFunction.reduction(1));
    assertEquals(1, KernelFunction.reduction(1024));
    assertEquals(2, KernelFunction.reduction(1025));
    assertEquals(KernelFunction.REDUCING, KernelFunction.reduction(1L << 40));
    assertEquals(1L << 30, KernelFunction.pass(1L << 40));
  }
}
