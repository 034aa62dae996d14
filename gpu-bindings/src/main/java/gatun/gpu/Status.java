package gatun.gpu;

import gatun.gpu.bind.Cublas;
import gatun.gpu.bind.Cusparse;
import gatun.gpu.bind.Driver;
import gatun.gpu.bind.Nvml;
import gatun.gpu.bind.Nvrtc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns the codes that CUDA's functions return into exceptions with CUDA's own words. */
final class Status {
  private Status() {}

  /** Checks a CUresult of the driver. */
  static void driver(String call, int code) {
    if (code != Driver.CUDA_SUCCESS()) {
      throw CudaException.failed(call, code, driverName(code), driverMeaning(code));
    }
  }

  /** Checks an nvrtcResult. */
  static void nvrtc(String call, int code) {
    if (code != Nvrtc.NVRTC_SUCCESS()) {
      throw CudaException.failed(call, code, text(Nvrtc.nvrtcGetErrorString(code)), "");
    }
  }

  /** Checks a cublasStatus_t. */
  static void cublas(String call, int code) {
    if (code != Cublas.CUBLAS_STATUS_SUCCESS()) {
      throw CudaException.failed(
          call,
          code,
          text(Cublas.cublasGetStatusName(code)),
          text(Cublas.cublasGetStatusString(code)));
    }
  }

  /** Checks a cusparseStatus_t. */
  static void cusparse(String call, int code) {
    if (code != Cusparse.CUSPARSE_STATUS_SUCCESS()) {
      throw CudaException.failed(
          call,
          code,
          text(Cusparse.cusparseGetErrorName(code)),
          text(Cusparse.cusparseGetErrorString(code)));
    }
  }

  /** Checks an nvmlReturn_t. */
  static void nvml(String call, int code) {
    if (code != Nvml.NVML_SUCCESS()) {
      throw CudaException.failed(call, code, text(Nvml.nvmlErrorString(code)), "");
    }
  }

  static String driverName(int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(ValueLayout.ADDRESS);
      return Driver.cuGetErrorName(code, name) == Driver.CUDA_SUCCESS()
          ? text(name.get(ValueLayout.ADDRESS, 0))
          : "an unknown error";
    }
  }

  static String driverMeaning(int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment meaning = arena.allocate(ValueLayout.ADDRESS);
      return Driver.cuGetErrorString(code, meaning) == Driver.CUDA_SUCCESS()
          ? text(meaning.get(ValueLayout.ADDRESS, 0))
          : "";
    }
  }

  private static String text(MemorySegment zeroTerminated) {
    return zeroTerminated.address() == 0
        ? ""
        : zeroTerminated.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
