package gatun.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a CUDA toolkit or driver may lie: the folder that the environment names (CUDA_HOME,
 * CUDA_PATH), then the usual ones, the newest first.
 */
final class CudaFolders {
  private static final Path ROOT = Path.of("/usr/local");

  private CudaFolders() {}

  /** Returns the folders that exist. */
  static List<Path> list() {
    Set<Path> folders = new LinkedHashSet<>();
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
      String home = System.getenv(variable);
      if (home != null && !home.isBlank()) {
        toolkit(Path.of(home), folders);
      }
    }
    toolkit(ROOT.resolve("cuda"), folders);
    filesIn(ROOT, "cuda-").forEach(home -> toolkit(home, folders));
    Path debian = Path.of("/usr/lib/x86_64-linux-gnu");
    folders.add(debian);
    folders.add(debian.resolve("nvidia/current"));
    folders.add(Path.of("/usr/lib64"));
    folders.add(ROOT.resolve("nvidia/lib64"));
    return folders.stream().filter(Files::isDirectory).toList();
  }

  private static void toolkit(Path home, Set<Path> folders) {
    folders.add(home.resolve("lib64"));
    folders.add(home.resolve("lib"));
    folders.add(home.resolve("lib/x86_64-linux-gnu"));
    folders.add(home.resolve("lib/x86_64-linux-gnu/nvidia/current"));
  }

  /** Returns what lies in a folder and begins with a prefix, the highest name first. */
  static List<Path> filesIn(Path folder, String prefix) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> file.getFileName().toString().startsWith(prefix)).forEach(found::add);
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
    found.sort(Comparator.reverseOrder());
    return found;
  }
}
