package gatun.bench.device;

import gatun.gpu.CallCost;
import gatun.gpu.Context;
import gatun.gpu.CudaException;
import gatun.gpu.Devices;
import gatun.gpu.Library;
import gatun.gpu.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** What calls of CUDA cost from Java; {@code calls.c} makes the same calls. */
final class CallRuns {
  static final String GROUP = "calls";
  private static final int CALLS = 20_000;

  private final Journal journal;
  private final Path folder;

  /** Uses a folder, where the C program finds the path of NVRTC and the empty kernel. */
  CallRuns(Journal journal, Path folder) {
    this.journal = journal;
    this.folder = folder;
  }

  void run() throws IOException {
    Files.writeString(folder.resolve("nvrtc.path"), Library.NVRTC.found().orElse(""));
    Files.writeString(folder.resolve("driver.path"), Library.DRIVER.found().orElse(""));
    if (Library.NVRTC.found().isEmpty()) {
      String names = String.join(", ", Library.NVRTC.names());
      journal.skip(GROUP, "java nvrtcVersion", names + " not found; " + Library.NVRTC.remedy());
    } else {
      add("nvrtcVersion", () -> CallCost.version(CALLS));
    }
    switch (Devices.find()) {
      case Devices.Found.Absent(String reason, String remedy) ->
          journal.skip(GROUP, "java driver", reason + "; " + remedy);
      case Devices.Found.Present(String _, var devices) -> {
        byte[] cubin = CallCost.empty(devices.getFirst().architecture());
        Files.write(folder.resolve("empty.cubin"), cubin);
        try (Stream stream = new Stream(Context.of(devices.getFirst()))) {
          add("cuStreamQuery", () -> CallCost.query(stream, CALLS));
          add("cuLaunchKernel", () -> CallCost.launch(stream, cubin, CALLS));
        } catch (CudaException failure) {
          journal.skip(GROUP, "java driver", String.valueOf(failure.getMessage()));
        }
      }
    }
  }

  private void add(String call, DoubleSupplier nanoseconds) {
    var _ = nanoseconds.getAsDouble(); // compiled now
    List<Double> seconds =
        java.util.stream.Stream.generate(() -> nanoseconds.getAsDouble() * 1e-9).limit(5).toList();
    journal.add(new Reading(GROUP, call, "-", "-", "java", 1, seconds, 0, 0, "", "", Map.of()));
  }
}
