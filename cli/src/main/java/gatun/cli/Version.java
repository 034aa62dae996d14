package gatun.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this build and the Java it runs on, as {@code gatun --version} prints them. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"gatun " + project() + " (Java " + Runtime.version() + ")"};
  }

  /** The project's version, written into the resource by the build. */
  static String project() {
    try (var in = Version.class.getResourceAsStream("version.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
