package gatun.gpu;

import gatun.gpu.bind.Driver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The CUDA devices of this machine. What is missing is told as data: a machine without a device, a
 * driver or a toolkit is an ordinary one.
 */
public final class Devices {
  private static final int NAME = 256;

  private Devices() {}

  /** What the driver knows. */
  public sealed interface Found {
    /**
     * At least one device.
     *
     * @param driverVersion the newest CUDA the driver supports, such as "13.0"
     * @param devices the devices in the driver's order
     */
    record Present(String driverVersion, List<Device> devices) implements Found {}

    /**
     * No device can be used.
     *
     * @param reason what is missing
     * @param remedy what the user can do about it
     */
    record Absent(String reason, String remedy) implements Found {}
  }

  /** Asks the driver. Never throws for what is missing. */
  public static Found find() {
    if (Library.DRIVER.found().isEmpty()) {
      return new Found.Absent(
          "no CUDA driver: " + String.join(", ", Library.DRIVER.names()) + " was not found",
          Library.DRIVER.remedy());
    }
    try {
      int code = Driver.cuInit(0);
      if (code != Driver.CUDA_SUCCESS()) {
        return refused(code);
      }
      List<Device> devices = list();
      return devices.isEmpty()
          ? refused(Driver.CUDA_ERROR_NO_DEVICE())
          : new Found.Present(version(), devices);
    } catch (CudaException failure) {
      return new Found.Absent(failure.toString(), "look at the messages of nvidia-smi");
    }
  }

  private static Found refused(int code) {
    String driver = Library.DRIVER.found().orElseThrow();
    return refused(driver, code, Status.driverName(code), Status.driverMeaning(code));
  }

  /** Says what a driver means that is there and refuses. */
  static Found.Absent refused(String driver, int code, String name, String meaning) {
    String remedy =
        code == Driver.CUDA_ERROR_NO_DEVICE()
            ? "the driver sees no device; check nvidia-smi and CUDA_VISIBLE_DEVICES"
            : "check nvidia-smi; the driver's kernel module may be missing or of another version";
    return new Found.Absent(
        "the CUDA driver " + driver + " refused: " + name + " (" + code + "), " + meaning, remedy);
  }

  private static String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment version = arena.allocate(ValueLayout.JAVA_INT);
      Status.driver("cuDriverGetVersion", Driver.cuDriverGetVersion(version));
      int number = version.get(ValueLayout.JAVA_INT, 0);
      return number / 1000 + "." + number % 1000 / 10;
    }
  }

  private static List<Device> list() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cell = arena.allocate(ValueLayout.JAVA_INT);
      Status.driver("cuDeviceGetCount", Driver.cuDeviceGetCount(cell));
      int count = cell.get(ValueLayout.JAVA_INT, 0);
      List<Device> devices = new ArrayList<>();
      for (int ordinal = 0; ordinal < count; ordinal++) {
        Status.driver("cuDeviceGet", Driver.cuDeviceGet(cell, ordinal));
        devices.add(describe(arena, ordinal, cell.get(ValueLayout.JAVA_INT, 0)));
      }
      return devices;
    }
  }

  private static Device describe(Arena arena, int ordinal, int handle) {
    MemorySegment name = arena.allocate(NAME);
    Status.driver("cuDeviceGetName", Driver.cuDeviceGetName(name, NAME, handle));
    MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
    Status.driver("cuDeviceTotalMem", Driver.cuDeviceTotalMem_v2(bytes, handle));
    return new Device(
        ordinal,
        name.getString(0),
        attribute(arena, Driver.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR(), handle),
        attribute(arena, Driver.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR(), handle),
        bytes.get(ValueLayout.JAVA_LONG, 0),
        attribute(arena, Driver.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT(), handle),
        attribute(arena, Driver.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE(), handle),
        attribute(arena, Driver.CU_DEVICE_ATTRIBUTE_CONCURRENT_MANAGED_ACCESS(), handle) != 0);
  }

  private static int attribute(Arena arena, int attribute, int handle) {
    MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
    Status.driver("cuDeviceGetAttribute", Driver.cuDeviceGetAttribute(value, attribute, handle));
    return value.get(ValueLayout.JAVA_INT, 0);
  }
}
