package gatun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generated classes: what the filters name, and nothing that was edited. */
class BindingsTest {
  private static final Path FILTERS = Path.of("../jextract");
  private static final Path GENERATED = Path.of("src/generated/java");
  private static final String FUNCTION = "--include-function ";

  @ParameterizedTest
  @EnumSource
  void everyFunctionOfTheFilterIsGenerated(Library library) throws Exception {
    String name = library.name().charAt(0) + library.name().substring(1).toLowerCase(Locale.ROOT);
    Class<?> bindings = Class.forName("gatun.gpu.bind." + name, false, getClass().getClassLoader());
    List<String> methods = new ArrayList<>();
    for (var method : bindings.getMethods()) {
      methods.add(method.getName());
    }
    List<String> functions = functions(library);
    assertFalse(functions.isEmpty());
    assertEquals(List.of(), functions.stream().filter(f -> !methods.contains(f)).toList());
  }

  @ParameterizedTest
  @EnumSource
  void theRealLibraryHasEverySymbol(Library library) throws IOException {
    Installed.require(library);
    List<String> missing = functions(library).stream().filter(f -> !library.has(f)).toList();
    assertEquals(List.of(), missing, () -> "in " + library.found().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void aMissingSymbolIsSaidAndNotThrown(Library library) {
    assertFalse(library.has("no_such_function"));
    assertTrue(library.lookup().find("no_such_function").isEmpty());
  }

  @Test
  void aRegenerationGivesTheSameSources(@TempDir Path folder) throws Exception {
    String home = System.getenv("JEXTRACT_HOME");
    String cuda = System.getenv("CUDA_HOME");
    assumeTrue(home != null && cuda != null, "no jextract: set JEXTRACT_HOME and CUDA_HOME");
    Process process =
        new ProcessBuilder(FILTERS.resolve("regenerate").toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), output);
    assertEquals(sources(GENERATED), sources(folder));
  }

  private static List<String> functions(Library library) throws IOException {
    Path filter = FILTERS.resolve(library.name().toLowerCase(Locale.ROOT) + ".includes");
    return Files.readAllLines(filter).stream()
        .filter(line -> line.startsWith(FUNCTION))
        .map(line -> line.substring(FUNCTION.length()))
        .toList();
  }

  private static Map<String, String> sources(Path root) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        sources.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return sources;
  }
}
