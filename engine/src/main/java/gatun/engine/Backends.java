package gatun.engine;

import gatun.engine.spi.BackendProvider;
import gatun.engine.spi.ReferenceBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the backends of this machine. Nothing is chosen silently: {@link #report} says why. */
public final class Backends {
  private static final String DEVICE = "cuda";

  private Backends() {}

  /**
   * One backend and whether it can be used here.
   *
   * @param name the backend's name
   * @param support usable, or refused with reason and remedy
   */
  public record Entry(String name, Support support) {}

  /** Returns every known backend, most preferred first, the refused ones last. */
  public static List<Entry> report() {
    return providers().stream()
        .map(provider -> new Entry(provider.name(), probe(provider)))
        .sorted(Comparator.comparingInt((Entry entry) -> rank(entry.support())).reversed())
        .toList();
  }

  /**
   * Which backend is taken for a workload, and why.
   *
   * @param name the backend's name
   * @param reason a sentence for people
   */
  public record Choice(String name, String reason) {}

  /**
   * Chooses between the backend that {@link #auto()} opens and a device, by crossovers that were
   * measured: a device is taken from the size on from which it was faster than all threads of the
   * processor. Where nothing was measured, the processor is taken and the reason says so.
   */
  public static Choice choose(Workload work) {
    List<Entry> entries = report();
    String processor = entries.getFirst().name();
    for (Entry entry : entries) {
      if (entry.name().equals(DEVICE)) {
        return Crossovers.stored().choose(work, processor, DEVICE, entry.support());
      }
    }
    return new Choice(processor, "there is no backend of a device in this program");
  }

  /** Opens the usable backend of the highest rank, with a thread for each processor. */
  public static Backend auto() {
    return auto(BackendOptions.allProcessors());
  }

  /** Opens the usable backend of the highest rank. The reference backend is always usable. */
  public static Backend auto(BackendOptions options) {
    return providers().stream()
        .max(Comparator.comparingInt(provider -> rank(probe(provider))))
        .orElseThrow()
        .open(options);
  }

  /**
   * Opens the backend with the given name.
   *
   * @throws IllegalArgumentException if there is none of this name
   * @throws IllegalStateException if it is refused here; the message has reason and remedy
   */
  public static Backend named(String name, BackendOptions options) {
    List<BackendProvider> providers = providers();
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        if (probe(provider) instanceof Support.Refused(String reason, String remedy)) {
          throw new IllegalStateException(
              "backend '" + name + "' is refused: " + reason + "; " + remedy);
        }
        return provider.open(options);
      }
    }
    throw new IllegalArgumentException(
        "backend '"
            + name
            + "' is unknown; expected one of "
            + providers.stream().map(BackendProvider::name).toList());
  }

  private static int rank(Support support) {
    return support instanceof Support.Usable usable ? usable.rank() : Integer.MIN_VALUE;
  }

  private static Support probe(BackendProvider provider) {
    try {
      return provider.probe();
    } catch (RuntimeException | LinkageError e) {
      return new Support.Refused(
          "its probe failed: " + e, "check that the files of this backend match the engine's");
    }
  }

  private static List<BackendProvider> providers() {
    List<BackendProvider> found = new ArrayList<>();
    found.add(ReferenceBackend.PROVIDER);
    var services = ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader());
    var iterator = services.iterator();
    while (true) {
      try {
        if (!iterator.hasNext()) {
          return found;
        }
        found.add(iterator.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        found.add(new BrokenProvider(String.valueOf(e.getMessage())));
      }
    }
  }

  /** Stands in the report for a provider that could not even be loaded. */
  private record BrokenProvider(String message) implements BackendProvider {
    @Override
    public String name() {
      return "unloadable";
    }

    @Override
    public Support probe() {
      return new Support.Refused(
          "a backend provider could not be loaded: " + message,
          "add the module it needs (simd: --add-modules jdk.incubator.vector)");
    }

    @Override
    public Backend open(BackendOptions options) {
      throw new IllegalStateException(message);
    }
  }
}
