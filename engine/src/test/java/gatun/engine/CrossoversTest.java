package gatun.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice between processor and device, by tables that were made up. */
class CrossoversTest {
  private static final Support USABLE = new Support.Usable(-1, "Big Device 80GB, sm_90, by name");
  private static final Crossovers TABLE =
      Crossovers.parse(
          List.of(
              "# a comment",
              "",
              "Big Device\tcg stencil\tF64\t262144",
              "Big Device\taxpy\tF64\tnever"));

  private static Backends.Choice choose(Crossovers table, String kernel, long size) {
    return table.choose(new Workload(kernel, DType.F64, size), "simd", "cuda", USABLE);
  }

  @Test
  void theDeviceIsChosenFromTheMeasuredSizeOn() {
    assertEquals("simd", choose(TABLE, "cg stencil", 262143).name());
    var large = choose(TABLE, "cg stencil", 262144);
    assertEquals("cuda", large.name());
    assertTrue(large.reason().contains("from size 262144 on Big Device"), large.reason());
    assertEquals("simd", choose(TABLE, "cg stencil", 0).name(), "unknown size");
  }

  @Test
  void whatWasNotMeasuredStaysOnTheProcessor() {
    var never = choose(TABLE, "axpy", 1L << 40);
    assertEquals("simd", never.name());
    assertTrue(never.reason().contains("at all sizes"), never.reason());
    var unknown = choose(TABLE, "gemm", 1L << 40);
    assertEquals("simd", unknown.name());
    assertTrue(unknown.reason().contains("nothing was measured for gemm F64"), unknown.reason());
    var other =
        TABLE.choose(
            new Workload("cg stencil", DType.F64, 1L << 40),
            "simd",
            "cuda",
            new Support.Usable(-1, "Small Device"));
    assertEquals("simd", other.name());
  }

  @Test
  void anEmptyTableSaysSo() {
    var choice = choose(Crossovers.parse(List.of("# nothing")), "gemm", 1L << 40);
    assertEquals("simd", choice.name());
    assertTrue(choice.reason().contains("no measurement on a device is stored"), choice.reason());
  }

  @Test
  void aRefusedDeviceSaysWhy() {
    var choice =
        TABLE.choose(
            new Workload("gemm", DType.F32, 4096),
            "simd",
            "cuda",
            new Support.Refused("no CUDA driver", "install it"));
    assertEquals("simd", choice.name());
    assertEquals("cuda is refused here: no CUDA driver", choice.reason());
  }

  @Test
  void aBrokenLineIsNamed() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> Crossovers.parse(List.of("Big Device\tgemm")));
    assertTrue(error.getMessage().startsWith("crossovers, line 1: expected"), error.getMessage());
  }

  @Test
  void theTableOfThisBuildCanBeRead() {
    Crossovers stored = Crossovers.stored();
    assertFalse(stored.find("", "no such kernel", DType.F64).isPresent());
  }
}
