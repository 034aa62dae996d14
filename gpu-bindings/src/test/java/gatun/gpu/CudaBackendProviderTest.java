package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.BackendOptions;
import gatun.engine.Backends;
import gatun.engine.DType;
import gatun.engine.Support;
import gatun.engine.spi.KernelKey;
import gatun.engine.spi.Level1;
import gatun.engine.spi.Panels;
import gatun.engine.spi.Spmv;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the backend says of machines that it cannot use, and of those that it can. */
class CudaBackendProviderTest {
  private static final Device DEVICE =
      new Device(0, "NVIDIA H100", 9, 0, 80L << 30, 132, 50L << 20, true);
  private static final Device VIRTUAL =
      new Device(0, "GRID V100", 7, 0, 16L << 30, 80, 6L << 20, false);

  private static Devices.Found with(Device device) {
    return new Devices.Found.Present("13.0", List.of(device));
  }

  private static Support.Refused refused(Support support) {
    return assertInstanceOf(Support.Refused.class, support);
  }

  @Test
  void aMachineWithoutDriverOrDeviceIsRefusedInTheDriversWords() {
    var found = new Devices.Found.Absent("no CUDA driver: libcuda.so.1 was not found", "install");
    var refusal = refused(CudaBackendProvider.judge(found, _ -> true, (_, _) -> true));
    assertEquals(found.reason(), refusal.reason());
    assertEquals("install", refusal.remedy());
  }

  @Test
  void aMissingFunctionOfTheDriverIsNamed() {
    var refusal =
        refused(
            CudaBackendProvider.judge(
                with(DEVICE), _ -> true, (_, name) -> !name.equals("cuMemAllocManaged")));
    assertTrue(refusal.reason().contains("has no function cuMemAllocManaged"), refusal.reason());
    assertTrue(refusal.reason().contains("13.0"), refusal.reason());
    assertTrue(refusal.remedy().contains("driver"), refusal.remedy());
  }

  @Test
  void aDeviceThatCannotShareMemoryIsNamed() {
    var refusal = refused(CudaBackendProvider.judge(with(VIRTUAL), _ -> true, (_, _) -> true));
    assertTrue(refusal.reason().contains("GRID V100"), refusal.reason());
    assertTrue(refusal.remedy().contains("compute capability"), refusal.remedy());
  }

  @Test
  void aMissingCompilerIsNamed() {
    var refusal =
        refused(
            CudaBackendProvider.judge(
                with(DEVICE), library -> library != Library.NVRTC, (_, _) -> true));
    assertTrue(refusal.reason().contains("libnvrtc.so.13"), refusal.reason());
    assertTrue(refusal.remedy().contains("CUDA_HOME"), refusal.remedy());
  }

  @Test
  void aWholeMachineIsUsableButNotChosenByItself() {
    var usable =
        assertInstanceOf(
            Support.Usable.class,
            CudaBackendProvider.judge(with(DEVICE), _ -> true, (_, _) -> true));
    assertTrue(usable.rank() < 0, "below the reference");
    assertTrue(usable.detail().contains("NVIDIA H100, sm_90"), usable.detail());
  }

  @Test
  void theReportHasItAndOpeningByNameGivesTheReason() {
    var entry =
        Backends.report().stream().filter(e -> e.name().equals("cuda")).findFirst().orElseThrow();
    if (entry.support() instanceof Support.Refused(String reason, String remedy)) {
      assertFalse(reason.isBlank());
      var error =
          assertThrows(RuntimeException.class, () -> Backends.named("cuda", new BackendOptions(1)));
      assertTrue(error.getMessage().contains(reason), error.getMessage());
      assertTrue(error.getMessage().contains(remedy), error.getMessage());
    }
  }

  @Test
  void aKernelThatIsNotThereIsRefusedByName() {
    var key = KernelKey.of(Panels.class, DType.F32);
    String refusal = CudaBackend.refusal(key, _ -> true).orElseThrow();
    assertTrue(refusal.contains("'cuda' has no kernel Panels(F32)"), refusal);
    assertTrue(refusal.contains("KrylovUpdates, Level1, Level2, Level3, MacStencil"), refusal);
    var integers = KernelKey.of(Level1.class, DType.I32);
    assertTrue(CudaBackend.refusal(integers, _ -> true).isPresent());
    assertTrue(CudaBackend.refusal(KernelKey.of(Level1.class, DType.F64), _ -> true).isEmpty());
  }

  @Test
  void aKernelWhoseLibraryIsMissingIsRefusedWithTheRemedy() {
    var key = KernelKey.of(Spmv.class, DType.F64);
    assertTrue(CudaBackend.refusal(key, _ -> true).isEmpty());
    String refusal = CudaBackend.refusal(key, library -> library != Library.CUSPARSE).orElseThrow();
    assertTrue(refusal.contains("Spmv(F64) here: none of libcusparse.so.12"), refusal);
    assertTrue(refusal.contains("CUDA_HOME"), refusal);
  }

  @Test
  void blocksOfWorkspacesHavePowersOfTwo() {
    assertEquals(8, SharedMemory.sizeClass(1));
    assertEquals(8, SharedMemory.sizeClass(256));
    assertEquals(9, SharedMemory.sizeClass(257));
    assertEquals(20, SharedMemory.sizeClass(1 << 20));
    assertEquals(21, SharedMemory.sizeClass((1 << 20) + 1));
  }
}
