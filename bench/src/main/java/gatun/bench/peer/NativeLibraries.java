package gatun.bench.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Shared libraries of peers, as plain files in one folder: the setting {@code gatun.peers}, else
 * the environment variable {@code GATUN_PEERS}, else {@code peers} beside this program's jar (the
 * Maven profile {@code peers} fills it).
 */
final class NativeLibraries {
  private static final Path FOLDER = folder();

  private NativeLibraries() {}

  private static Path folder() {
    String setting = System.getProperty("gatun.peers", System.getenv("GATUN_PEERS"));
    if (setting != null && !setting.isBlank()) {
      return Path.of(setting).toAbsolutePath();
    }
    try {
      var source = NativeLibraries.class.getProtectionDomain().getCodeSource();
      Path code = source == null ? Path.of("x") : Path.of(source.getLocation().toURI());
      return code.toAbsolutePath().resolveSibling("peers");
    } catch (URISyntaxException e) {
      return Path.of("peers").toAbsolutePath();
    }
  }

  /**
   * Opens a library for the rest of the process, first those that it needs and the system lacks.
   */
  static Loaded<SymbolLookup> open(String file, String... needs) {
    Path library = FOLDER.resolve(file);
    if (!Files.isRegularFile(library)) {
      return Loaded.missing(
          file
              + " is not in "
              + FOLDER
              + "; run ./mvnw -Ppeers,torch package, or name its folder in GATUN_PEERS");
    }
    try {
      for (String need : needs) {
        if (Files.isRegularFile(FOLDER.resolve(need))) {
          lookup(FOLDER.resolve(need));
        }
      }
      return Loaded.found(lookup(library), library.toString());
    } catch (RuntimeException | LinkageError e) {
      return Loaded.missing(library + " could not be loaded: " + e.getMessage());
    }
  }

  /** Finds a function that the caller knows to exist. */
  static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
    return find(library, name, type)
        .orElseThrow(() -> new IllegalStateException("the library has no function " + name));
  }

  @SuppressWarnings("restricted")
  static Optional<MethodHandle> find(SymbolLookup library, String name, FunctionDescriptor type) {
    return library.find(name).map(address -> Linker.nativeLinker().downcallHandle(address, type));
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookup(Path file) {
    return SymbolLookup.libraryLookup(file, Arena.global());
  }

  /** What a call that cannot fail in Java threw after all. */
  static IllegalStateException failure(Throwable cause) {
    if (cause instanceof Error e) {
      throw e;
    }
    return new IllegalStateException("a call into a native library failed", cause);
  }
}
