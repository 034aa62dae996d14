package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.gpu.bind.Driver;
import org.junit.jupiter.api.Test;

/** What is said of a machine with, and without, driver and device. */
class DevicesTest {
  @Test
  void saysWhatIsThereOrWhatIsMissing() {
    switch (Devices.find()) {
      case Devices.Found.Present(String version, var devices) -> {
        assertTrue(version.matches("\\d+\\.\\d+"), version);
        assertFalse(devices.isEmpty());
        assertTrue(devices.getFirst().architecture().startsWith("sm_"));
      }
      case Devices.Found.Absent(String reason, String remedy) -> {
        assertTrue(reason.contains("CUDA driver"), reason);
        assertFalse(remedy.isBlank());
        if (Library.DRIVER.found().isEmpty()) {
          assertTrue(reason.contains("libcuda.so.1"), reason);
        }
      }
    }
  }

  @Test
  void aDriverWithoutADeviceIsToldFromOneThatDoesNotWork() {
    int none = Driver.CUDA_ERROR_NO_DEVICE();
    var absent = Devices.refused("libcuda.so.1", none, "CUDA_ERROR_NO_DEVICE", "no device");
    assertEquals(
        "the CUDA driver libcuda.so.1 refused: CUDA_ERROR_NO_DEVICE (100), no device",
        absent.reason());
    assertTrue(absent.remedy().contains("CUDA_VISIBLE_DEVICES"), absent.remedy());
    int mismatch = Driver.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH();
    var broken = Devices.refused("libcuda.so.1", mismatch, "CUDA_ERROR_X", "versions");
    assertTrue(broken.remedy().contains("kernel module"), broken.remedy());
  }

  @Test
  void theDriversCodesBecomeExceptions() {
    Installed.require(Library.DRIVER);
    CudaException error =
        assertThrows(
            CudaException.class,
            () -> Status.driver("cuMemAlloc", Driver.CUDA_ERROR_OUT_OF_MEMORY()));
    assertEquals(Driver.CUDA_ERROR_OUT_OF_MEMORY(), error.code());
    assertEquals("cuMemAlloc", error.call());
    assertTrue(error.getMessage().contains("CUDA_ERROR_OUT_OF_MEMORY"), error.getMessage());
    Status.driver("cuMemAlloc", Driver.CUDA_SUCCESS());
  }

  @Test
  void aMissingLibraryIsNamedWithTheRemedy() {
    CudaException error = CudaException.missing(Library.CUBLAS);
    assertTrue(error.getMessage().contains("libcublas.so.13"), error.getMessage());
    assertTrue(error.getMessage().contains("CUDA_HOME"), error.getMessage());
    assertEquals(CudaException.NOT_CALLED, error.code());
  }
}
