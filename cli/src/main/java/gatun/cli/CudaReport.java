package gatun.cli;

import gatun.gpu.CubinCache;
import gatun.gpu.Device;
import gatun.gpu.Devices;
import gatun.gpu.KernelCompiler;
import gatun.gpu.Library;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What {@code gatun doctor} says of CUDA: devices, and where each library was found. */
final class CudaReport {
  private CudaReport() {}

  static void print(PrintWriter out) {
    out.println("CUDA");
    switch (Devices.find()) {
      case Devices.Found.Present(String version, var devices) -> {
        line(out, "driver", "for CUDA up to " + version);
        for (Device device : devices) {
          line(out, "device " + device.ordinal(), device.toString());
        }
      }
      case Devices.Found.Absent(String reason, String remedy) -> {
        line(out, "device", "none: " + reason);
        line(out, "", "remedy: " + remedy);
      }
    }
    Set<String> remedies = new LinkedHashSet<>();
    for (Library library : Library.values()) {
      if (library != Library.DRIVER) {
        line(out, name(library), library.found().orElse("not found"));
        if (library.found().isEmpty()) {
          remedies.add(library.remedy());
        }
      }
    }
    line(out, "toolkit", toolkit());
    line(out, "cache", CubinCache.ofUser().description());
    if (Library.DRIVER.found().isEmpty()) {
      remedies.remove(Library.DRIVER.remedy()); // said already
    }
    remedies.forEach(remedy -> line(out, "", "remedy: " + remedy));
  }

  static Map<String, Object> members() {
    Json json = new Json();
    switch (Devices.find()) {
      case Devices.Found.Present(String version, var devices) ->
          json.with("driver", version)
              .with("devices", devices.stream().map(CudaReport::members).toList());
      case Devices.Found.Absent(String reason, String remedy) ->
          json.with("reason", reason).with("remedy", remedy);
    }
    Map<String, Object> libraries = new LinkedHashMap<>();
    for (Library library : Library.values()) {
      libraries.put(name(library), library.found().orElse("not found"));
    }
    return json.with("libraries", libraries)
        .with("toolkit", toolkit())
        .with("cache", CubinCache.ofUser().description())
        .members();
  }

  /** Returns the version of the toolkit, as its compiler tells it. */
  private static String toolkit() {
    return Library.NVRTC.found().isPresent() ? KernelCompiler.version() : "none";
  }

  private static Map<String, Object> members(Device device) {
    return new Json()
        .with("ordinal", device.ordinal())
        .with("name", device.name())
        .with("architecture", device.architecture())
        .with("memoryBytes", device.memoryBytes())
        .with("multiprocessors", device.multiprocessors())
        .members();
  }

  private static String name(Library library) {
    return library.name().toLowerCase(Locale.ROOT);
  }

  private static void line(PrintWriter out, String name, String text) {
    out.println("  " + name + " ".repeat(Math.max(1, 9 - name.length())) + text);
  }
}
