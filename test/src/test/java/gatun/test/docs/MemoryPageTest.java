package gatun.test.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Backend;
import gatun.engine.Backends;
import gatun.engine.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/memory.md are those that are compiled and run here, and do what it says. */
class MemoryPageTest {
  private static final Path SOURCE = Path.of("src/test/java/gatun/test/docs/MemoryExamples.java");

  @TempDir Path folder;

  private static List<String> between(String text, String begin, String end) {
    List<String> parts = new ArrayList<>();
    for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
      int from = at + begin.length();
      parts.add(text.substring(from, text.indexOf(end, from)).stripIndent().strip());
    }
    return parts;
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/memory.md"));
  }

  @Test
  void thePageShowsTheExamples() throws IOException {
    List<String> examples = between(Files.readString(SOURCE), "// begin\n", "// end");
    assertEquals(4, examples.size());
    assertEquals(examples, between(page(), "```java\n", "```"));
  }

  @Test
  void theExamplesRun() throws IOException {
    assertEquals(3.5, MemoryExamples.owner());
    try (Backend backend = Backends.auto();
        Workspace w = Workspace.on(backend)) {
      assertEquals(100 * 2 * 500, MemoryExamples.scratch(w, 500));
      String message = MemoryExamples.limit(backend);
      String quote =
          page()
              .lines()
              .filter(l -> l.startsWith("> "))
              .map(l -> l.substring(2))
              .reduce((a, b) -> a + " " + b)
              .orElseThrow();
      assertEquals(quote, message);
      double sum = MemoryExamples.files(w.vector(5, 6), folder.resolve("x.npy"), w);
      assertEquals(5 - 1 + 5, sum);
      assertTrue(w.bytes() > 0);
    }
  }
}
