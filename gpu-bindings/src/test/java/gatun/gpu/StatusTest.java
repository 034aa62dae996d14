package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.gpu.bind.Cublas;
import gatun.gpu.bind.Cusparse;
import gatun.gpu.bind.Nvml;
import gatun.gpu.bind.Nvrtc;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The codes of each library become exceptions with that library's own words. */
class StatusTest {
  @Test
  void cublas() {
    Installed.require(Library.CUBLAS);
    says(
        "CUBLAS_STATUS_NOT_INITIALIZED",
        () -> Status.cublas("cublasCreate", Cublas.CUBLAS_STATUS_NOT_INITIALIZED()));
    Status.cublas("cublasCreate", Cublas.CUBLAS_STATUS_SUCCESS());
  }

  @Test
  void cublasWithoutADevice() {
    Installed.require(Library.CUBLAS);
    if (Devices.find() instanceof Devices.Found.Absent) {
      try (Arena arena = Arena.ofConfined()) {
        var handle = arena.allocate(ValueLayout.ADDRESS);
        says("cublasCreate", () -> Status.cublas("cublasCreate", Cublas.cublasCreate_v2(handle)));
      }
    }
  }

  @Test
  void cusparse() {
    Installed.require(Library.CUSPARSE);
    says(
        "CUSPARSE_STATUS_INVALID_VALUE",
        () -> Status.cusparse("cusparseSpMV", Cusparse.CUSPARSE_STATUS_INVALID_VALUE()));
  }

  @Test
  void nvrtc() {
    Installed.require(Library.NVRTC);
    says(
        "NVRTC_ERROR_INVALID_OPTION",
        () -> Status.nvrtc("nvrtcCompileProgram", Nvrtc.NVRTC_ERROR_INVALID_OPTION()));
  }

  @Test
  void nvml() {
    Installed.require(Library.NVML);
    says("Uninitialized", () -> Status.nvml("nvmlInit", Nvml.NVML_ERROR_UNINITIALIZED()));
  }

  private static void says(String expected, Executable call) {
    CudaException error = assertThrows(CudaException.class, call);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }
}
