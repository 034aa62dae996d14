package gatun.gpu;

import gatun.engine.Backend;
import gatun.engine.BackendOptions;
import gatun.engine.Support;
import gatun.engine.spi.BackendProvider;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Offers the first CUDA device that the driver shows ({@code CUDA_VISIBLE_DEVICES} says which). It
 * ranks below every other backend, because it lacks kernels that they have: it is chosen by name
 * alone.
 */
@SuppressWarnings("exports") // the interface is for Gatun's own modules
public final class CudaBackendProvider implements BackendProvider {
  private static final int RANK = -1;

  /** Functions of the driver that the oldest supported one has. */
  private static final List<String> NEEDED =
      List.of("cuMemAllocManaged", "cuLaunchKernel", "cuDevicePrimaryCtxRetain", "cuMemHostAlloc");

  /** Creates the provider; nothing is opened. */
  public CudaBackendProvider() {}

  @Override
  public String name() {
    return CudaBackend.NAME;
  }

  @Override
  public Support probe() {
    return judge(Devices.find(), library -> library.found().isPresent(), Library::has);
  }

  @Override
  public Backend open(BackendOptions options) {
    return switch (Devices.find()) {
      case Devices.Found.Present(String version, List<Device> devices) ->
          new CudaBackend(devices.getFirst(), CubinCache.ofUser());
      case Devices.Found.Absent(String reason, String remedy) ->
          throw new IllegalStateException(reason + "; " + remedy);
    };
  }

  /** Decides from what was found on the machine. */
  static Support judge(
      Devices.Found found, Predicate<Library> here, BiPredicate<Library, String> has) {
    return switch (found) {
      case Devices.Found.Absent(String reason, String remedy) ->
          new Support.Refused(reason, remedy);
      case Devices.Found.Present(String version, List<Device> devices) ->
          judge(version, devices.getFirst(), here, has);
    };
  }

  private static Support judge(
      String version, Device device, Predicate<Library> here, BiPredicate<Library, String> has) {
    for (String symbol : NEEDED) {
      if (!has.test(Library.DRIVER, symbol)) {
        return new Support.Refused(
            "the CUDA driver (for CUDA up to " + version + ") has no function " + symbol,
            "install a newer NVIDIA driver");
      }
    }
    if (!device.unified()) {
      return new Support.Refused(
          device.name() + " cannot share memory with the host while it works",
          "use a device of compute capability 6.0 or later on Linux, not a virtual one");
    }
    if (!here.test(Library.NVRTC)) {
      return new Support.Refused(
          "no compiler of kernels: " + String.join(", ", Library.NVRTC.names()) + " was not found",
          Library.NVRTC.remedy());
    }
    return new Support.Usable(RANK, device + ", chosen by name alone");
  }
}
