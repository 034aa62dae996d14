package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Binary;
import gatun.engine.DType;
import gatun.engine.Function;
import gatun.engine.Ternary;
import gatun.engine.Unary;
import gatun.engine.spi.Program;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels that are written for elementwise programs compile and fit their launch. */
class MapSourceTest {
  /** Every function once, each of three operands and of what the last one gave. */
  private static Program everything() {
    List<Program.Step> steps = new ArrayList<>();
    int value = 5;
    Function[][] all = {Unary.values(), Binary.values(), Ternary.values()};
    for (Function f : Stream.of(all).flatMap(Stream::of).toList()) {
      steps.add(new Program.Step(f, value - 1, steps.size() % 4, 1));
      value++;
    }
    return new Program(3, new double[] {0.5, 2}, steps);
  }

  @ParameterizedTest
  @CsvSource({"F32, sm_80", "F32, sm_90", "F64, sm_80", "F64, sm_90"})
  void everyFunctionCompiles(DType dtype, String architecture) {
    Installed.require(Library.NVRTC);
    String source = MapSource.of(everything(), dtype, dtype, dtype, DType.I8, DType.F16);
    byte[] cubin = KernelCompiler.compile("map.cu", source, architecture);
    assertTrue(new String(cubin, StandardCharsets.ISO_8859_1).contains(".text.map"));
  }

  @Test
  void everyTypeIsReadAndWritten() {
    Installed.require(Library.NVRTC);
    Program sum =
        new Program(
            7,
            new double[0],
            List.of(
                new Program.Step(Ternary.FMA, 0, 1, 2),
                new Program.Step(Ternary.FMA, 7, 3, 4),
                new Program.Step(Ternary.FMA, 8, 5, 6)));
    for (DType result : DType.values()) {
      String source = MapSource.of(sum, DType.F32, result, DType.values());
      assertTrue(KernelCompiler.compile("map.cu", source, "sm_90").length > 0);
    }
  }

  @Test
  void theLettersAreThoseOfTheText() {
    Program fill = new Program(0, new double[] {1}, List.of());
    for (Program program : List.of(everything(), fill, Program.of(Unary.EXP))) {
      DType[] types = new DType[program.operands()];
      java.util.Arrays.fill(types, DType.F32);
      Matcher kernel =
          KernelSourcesTest.KERNEL.matcher(MapSource.of(program, DType.F32, DType.F32, types));
      assertTrue(kernel.find());
      assertEquals(MapSource.NAME, kernel.group(1));
      assertEquals(MapSource.parameters(program), KernelSourcesTest.letters(kernel.group(2)));
    }
  }

  @Test
  void placesFitTheStructure() {
    assertTrue(8 * (Program.OPERANDS + 2) <= KernelFunction.STRUCTURE);
  }
}
