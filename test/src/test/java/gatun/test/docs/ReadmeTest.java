package gatun.test.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gatun.engine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of the README is the one that is compiled and run here. */
class ReadmeTest {
  @Test
  void theExampleIsCompiledAndRuns() throws IOException {
    String source = Files.readString(Path.of("src/test/java/gatun/test/docs/ReadmeExample.java"));
    String example = source.substring(source.indexOf("// begin") + 9, source.indexOf("// end"));
    String readme = Files.readString(Path.of("../README.md"));
    assertTrue(readme.contains("```java\n" + example + "```"), "the README shows another example");
    Outcome outcome = ReadmeExample.solve(16);
    assertEquals(Outcome.Kind.CONVERGED, outcome.kind(), outcome::toString);
  }
}
