package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels are compiled without a device, kept on disk, and refused with the compiler's words. */
class KernelCompilerTest {
  private static final String SCALE =
      "extern \"C\" __global__ void scale(double a, double* x, long long n) {\n"
          + "  long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x;\n"
          + "  if (i < n) x[i] *= a;\n"
          + "}\n";

  @BeforeEach
  void needsTheCompiler() {
    Installed.require(Library.NVRTC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sm_80", "sm_90"})
  void givesMachineCode(String architecture) {
    byte[] cubin = KernelCompiler.compile("scale.cu", SCALE, architecture);
    assertEquals(0x7f, cubin[0]);
    assertEquals('E', cubin[1]);
    assertTrue(new String(cubin, java.nio.charset.StandardCharsets.ISO_8859_1).contains("scale"));
  }

  @Test
  void namesTheLineOfAnError() {
    CudaException error =
        assertThrows(
            CudaException.class,
            () -> KernelCompiler.compile("scale.cu", SCALE.replace("*= a", "*= b"), "sm_90"));
    assertTrue(error.getMessage().contains("scale.cu(3)"), error.getMessage());
    assertEquals("nvrtcCompileProgram", error.call());
  }

  @Test
  void refusesAnUnknownArchitecture() {
    CudaException error =
        assertThrows(CudaException.class, () -> KernelCompiler.compile("scale.cu", SCALE, "sm_1"));
    assertTrue(error.getMessage().contains("sm_1"), error.getMessage());
    assertTrue(error.code() > 0);
  }

  @Test
  void keepsWhatWasCompiled(@TempDir Path folder) throws IOException {
    CubinCache cache = new CubinCache(folder.resolve("new"));
    byte[] first = cache.compiled("scale.cu", SCALE, "sm_90");
    List<Path> files = files(folder.resolve("new"));
    assertEquals(1, files.size());
    assertArrayEquals(first, Files.readAllBytes(files.getFirst()));
    byte[] marked = first.clone();
    marked[marked.length - 1] ^= 1;
    Files.write(files.getFirst(), marked);
    assertArrayEquals(marked, cache.compiled("scale.cu", SCALE, "sm_90"), "read from the disk");
    Files.write(files.getFirst(), new byte[] {1, 2, 3, 4, 5});
    assertEquals(first.length, cache.compiled("scale.cu", SCALE, "sm_90").length);
    cache.compiled("scale.cu", SCALE, "sm_80");
    cache.compiled("scale.cu", SCALE + "\n", "sm_90");
    assertEquals(3, files(folder.resolve("new")).size());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
