package gatun.gpu;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A library of CUDA. It is looked for once, under the names of CUDA 13 and 12: first where the
 * loader of the system looks, then in the folders of {@link CudaFolders}. One build of Gatun serves
 * every version, because symbols are looked up when a function is first called.
 */
public enum Library {
  /** The driver; it comes with the driver of the device, not with the toolkit. */
  DRIVER("install the NVIDIA driver of this machine", List.of(), "libcuda.so.1"),
  /** The compiler of kernels at run time. */
  NVRTC(Library.TOOLKIT, List.of("libnvrtc-builtins.so."), "libnvrtc.so.13", "libnvrtc.so.12"),
  /** Dense products. */
  CUBLAS(Library.TOOLKIT, List.of("libcublasLt.so."), "libcublas.so.13", "libcublas.so.12"),
  /** Sparse products and triangular solves. */
  CUSPARSE(Library.TOOLKIT, List.of("libnvJitLink.so."), "libcusparse.so.12"),
  /** Dense factorisations. */
  CUSOLVER(
      Library.TOOLKIT,
      List.of("libnvJitLink.so.", "libcublasLt.so.", "libcublas.so.", "libcusparse.so."),
      "libcusolver.so.12",
      "libcusolver.so.11"),
  /** Clocks, power and temperature; it comes with the driver. */
  NVML("install the NVIDIA driver of this machine", List.of(), "libnvidia-ml.so.1");

  private static final String TOOLKIT =
      "install a CUDA toolkit 12 or 13, or name its folder in the environment variable CUDA_HOME";

  private final String remedy;
  private final List<String> companions;
  private final List<String> names;
  private volatile @Nullable Search search;

  /** The result of looking for a library: what was opened, under which name. */
  private record Search(SymbolLookup symbols, @Nullable String name) {}

  Library(String remedy, List<String> companions, String... names) {
    this.remedy = remedy;
    this.companions = companions;
    this.names = List.of(names);
  }

  /** Returns the file or name under which the library was opened; empty if it is not here. */
  public Optional<String> found() {
    return Optional.ofNullable(search().name);
  }

  /** Returns the names that are looked for, the preferred first. */
  public List<String> names() {
    return names;
  }

  /** Returns what to do where the library is missing. */
  public String remedy() {
    return remedy;
  }

  /** Returns whether the library is here and has a symbol. */
  public boolean has(String symbol) {
    return search().symbols.find(symbol).isPresent();
  }

  /**
   * Returns the symbols of the library; none where it is missing. Never throws: the generated
   * classes call it when they are loaded.
   */
  public SymbolLookup lookup() {
    return search().symbols;
  }

  /**
   * Returns this library if it is here.
   *
   * @throws CudaException if it is not, with the names tried and the remedy
   */
  Library require() {
    if (search().name == null) {
      throw CudaException.missing(this);
    }
    return this;
  }

  private Search search() {
    Search done = search;
    if (done == null) {
      synchronized (this) {
        done = search;
        if (done == null) {
          done = look();
          search = done;
        }
      }
    }
    return done;
  }

  private Search look() {
    for (String name : names) {
      for (Path folder : CudaFolders.list()) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
          openCompanions(folder);
          Search found = open(file.toString());
          if (found != null) {
            return found;
          }
        }
      }
      Search found = open(name);
      if (found != null) {
        return found;
      }
    }
    return new Search(_ -> Optional.empty(), null);
  }

  /** Opens what the library itself opens by name later, from the folder where it lies. */
  private void openCompanions(Path folder) {
    for (String companion : companions) {
      CudaFolders.filesIn(folder, companion).forEach(file -> open(file.toString()));
    }
  }

  /** Opens a library for the life of the process: CUDA's are not made to be closed. */
  private static @Nullable Search open(String name) {
    try {
      return new Search(SymbolLookup.libraryLookup(name, Arena.global()), name);
    } catch (IllegalArgumentException missing) {
      return null;
    }
  }
}
